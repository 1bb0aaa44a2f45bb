//! The payment status of accounts: one of a customer, and all that the viewer reaches.

use std::cmp::Reverse;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldValue, InputValue, Object};
use entity::insight::payment_status;

use super::{parent, satisfies, wanted};
use crate::access::Class;
use crate::domain::record::{Field, Type};
use crate::model::read::alert::{self, PAYMENT_STATUS};
use crate::model::read::{Cell, Condition, Seen};
use crate::model::scope::{Classes, Sight};
use crate::serve::graphql::context::{Asked, asked};
use crate::serve::graphql::entity::{masked, name};
use crate::serve::graphql::page::first;
use crate::serve::graphql::shape::{argument, camel, field, ty};
use crate::serve::graphql::value::{show, type_name};

/// An account's payment status with the classes shown of it.
#[derive(Clone)]
pub(in crate::serve::graphql) struct Account {
    pub(in crate::serve::graphql) row: payment_status::Model,
    pub(in crate::serve::graphql) classes: Classes,
}

/// The account as a viewer sees it; nothing where it is hidden.
pub(in crate::serve::graphql) fn account(
    sight: &Sight,
    row: payment_status::Model,
) -> Option<Account> {
    alert::payment_shown(sight, &row).map(|classes| Account { row, classes })
}

fn masked_of<T: Send + Sync + 'static>(
    fields: &'static [Field],
    classes: fn(&T) -> Classes,
) -> GraphField {
    field(
        "maskedFields",
        "[MaskedField!]!",
        "Fields that are null because the viewer may not read their class.",
        move |context| {
            Box::pin(async move {
                let shown = classes(parent::<T>(&context)?);
                let asked = asked(context.ctx)?;
                let hidden = masked(&asked, fields, |class| shown.has(class));
                Ok(Some(FieldValue::value(Wire::List(hidden))))
            })
        },
    )
}

pub(super) fn object() -> Object {
    let mut object = Object::new("PaymentStatus")
        .description("Payment status of an account, as the hub sees it.");
    for (at, column) in PAYMENT_STATUS.iter().enumerate() {
        let sure = column.required && column.class == Class::Plain;
        let kind = type_name("PaymentStatus", column) + if sure { "!" } else { "" };
        object = object.field(field(
            &camel(column.name),
            &kind,
            column.doc,
            move |context| {
                Box::pin(async move {
                    let account = parent::<Account>(&context)?;
                    if !account.classes.has(column.class) {
                        return Ok(None);
                    }
                    let group = asked(context.ctx)?.hub.group_currency().to_owned();
                    Ok(show(
                        column.ty,
                        &alert::payment_cell(&account.row, at),
                        Some(&group),
                    )
                    .map(FieldValue::value))
                })
            },
        ));
        if let Type::Ref(target) = column.ty {
            let stem = column.name.trim_end_matches("_id");
            object = object.field(field(
                &camel(stem),
                &name(target),
                column.doc,
                move |context| {
                    Box::pin(async move {
                        let account = parent::<Account>(&context)?;
                        match alert::payment_cell(&account.row, at) {
                            Cell::Int(id) if account.classes.has(column.class) => {
                                let row = asked(context.ctx)?.row(target, id).await?;
                                Ok(row.map(FieldValue::owned_any))
                            }
                            _ => Ok(None),
                        }
                    })
                },
            ));
        }
    }
    object.field(masked_of::<Account>(PAYMENT_STATUS, |account| {
        account.classes
    }))
}

/// `Customer.paymentStatus`.
pub(in crate::serve::graphql) fn payment_of_customer() -> GraphField {
    field(
        "paymentStatus",
        "PaymentStatus",
        "Payment status of the account, as the hub finds it.",
        |context| {
            Box::pin(async move {
                let id = parent::<Seen>(&context)?.row.id;
                let asked = asked(context.ctx)?;
                let row = alert::payment_status(asked.snapshot().await?, id).await?;
                Ok(row
                    .and_then(|row| account(&asked.sight, row))
                    .map(FieldValue::owned_any))
            })
        },
    )
}

/// `paymentStatuses(...)`.
pub(in crate::serve::graphql) fn payment_statuses() -> GraphField {
    field(
        "paymentStatuses",
        "[PaymentStatus!]!",
        "Payment status of the accounts that the viewer reaches, the latest change first.",
        |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                let value = context
                    .args
                    .get("where")
                    .map(|value| value.as_value().clone());
                let condition = wanted(&asked.sight, PAYMENT_STATUS, value.as_ref())?;
                let mut list: Vec<Account> = alert::payment_statuses(asked.snapshot().await?)
                    .await?
                    .into_iter()
                    .filter_map(|row| account(&asked.sight, row))
                    .filter(|a| matches_account(&asked, &condition, a))
                    .collect();
                list.sort_by_key(|a| (Reverse(a.row.changed_at.0), a.row.customer_id));
                list.truncate(first(&context.args)?);
                Ok(Some(FieldValue::list(
                    list.into_iter().map(FieldValue::owned_any),
                )))
            })
        },
    )
    .argument(argument(&(
        "first",
        "Int",
        "Accounts wanted; 50 where empty, 200 at most.",
    )))
    .argument(InputValue::new("where", ty("PaymentStatusFilter")).description("Which accounts."))
}

/// Whether an account satisfies a condition.
pub(in crate::serve::graphql) fn matches_account(
    asked: &Asked,
    condition: &Condition,
    account: &Account,
) -> bool {
    satisfies(
        &asked.sight,
        PAYMENT_STATUS,
        condition,
        account.classes,
        &|at| alert::payment_cell(&account.row, at),
    )
}

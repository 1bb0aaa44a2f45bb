//! Exceptions and payment status for a viewer: rows hang on a subject, and each is judged in memory by what the viewer reaches.
//!
//! The same judgement serves a list and every event of a subscription. An exception of a connection alone is for those who read the
//! integration's state; one whose rule reveals a class is shown without what reveals it.

mod field;

use std::collections::HashMap;

use entity::insight::{exception, exception_event, payment_status};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::access::{Class, Permission, Subject};
use crate::domain::record::Kind;
use crate::model::read::Cell;
use crate::model::scope::{Classes, Sight};

pub use field::{EXCEPTION, PAYMENT_STATUS};

/// An exception with the classes shown of it.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Row.
    pub row: exception::Model,
    /// Classes shown.
    pub classes: Classes,
    /// The first class that its words and evidence tell of and the viewer lacks; nothing where they are shown.
    pub withheld: Option<Class>,
}

/// What an exception hangs on, as far as it hangs on rows of business.
pub fn subject(sight: &Sight, row: &exception::Model) -> Subject {
    let groups = sight.groups();
    let head = |kind: Kind, id: Option<i64>| id.map(|id| groups.representative(kind, id));
    Subject {
        customer: head(Kind::Customer, row.customer_id),
        project: head(Kind::Project, row.project_id),
        practice: head(Kind::Practice, row.practice_id),
        legal_entity: head(Kind::LegalEntity, row.legal_entity_id),
        person: head(Kind::Person, row.person_id),
        whole: false,
    }
    .of_account()
}

/// The exception as a viewer is shown it; nothing where it is hidden. `rule` are the classes that its rule tells of, `minimum` the people
/// that a trouble in cost must tell of where cost is shown over groups alone.
pub fn shown(sight: &Sight, row: exception::Model, rule: &[Class], minimum: u32) -> Option<Alert> {
    let subject = subject(sight, &row);
    let classes = if subject == Subject::default() {
        let reads = sight.viewer().may(Permission::ReadIntegration)
            || sight.grants().iter().any(|grant| grant.rows.is_none());
        reads.then(|| sight.unbound())
    } else {
        sight.classes_on(&subject)
    }?;
    // A trouble in cost, or of one person, is itself a fact of that class: whoever may not read it is not told.
    let grouped = row
        .people
        .is_some_and(|people| u32::try_from(people).is_ok_and(|people| people >= minimum))
        && sight
            .grants()
            .iter()
            .any(|grant| grant.in_aggregate.contains(&Class::Cost) && grant.reaches(&subject));
    let reads = |class: &Class| classes.has(*class) || (*class == Class::Cost && grouped);
    let of_kind = |class: &&Class| matches!(class, Class::Cost | Class::Personal);
    if !rule.iter().filter(of_kind).all(reads) {
        return None;
    }
    // Words and amounts are one: all classes that its rule tells of, or none of them.
    let withheld = rule.iter().copied().find(|class| !reads(class));
    Some(Alert {
        row,
        classes: match withheld {
            Some(_) => classes.without(Class::Commercial),
            None => classes,
        },
        withheld,
    })
}

/// The field of an exception at a place of [`EXCEPTION`].
pub fn cell(row: &exception::Model, place: usize) -> Cell {
    let text = |text: &str| Cell::Text(text.to_owned());
    let optional = |value: &Option<String>| value.as_deref().map_or(Cell::Null, text);
    let number = |value: Option<i64>| value.map_or(Cell::Null, Cell::Int);
    let at = |value: Option<entity::value::Instant>| value.map_or(Cell::Null, |at| Cell::Int(at.0));
    match EXCEPTION[place].name {
        "rule" => text(&row.rule),
        "severity" => text(&row.severity),
        "state" => text(&row.state),
        "title" => text(&row.title),
        "detail" => text(&row.detail),
        "hint" => text(&row.hint),
        "evidence" => text(&row.evidence),
        "amount" => number(row.amount),
        "amount_group" => number(row.amount_group),
        "currency" => row.currency.map_or(Cell::Null, |code| text(code.code())),
        "metric" => optional(&row.metric),
        "owner" => text(&row.owner),
        "assignee" => optional(&row.assignee),
        "acknowledged_by" => optional(&row.acknowledged_by),
        "since_on" => row
            .since_on
            .map_or(Cell::Null, |day| Cell::Int(day.0.into())),
        "detected_at" => Cell::Int(row.detected_at.0),
        "opened_at" => at(row.opened_at),
        "acknowledged_at" => at(row.acknowledged_at),
        "resolved_at" => at(row.resolved_at),
        "deadline_at" => at(row.deadline_at),
        "resolution" => row
            .resolution
            .as_ref()
            .map_or(Cell::Null, |word| Cell::Text(word.to_lowercase())),
        "reason" => optional(&row.reason),
        "reopened" => Cell::Int(row.reopened.into()),
        "customer_id" => number(row.customer_id),
        "project_id" => number(row.project_id),
        "practice_id" => number(row.practice_id),
        "legal_entity_id" => number(row.legal_entity_id),
        "person_id" => number(row.person_id),
        _ => Cell::Null,
    }
}

/// The field of a payment status at a place of [`PAYMENT_STATUS`].
pub fn payment_cell(row: &payment_status::Model, place: usize) -> Cell {
    let number = |value: Option<i64>| value.map_or(Cell::Null, Cell::Int);
    match PAYMENT_STATUS[place].name {
        "customer_id" => Cell::Int(row.customer_id),
        "status" => Cell::Text(row.status.clone()),
        "days_past_due" => Cell::Int(row.days_past_due.into()),
        "open_amount" => Cell::Int(row.open_amount),
        "overdue_amount" => Cell::Int(row.overdue_amount),
        "worst_invoice_id" => number(row.worst_invoice_id),
        "last_payment_id" => number(row.last_payment_id),
        "last_paid_on" => row
            .last_paid_on
            .map_or(Cell::Null, |day| Cell::Int(day.0.into())),
        "changed_at" => Cell::Int(row.changed_at.0),
        _ => Cell::Null,
    }
}

/// The classes that a viewer is shown of a payment status; nothing where its customer is hidden.
pub fn payment_shown(sight: &Sight, row: &payment_status::Model) -> Option<Classes> {
    let customer = sight
        .groups()
        .representative(Kind::Customer, row.customer_id);
    sight.classes_on(&Subject {
        customer: Some(customer),
        whole: true,
        ..Subject::default()
    })
}

/// All exceptions in these states, or in any.
pub async fn exceptions(
    connection: &impl ConnectionTrait,
    states: Option<&[&str]>,
) -> Result<Vec<exception::Model>, DbErr> {
    let mut query = exception::Entity::find();
    if let Some(states) = states {
        query = query.filter(exception::Column::State.is_in(states.iter().copied()));
    }
    query.all(connection).await
}

/// One exception.
pub async fn exception(
    connection: &impl ConnectionTrait,
    id: i64,
) -> Result<Option<exception::Model>, DbErr> {
    exception::Entity::find_by_id(id).one(connection).await
}

/// What happened to an exception, oldest first.
pub async fn history(
    connection: &impl ConnectionTrait,
    id: i64,
) -> Result<Vec<exception_event::Model>, DbErr> {
    exception_event::Entity::find()
        .filter(exception_event::Column::ExceptionId.eq(id))
        .order_by_asc(exception_event::Column::Id)
        .limit(500)
        .all(connection)
        .await
}

/// Events of exceptions that these transactions wrote, in order, each with its exception as it is now.
pub async fn events(
    connection: &impl ConnectionTrait,
    txs: &[i64],
) -> Result<Vec<(exception_event::Model, exception::Model)>, DbErr> {
    let events = exception_event::Entity::find()
        .filter(exception_event::Column::Tx.is_in(txs.iter().copied()))
        .order_by_asc(exception_event::Column::Id)
        .all(connection)
        .await?;
    let ids: Vec<i64> = events.iter().map(|event| event.exception_id).collect();
    let rows: HashMap<i64, exception::Model> = exception::Entity::find()
        .filter(exception::Column::Id.is_in(ids))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(events
        .into_iter()
        .filter_map(|event| {
            let row = rows.get(&event.exception_id)?.clone();
            Some((event, row))
        })
        .collect())
}

/// Payment status of a customer.
pub async fn payment_status(
    connection: &impl ConnectionTrait,
    customer_id: i64,
) -> Result<Option<payment_status::Model>, DbErr> {
    payment_status::Entity::find_by_id(customer_id)
        .one(connection)
        .await
}

/// Payment status of every customer.
pub async fn payment_statuses(
    connection: &impl ConnectionTrait,
) -> Result<Vec<payment_status::Model>, DbErr> {
    payment_status::Entity::find().all(connection).await
}

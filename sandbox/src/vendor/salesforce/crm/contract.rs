//! `Contract`: the engagement, with the firm's own fields.

use rust_decimal::Decimal;

use super::{CURRENCIES, amount, reference};
use crate::firm::{Engagement, Kind, PassThrough};
use crate::vendor::salesforce::schema::*;

fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a Engagement> {
    view.firm.engagement(number)
}

/// The object.
pub fn object() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(row(v, n)?.name.clone().into())
        }),
        fixed("ContractNumber", Type::Text(30), |v, n| {
            Some(format!("{:08}", 100 + row(v, n)?.id).into())
        }),
        field(
            "AccountId",
            Type::Reference("Account", "Account"),
            |v, n| reference(Kind::Customer, row(v, n)?.customer),
        ),
        field("OwnerId", Type::Reference("User", "Owner"), |v, n| {
            reference(Kind::Person, v.firm.customer(row(v, n)?.customer)?.leader)
        }),
        field(
            "Status",
            Type::Picklist(&["Draft", "In Approval Process", "Activated"]),
            |v, n| {
                let active = row(v, n)?.activated_at.is_some();
                Some(if active { "Activated" } else { "Draft" }.into())
            },
        ),
        fixed(
            "StatusCode",
            Type::Picklist(&["Draft", "InApproval", "Activated"]),
            |v, n| {
                let active = row(v, n)?.activated_at.is_some();
                Some(if active { "Activated" } else { "Draft" }.into())
            },
        ),
        field("StartDate", Type::Date, |v, n| {
            Some(row(v, n)?.start_on.into())
        }),
        fixed("EndDate", Type::Date, |v, n| Some(row(v, n)?.end_on.into())),
        field("ContractTerm", Type::Int, |v, n| {
            let row = row(v, n)?;
            let days = (row.end_on - row.start_on).num_days();
            Some(Decimal::from((days + 15) / 30).into())
        }),
        field("ActivatedDate", Type::Time, |v, n| {
            Some(row(v, n)?.activated_at?.into())
        }),
        field("CompanySignedDate", Type::Date, |v, n| {
            Some(row(v, n)?.activated_at?.utc().date_naive().into())
        }),
        field("CustomerSignedDate", Type::Date, |v, n| {
            Some(row(v, n)?.activated_at?.utc().date_naive().into())
        }),
        written("SpecialTerms", Type::TextArea),
        written("Description", Type::TextArea),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(row(v, n)?.currency.code().into())
        }),
        field(
            "Billing_Model__c",
            Type::Picklist(&["tm", "fixed_fee", "milestone", "retainer"]),
            |v, n| Some(row(v, n)?.model.code().into()),
        ),
        field("Contract_Value__c", Type::Currency, |v, n| {
            let row = row(v, n)?;
            amount(row.currency, row.value_minor?)
        }),
        field("Billing_Cap__c", Type::Currency, |v, n| {
            let row = row(v, n)?;
            amount(row.currency, row.cap_minor?)
        }),
        field("Billing_Deadline_Days__c", Type::Double(0), |v, n| {
            Some(Decimal::from(row(v, n)?.deadline_days).into())
        }),
        field(
            "Pass_Through_Policy__c",
            Type::Picklist(&["Agent", "Principal"]),
            |v, n| {
                let agent = row(v, n)?.pass_through == PassThrough::Agent;
                Some(if agent { "Agent" } else { "Principal" }.into())
            },
        ),
        field("Expense_Markup__c", Type::Double(4), |v, n| {
            Some(Decimal::new(row(v, n)?.markup_bp, 4).into())
        }),
        field("Legal_Entity__c", Type::Text(80), |v, n| {
            Some(v.firm.entity(row(v, n)?.entity)?.name.into())
        }),
        field("Practice__c", Type::Text(80), |v, n| {
            Some(v.firm.practice(row(v, n)?.practice)?.name.into())
        }),
        field("Ended_Early_On__c", Type::Date, |v, n| {
            Some(row(v, n)?.ended_early_on?.into())
        }),
        field(
            "Opportunity__c",
            Type::Reference("Opportunity", "Opportunity__r"),
            |v, n| reference(Kind::Opportunity, row(v, n)?.opportunity?),
        ),
        field("Purchase_Order__c", Type::Text(40), |v, n| {
            Some(row(v, n)?.purchase_order.clone()?.into())
        }),
        field("Billed_In_Advance__c", Type::Flag, |v, n| {
            Some(row(v, n)?.in_advance.into())
        }),
        external(written("Hub_Key__c", Type::Text(64))),
    ];
    Object::new(
        "Contract",
        "800",
        Stamps::Full,
        &[Kind::Engagement],
        |v| rows_of(&v.firm.engagements, |_| true),
        fields,
    )
    .requiring(&["AccountId"])
}

//! `Account`: every customer and prospect the CRM knows, duplicates included.

use super::{CURRENCIES, reference};
use crate::firm::{Customer, Kind, ids};
use crate::vendor::salesforce::cell::Cell;
use crate::vendor::salesforce::schema::*;

fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a Customer> {
    view.firm.customer(number)
}

/// Cross referenced to the ERP.
fn linked<'a>(view: &View<'a>, number: u32) -> Option<&'a Customer> {
    row(view, number).filter(|row| row.cross_referenced && row.in_erp)
}

/// The object.
pub fn object() -> Object {
    let account = Type::Reference("Account", "Parent");
    let fields = vec![
        field("Name", Type::Text(255), |v, n| {
            Some(row(v, n)?.name.clone().into())
        }),
        field("AccountNumber", Type::Text(40), |v, n| {
            Some(format!("C-{:05}", linked(v, n)?.id).into())
        }),
        field("ParentId", account, |v, n| {
            reference(Kind::Customer, row(v, n)?.parent?)
        }),
        fixed(
            "MasterRecordId",
            Type::Reference("Account", "MasterRecord"),
            |v, n| {
                let merged = row(v, n).filter(|row| !row.meta.live())?;
                reference(Kind::Customer, merged.duplicate_of?)
            },
        ),
        field("OwnerId", Type::Reference("User", "Owner"), |v, n| {
            reference(Kind::Person, row(v, n)?.leader)
        }),
        field("Type", Type::Picklist(&["Prospect", "Customer"]), |v, n| {
            Some(
                if row(v, n)?.in_erp {
                    "Customer"
                } else {
                    "Prospect"
                }
                .into(),
            )
        }),
        field("BillingCity", Type::Text(40), |v, n| {
            Some(row(v, n)?.city.into())
        }),
        field("BillingCountry", Type::Text(80), |v, n| {
            Some(row(v, n)?.country.into())
        }),
        written("BillingStreet", Type::TextArea),
        written("BillingState", Type::Text(80)),
        written("BillingPostalCode", Type::Text(20)),
        written("Phone", Type::Text(40)),
        written("Website", Type::Text(255)),
        written("Industry", Type::Picklist(&[])),
        written("AnnualRevenue", Type::Currency),
        field("Description", Type::TextArea, |v, n| {
            let row = row(v, n).filter(|row| row.id.is_multiple_of(5))?;
            Some(
                format!(
                    "Net {} days.\n\"Preferred\" in {}, since long.",
                    row.terms_days, row.city
                )
                .into(),
            )
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(row(v, n)?.currency.code().into())
        }),
        field("Tax_Id__c", Type::Text(40), |v, n| {
            Some(row(v, n)?.tax_id.clone().into())
        }),
        external(field("NetSuite_Id__c", Type::Text(20), |v, n| {
            Some(
                ids::netsuite(Kind::Customer, linked(v, n)?.id)
                    .to_string()
                    .into(),
            )
        })),
        external(written("Hub_Key__c", Type::Text(64))),
        field("Payment_Status__c", Type::Picklist(&[]), |v, n| {
            Some(v.side.payments.get(&n)?.0.clone().into())
        }),
        field("Open_Balance__c", Type::Currency, |v, n| {
            Some(Cell::Number(v.side.payments.get(&n)?.1))
        }),
    ];
    Object::new(
        "Account",
        "001",
        Stamps::Full,
        &[Kind::Customer],
        |v| rows_of(&v.firm.customers, |row| row.in_crm),
        fields,
    )
    .with_children(&[
        ("Opportunities", "Opportunity", "AccountId"),
        ("Contracts", "Contract", "AccountId"),
        ("ChildAccounts", "Account", "ParentId"),
        ("Contacts", "Contact", "AccountId"),
    ])
    .requiring(&["Name"])
}

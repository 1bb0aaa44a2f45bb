//! `pse__Timecard__c`: a header's hours on either side of a month's end.

use super::timecard::{billable_amount, cost, currency, entry, name, row};
use super::work::Header;
use super::{PROJECT, RESOURCE, hours, prefix, reference};
use crate::firm::Kind;
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

/// Splits number two to a header.
fn split<'a>(view: &View<'a>, number: u32) -> Option<(&'a Header, bool)> {
    Some((row(view, number / 2)?, number % 2 == 1))
}

fn split_invoice<'a>(view: &View<'a>, number: u32) -> Option<&'a crate::firm::Invoice> {
    let (row, second) = split(view, number)?;
    view.firm.invoice(row.invoices[usize::from(second)]?)
}

/// Splits of approved headers.
pub fn splits() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            let (row, second) = split(v, n)?;
            Some(format!("{}-{}", name("TC", row), u8::from(second) + 1).into())
        }),
        field(
            "pse__Timecard_Header__c",
            Type::Reference("pse__Timecard_Header__c", "pse__Timecard_Header__r"),
            |v, n| reference(prefix::HEADER, split(v, n)?.0.number),
        ),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, split(v, n)?.0.project)
        }),
        field("pse__Resource__c", RESOURCE, |v, n| {
            reference(prefix::CONTACT, split(v, n)?.0.person)
        }),
        field("pse__Start_Date__c", Type::Date, |v, n| {
            let (row, second) = split(v, n)?;
            Some(
                if second {
                    row.day(row.break_at() as u64)
                } else {
                    row.monday
                }
                .into(),
            )
        }),
        field("pse__End_Date__c", Type::Date, |v, n| {
            let (row, second) = split(v, n)?;
            let last = if second { 6 } else { row.break_at() as u64 - 1 };
            Some(row.day(last).into())
        }),
        fixed("pse__Total_Hours__c", Type::Double(2), |v, n| {
            let (row, second) = split(v, n)?;
            hours(row.part(second))
        }),
        fixed("pse__Total_Billable_Amount__c", Type::Currency, |v, n| {
            let (row, second) = split(v, n)?;
            billable_amount(v, row, row.part(second))
        }),
        fixed("pse__Total_Cost__c", Type::Currency, |v, n| {
            let (row, second) = split(v, n)?;
            cost(v, row, row.part(second))
        }),
        field("pse__Billable__c", Type::Flag, |v, n| {
            Some(split(v, n)?.0.billable.into())
        }),
        field("pse__Status__c", Type::Picklist(&["Approved"]), |v, n| {
            split(v, n)?;
            Some("Approved".into())
        }),
        field("pse__Billed__c", Type::Flag, |v, n| {
            Some(split_invoice(v, n).is_some().into())
        }),
        field("pse__Invoiced__c", Type::Flag, |v, n| {
            Some(
                split_invoice(v, n)
                    .is_some_and(|row| row.erp_created_at.is_some())
                    .into(),
            )
        }),
        field("pse__Invoice_Number__c", Type::Text(40), |v, n| {
            Some(split_invoice(v, n)?.tranid().into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(currency(v, split(v, n)?.0)?.code().into())
        }),
    ];
    Object::new(
        "pse__Timecard__c",
        prefix::SPLIT,
        Stamps::Full,
        &[
            Kind::TimeEntry,
            Kind::TimeAdjustment,
            Kind::Submission,
            Kind::Invoice,
        ],
        |v| {
            let approved = v.side.work.headers.iter().filter(|row| row.approved);
            let parts = approved.flat_map(|row| {
                let parts = [false, true].into_iter();
                parts
                    .filter(|second| row.part(*second) != 0)
                    .map(|second| Entry {
                        number: row.number * 2 + u32::from(second),
                        ..entry(row)
                    })
            });
            parts.collect()
        },
        fields,
    )
}

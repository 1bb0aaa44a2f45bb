//! `pse__Billing_Event__c`, one an invoice, and its items, one a line.

use rust_decimal::Decimal;

use super::{PROJECT, hours, prefix, reference};
use crate::firm::{Invoice, InvoiceLine, Kind, Subject};
use crate::vendor::salesforce::cell::Cell;
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

fn event<'a>(view: &View<'a>, number: u32) -> Option<&'a Invoice> {
    view.firm.invoice(number)
}

/// Events.
pub fn events() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            Some(format!("BE-{:06}", event(v, n)?.id).into())
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, *v.side.work.invoice_project.get(&n)?)
        }),
        field("pse__Date__c", Type::Date, |v, n| {
            Some(event(v, n)?.issued_on.into())
        }),
        field(
            "pse__Status__c",
            Type::Picklist(&["Draft", "Approved", "Released"]),
            |v, n| {
                Some(
                    if event(v, n)?.psa_draft {
                        "Draft"
                    } else {
                        "Released"
                    }
                    .into(),
                )
            },
        ),
        field("pse__Is_Approved__c", Type::Flag, |v, n| {
            Some((!event(v, n)?.psa_draft).into())
        }),
        field("pse__Is_Released__c", Type::Flag, |v, n| {
            Some((!event(v, n)?.psa_draft).into())
        }),
        field("pse__Invoiced__c", Type::Flag, |v, n| {
            Some(event(v, n)?.erp_created_at.is_some().into())
        }),
        field("pse__Invoice_Number__c", Type::Text(40), |v, n| {
            let row = event(v, n).filter(|row| row.erp_created_at.is_some())?;
            Some(row.tranid().into())
        }),
        field("pse__Invoice_Date__c", Type::Date, |v, n| {
            let row = event(v, n).filter(|row| row.erp_created_at.is_some())?;
            Some(row.issued_on.into())
        }),
        fixed("pse__Summary_Amount__c", Type::Currency, |v, n| {
            let row = event(v, n)?;
            Some(row.currency.decimal(row.net_minor).into())
        }),
        fixed("pse__Event_Key__c", Type::Text(80), |v, n| {
            let row = event(v, n)?;
            Some(format!("{}-{}", row.engagement, row.period_from).into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(event(v, n)?.currency.code().into())
        }),
    ];
    Object::new(
        "pse__Billing_Event__c",
        prefix::EVENT,
        Stamps::Full,
        &[Kind::Invoice],
        |v| {
            let mut entries = rows_of(&v.firm.invoices, |_| true);
            for entry in &mut entries {
                // A cancelled event is deleted when its sources are set free.
                let row = event(v, entry.number).filter(|row| row.psa_cancelled);
                if let Some(row) = row {
                    entry.deleted = entry.deleted.or(Some(row.meta.updated_at.seconds()));
                }
            }
            entries
        },
        fields,
    )
    .with_children(&[(
        "pse__Billing_Event_Items__r",
        "pse__Billing_Event_Item__c",
        "pse__Billing_Event__c",
    )])
}

fn item<'a>(view: &View<'a>, number: u32) -> Option<&'a InvoiceLine> {
    view.firm
        .invoice_lines
        .get((number as usize).checked_sub(1)?)
}

fn category(subject: Subject) -> &'static str {
    match subject {
        Subject::Time(_) => "Timecard",
        Subject::Adjustment(_) => "Miscellaneous Adjustment",
        Subject::Expense(_) => "Expense",
        Subject::Milestone(_) => "Milestone",
        Subject::Fee { .. } => "Budget",
    }
}

/// The split that bills a time entry.
fn split(view: &View<'_>, entry: u32) -> Option<Cell> {
    let header = view
        .side
        .work
        .header(*view.side.work.header_of.get(&entry)?)?;
    let day = view.firm.time_entry(entry)?.work_on;
    let second = day >= header.day(header.break_at() as u64);
    reference(prefix::SPLIT, header.number * 2 + u32::from(second))
}

fn source(view: &View<'_>, number: u32) -> Option<Cell> {
    match item(view, number)?.subject {
        Subject::Time(entry) => split(view, entry),
        Subject::Expense(id) => reference(prefix::EXPENSE, id),
        Subject::Milestone(id) => reference(prefix::MILESTONE, id),
        Subject::Adjustment(_) | Subject::Fee { .. } => None,
    }
}

/// Items.
pub fn items() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            Some(format!("BEI-{:07}", item(v, n)?.id).into())
        }),
        field(
            "pse__Billing_Event__c",
            Type::Reference("pse__Billing_Event__c", "pse__Billing_Event__r"),
            |v, n| reference(prefix::EVENT, item(v, n)?.invoice),
        ),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, item(v, n)?.project)
        }),
        field("pse__Date__c", Type::Date, |v, n| {
            Some(event(v, item(v, n)?.invoice)?.issued_on.into())
        }),
        field("pse__Category__c", Type::Picklist(&[]), |v, n| {
            Some(category(item(v, n)?.subject).into())
        }),
        field("pse__Quantity__c", Type::Double(2), |v, n| {
            match item(v, n)?.subject {
                Subject::Time(_) | Subject::Adjustment(_) => hours(item(v, n)?.minutes.into()),
                _ => Some(Decimal::ONE.into()),
            }
        }),
        field("pse__Amount__c", Type::Currency, |v, n| {
            let row = item(v, n)?;
            Some(
                event(v, row.invoice)?
                    .currency
                    .decimal(row.net_minor)
                    .into(),
            )
        }),
        field("pse__Object_Id__c", Type::Text(18), source),
        field(
            "pse__Timecard__c",
            Type::Reference("pse__Timecard__c", "pse__Timecard__r"),
            |v, n| match item(v, n)?.subject {
                Subject::Time(entry) => split(v, entry),
                _ => None,
            },
        ),
        field(
            "pse__Expense__c",
            Type::Reference("pse__Expense__c", "pse__Expense__r"),
            |v, n| match item(v, n)?.subject {
                Subject::Expense(id) => reference(prefix::EXPENSE, id),
                _ => None,
            },
        ),
        field(
            "pse__Milestone__c",
            Type::Reference("pse__Milestone__c", "pse__Milestone__r"),
            |v, n| match item(v, n)?.subject {
                Subject::Milestone(id) => reference(prefix::MILESTONE, id),
                _ => None,
            },
        ),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(event(v, item(v, n)?.invoice)?.currency.code().into())
        }),
    ];
    Object::new(
        "pse__Billing_Event_Item__c",
        prefix::ITEM,
        Stamps::Full,
        &[Kind::InvoiceLine, Kind::Invoice, Kind::TimeEntry],
        |v| {
            let mut entries = rows_of(&v.firm.invoice_lines, |_| true);
            for entry in &mut entries {
                let line = item(v, entry.number);
                let gone = line
                    .and_then(|row| event(v, row.invoice))
                    .filter(|row| row.psa_cancelled);
                if let Some(row) = gone {
                    let at = row.meta.updated_at.seconds();
                    entry.deleted = entry.deleted.or(Some(at));
                    entry.modified = entry.modified.max(at);
                }
            }
            entries
        },
        fields,
    )
}

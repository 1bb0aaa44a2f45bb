//! `pse__Expense_Report__c` and `pse__Expense__c`.

use super::{APPROVER, PROJECT, RESOURCE, prefix, reference};
use crate::firm::{Decision, Expense, ExpenseReport, Invoice, Kind, divide_half_even, ids};
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

const STATUSES: &[&str] = &["Draft", "Submitted", "Approved", "Rejected"];

fn report<'a>(view: &View<'a>, number: u32) -> Option<&'a ExpenseReport> {
    view.firm.expense_report(number)
}

fn status(decision: Decision) -> &'static str {
    match decision {
        Decision::Pending => "Submitted",
        Decision::Approved => "Approved",
        Decision::Rejected => "Rejected",
        Decision::Cancelled => "Draft",
    }
}

/// Reports.
pub fn reports() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            Some(format!("ER-{:06}", report(v, n)?.id).into())
        }),
        field("pse__Resource__c", RESOURCE, |v, n| {
            reference(prefix::CONTACT, report(v, n)?.person)
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, report(v, n)?.project)
        }),
        field("pse__Status__c", Type::Picklist(STATUSES), |v, n| {
            Some(status(report(v, n)?.decision).into())
        }),
        field("pse__Submitted__c", Type::Flag, |v, n| {
            Some((report(v, n)?.decision != Decision::Cancelled).into())
        }),
        field("pse__Approved__c", Type::Flag, |v, n| {
            Some((report(v, n)?.decision == Decision::Approved).into())
        }),
        field("pse__Approver__c", APPROVER, |v, n| {
            let decision = report(v, n)?.resolution?;
            let decision = v
                .firm
                .resolutions
                .get((decision as usize).checked_sub(1)?)?;
            Some(ids::salesforce(Kind::Person, decision.person).into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(
                v.firm
                    .project(report(v, n)?.project)?
                    .currency
                    .code()
                    .into(),
            )
        }),
    ];
    Object::new(
        "pse__Expense_Report__c",
        prefix::REPORT,
        Stamps::Full,
        &[Kind::ExpenseReport],
        |v| rows_of(&v.firm.expense_reports, |_| true),
        fields,
    )
    .with_children(&[(
        "pse__Expenses__r",
        "pse__Expense__c",
        "pse__Expense_Report__c",
    )])
}

fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a Expense> {
    view.firm.expense(number)
}

fn invoice<'a>(view: &View<'a>, number: u32) -> Option<&'a Invoice> {
    view.firm.invoice(row(view, number)?.invoice?)
}

/// Lines.
pub fn expenses() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            Some(format!("E-{:07}", row(v, n)?.id).into())
        }),
        field(
            "pse__Expense_Report__c",
            Type::Reference("pse__Expense_Report__c", "pse__Expense_Report__r"),
            |v, n| reference(prefix::REPORT, row(v, n)?.report?),
        ),
        field("pse__Resource__c", RESOURCE, |v, n| {
            reference(prefix::CONTACT, row(v, n)?.person)
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, row(v, n)?.project)
        }),
        field(
            "pse__Assignment__c",
            Type::Reference("pse__Assignment__c", "pse__Assignment__r"),
            |v, n| {
                let row = row(v, n)?;
                let seat = v.side.work.seats.get(&(row.project, row.person))?;
                reference(prefix::ASSIGNMENT, *seat)
            },
        ),
        field("pse__Expense_Date__c", Type::Date, |v, n| {
            Some(row(v, n)?.spent_on.into())
        }),
        field(
            "pse__Type__c",
            Type::Picklist(&["Travel", "Materials", "Subcontractor", "Software"]),
            |v, n| Some(row(v, n)?.category.name().into()),
        ),
        field("pse__Amount__c", Type::Currency, |v, n| {
            let row = row(v, n)?;
            Some(
                v.firm
                    .project(row.project)?
                    .currency
                    .decimal(row.amount_minor)
                    .into(),
            )
        }),
        field("pse__Billing_Amount__c", Type::Currency, |v, n| {
            let row = row(v, n).filter(|row| row.billable)?;
            let project = v.firm.project(row.project)?;
            let markup = v.firm.engagement(project.engagement?)?.markup_bp;
            let minor = divide_half_even(row.amount_minor * (10_000 + markup), 10_000);
            Some(project.currency.decimal(minor).into())
        }),
        field("pse__Billing_Currency__c", Type::Text(3), |v, n| {
            Some(v.firm.project(row(v, n)?.project)?.currency.code().into())
        }),
        field("pse__Billable__c", Type::Flag, |v, n| {
            Some(row(v, n)?.billable.into())
        }),
        field("pse__Status__c", Type::Picklist(STATUSES), |v, n| {
            let row = row(v, n)?;
            let decision = row
                .report
                .and_then(|id| report(v, id))
                .map(|row| row.decision);
            Some(
                if row.approved {
                    "Approved"
                } else {
                    decision.map_or("Draft", status)
                }
                .into(),
            )
        }),
        field("pse__Approved__c", Type::Flag, |v, n| {
            Some(row(v, n)?.approved.into())
        }),
        field("pse__Billed__c", Type::Flag, |v, n| {
            Some(row(v, n)?.invoice.is_some().into())
        }),
        field("pse__Invoiced__c", Type::Flag, |v, n| {
            Some(
                invoice(v, n)
                    .is_some_and(|row| row.erp_created_at.is_some())
                    .into(),
            )
        }),
        field("pse__Invoice_Number__c", Type::Text(40), |v, n| {
            Some(invoice(v, n)?.tranid().into())
        }),
        written("pse__Description__c", Type::TextArea),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(v.firm.project(row(v, n)?.project)?.currency.code().into())
        }),
    ];
    Object::new(
        "pse__Expense__c",
        prefix::EXPENSE,
        Stamps::Full,
        &[Kind::Expense, Kind::ExpenseReport, Kind::Invoice],
        |v| {
            let mut entries = rows_of(&v.firm.expenses, |_| true);
            for entry in &mut entries {
                let report = row(v, entry.number).and_then(|row| report(v, row.report?));
                entry.moved(report.map(|row| row.meta.updated_at));
                entry.moved(invoice(v, entry.number).and_then(|row| row.erp_created_at));
            }
            entries
        },
        fields,
    )
}

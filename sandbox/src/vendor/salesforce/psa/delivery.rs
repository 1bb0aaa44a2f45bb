//! Tasks and milestones of projects.

use rust_decimal::Decimal;

use super::{PROJECT, hours, prefix, reference};
use crate::firm::{BillingMilestone, Kind, Story, StoryState, StoryType};
use crate::vendor::salesforce::cell::Cell;
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

fn task<'a>(view: &View<'a>, number: u32) -> Option<&'a Story> {
    view.firm.story(number)
}

/// Tasks: every story that is not a milestone.
pub fn tasks() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(task(v, n)?.title.clone().into())
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, task(v, n)?.project)
        }),
        field(
            "pse__Parent_Task__c",
            Type::Reference("pse__Project_Task__c", "pse__Parent_Task__r"),
            |v, n| reference(prefix::TASK, task(v, n)?.parent?),
        ),
        field("pse__Task_Number__c", Type::Text(30), |v, n| {
            Some(format!("T-{:06}", task(v, n)?.id).into())
        }),
        field("pse__Order__c", Type::Double(0), |v, n| {
            Some(Decimal::from(task(v, n)?.position).into())
        }),
        field("pse__Start_Date__c", Type::Date, |v, n| {
            Some(task(v, n)?.start_on?.into())
        }),
        field("pse__End_Date__c", Type::Date, |v, n| {
            Some(task(v, n)?.due_on?.into())
        }),
        field("pse__Estimated_Hours__c", Type::Double(2), |v, n| {
            hours(task(v, n)?.estimate_minutes)
        }),
        field(
            "pse__Status__c",
            Type::Picklist(&["Planned", "In Progress", "Completed"]),
            |v, n| {
                let word = match task(v, n)?.state {
                    StoryState::NotStarted | StoryState::New => "Planned",
                    StoryState::Started => "In Progress",
                    StoryState::Completed | StoryState::Resolved => "Completed",
                };
                Some(word.into())
            },
        ),
        field("pse__Started__c", Type::Flag, |v, n| {
            let state = task(v, n)?.state;
            Some((!matches!(state, StoryState::NotStarted | StoryState::New)).into())
        }),
        field("pse__Completed__c", Type::Flag, |v, n| {
            let state = task(v, n)?.state;
            Some(matches!(state, StoryState::Completed | StoryState::Resolved).into())
        }),
        external(written("pse__External_Task_ID__c", Type::Text(64))),
    ];
    Object::new(
        "pse__Project_Task__c",
        prefix::TASK,
        Stamps::Full,
        &[Kind::Story],
        |v| {
            rows_of(&v.firm.stories, |row| {
                row.story_type != StoryType::Milestone
            })
        },
        fields,
    )
}

fn milestone<'a>(view: &View<'a>, number: u32) -> Option<&'a BillingMilestone> {
    view.firm.milestone(number)
}

fn accepted(row: &BillingMilestone) -> bool {
    row.accepted_at.is_some() && row.reversed_at.is_none()
}

fn invoice_number(view: &View<'_>, number: u32) -> Option<Cell> {
    let invoice = view.firm.invoice(milestone(view, number)?.invoice?)?;
    Some(invoice.tranid().into())
}

/// Milestones with a price.
pub fn milestones() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(milestone(v, n)?.title.clone().into())
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, milestone(v, n)?.project)
        }),
        field(
            "pse__Status__c",
            Type::Picklist(&["Planned", "Open", "Approved", "Completed", "Cancelled"]),
            |v, n| {
                Some(
                    if accepted(milestone(v, n)?) {
                        "Approved"
                    } else {
                        "Open"
                    }
                    .into(),
                )
            },
        ),
        field("pse__Target_Date__c", Type::Date, |v, n| {
            Some(milestone(v, n)?.planned_on.into())
        }),
        field("pse__Actual_Date__c", Type::Date, |v, n| {
            let row = milestone(v, n).filter(|row| accepted(row))?;
            let zone = v.firm.entity(v.firm.project(row.project)?.entity)?.zone;
            Some(row.accepted_at?.date_in(zone).into())
        }),
        field("pse__Milestone_Amount__c", Type::Currency, |v, n| {
            let row = milestone(v, n)?;
            Some(
                v.firm
                    .project(row.project)?
                    .currency
                    .decimal(row.amount_minor)
                    .into(),
            )
        }),
        field("pse__Approved__c", Type::Flag, |v, n| {
            Some(accepted(milestone(v, n)?).into())
        }),
        field("pse__Approved_for_Billing__c", Type::Flag, |v, n| {
            Some(accepted(milestone(v, n)?).into())
        }),
        field("pse__Include_In_Financials__c", Type::Flag, |v, n| {
            Some(accepted(milestone(v, n)?).into())
        }),
        field("pse__Exclude_from_Billing__c", Type::Flag, |v, n| {
            milestone(v, n)?;
            Some(false.into())
        }),
        field("pse__Billing_Hold__c", Type::Flag, |v, n| {
            milestone(v, n)?;
            Some(false.into())
        }),
        fixed("pse__Eligible_for_Billing__c", Type::Flag, |v, n| {
            Some(accepted(milestone(v, n)?).into())
        }),
        field("pse__Billed__c", Type::Flag, |v, n| {
            Some(milestone(v, n)?.invoice.is_some().into())
        }),
        field("pse__Invoiced__c", Type::Flag, |v, n| {
            let invoice = milestone(v, n)?.invoice.and_then(|id| v.firm.invoice(id));
            Some(
                invoice
                    .is_some_and(|row| row.erp_created_at.is_some())
                    .into(),
            )
        }),
        field("pse__Invoice_Number__c", Type::Text(40), invoice_number),
        field("pse__Invoice_Date__c", Type::Date, |v, n| {
            Some(v.firm.invoice(milestone(v, n)?.invoice?)?.issued_on.into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(
                v.firm
                    .project(milestone(v, n)?.project)?
                    .currency
                    .code()
                    .into(),
            )
        }),
    ];
    Object::new(
        "pse__Milestone__c",
        prefix::MILESTONE,
        Stamps::Full,
        &[Kind::BillingMilestone, Kind::Invoice],
        |v| {
            let mut entries = rows_of(&v.firm.milestones, |_| true);
            for entry in &mut entries {
                let invoice = milestone(v, entry.number).and_then(|row| row.invoice);
                let invoice = invoice.and_then(|id| v.firm.invoice(id));
                entry.moved(invoice.and_then(|row| row.erp_created_at));
            }
            entries
        },
        fields,
    )
}

//! `pse__Proj__c`: projects that work can be booked on.

use rust_decimal::Decimal;

use super::{GROUP, PRACTICE, REGION, delivery_group, hours, prefix, reference};
use crate::firm::{BillingModel, Kind, Project, ids};
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a Project> {
    view.firm.project(number)
}

/// The object.
pub fn projects() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(row(v, n)?.title.clone().into())
        }),
        fixed("pse__Project_ID__c", Type::Text(30), |v, n| {
            Some(row(v, n)?.code.clone().into())
        }),
        field(
            "pse__Account__c",
            Type::Reference("Account", "pse__Account__r"),
            |v, n| Some(ids::salesforce(Kind::Customer, row(v, n)?.customer?).into()),
        ),
        field(
            "pse__Opportunity__c",
            Type::Reference("Opportunity", "pse__Opportunity__r"),
            |v, n| {
                let engagement = v.firm.engagement(row(v, n)?.engagement?)?;
                Some(ids::salesforce(Kind::Opportunity, engagement.opportunity?).into())
            },
        ),
        field(
            "Contract__c",
            Type::Reference("Contract", "Contract__r"),
            |v, n| Some(ids::salesforce(Kind::Engagement, row(v, n)?.engagement?).into()),
        ),
        field(
            "pse__Project_Manager__c",
            Type::Reference("Contact", "pse__Project_Manager__r"),
            |v, n| reference(prefix::CONTACT, row(v, n)?.manager),
        ),
        field("OwnerId", Type::Reference("User", "Owner"), |v, n| {
            Some(ids::salesforce(Kind::Person, row(v, n)?.manager).into())
        }),
        field("pse__Region__c", REGION, |v, n| {
            reference(prefix::REGION, row(v, n)?.entity)
        }),
        field("pse__Practice__c", PRACTICE, |v, n| {
            reference(prefix::PRACTICE, row(v, n)?.practice)
        }),
        field("pse__Group__c", GROUP, delivery_group),
        field(
            "pse__Stage__c",
            Type::Picklist(&[
                "Draft",
                "Planned",
                "In Progress",
                "On Hold",
                "Completed",
                "Canceled",
            ]),
            |v, n| {
                let row = row(v, n)?;
                let stage = match row.closed_on {
                    Some(_) => "Completed",
                    None if row.start_on > v.today => "Planned",
                    None => "In Progress",
                };
                Some(stage.into())
            },
        ),
        field(
            "pse__Project_Status__c",
            Type::Picklist(&["Green", "Yellow", "Red"]),
            |v, n| {
                let late = row(v, n)?.closed_on.is_none() && row(v, n)?.due_on < v.today;
                Some(if late { "Red" } else { "Green" }.into())
            },
        ),
        field(
            "pse__Project_Type__c",
            Type::Picklist(&["Customer Project", "Internal"]),
            |v, n| {
                let internal = row(v, n)?.engagement.is_none();
                Some(
                    if internal {
                        "Internal"
                    } else {
                        "Customer Project"
                    }
                    .into(),
                )
            },
        ),
        field(
            "pse__Billing_Type__c",
            Type::Picklist(&["Time and Materials", "Fixed Price", "Milestone", "Retainer"]),
            |v, n| {
                let word = match row(v, n)?.model? {
                    BillingModel::TimeAndMaterials => "Time and Materials",
                    BillingModel::FixedFee => "Fixed Price",
                    BillingModel::Milestone => "Milestone",
                    BillingModel::Retainer => "Retainer",
                };
                Some(word.into())
            },
        ),
        field("pse__Is_Active__c", Type::Flag, |v, n| {
            Some((row(v, n)?.closed_on.is_none() && !row(v, n)?.archived).into())
        }),
        field("pse__Is_Billable__c", Type::Flag, |v, n| {
            Some(row(v, n)?.engagement.is_some().into())
        }),
        field("pse__Is_Template__c", Type::Flag, |v, n| {
            row(v, n)?;
            Some(false.into())
        }),
        field("pse__Start_Date__c", Type::Date, |v, n| {
            Some(row(v, n)?.start_on.into())
        }),
        field("pse__End_Date__c", Type::Date, |v, n| {
            Some(row(v, n)?.due_on.into())
        }),
        field("pse__Planned_Hours__c", Type::Double(2), |v, n| {
            hours(row(v, n)?.budget_minutes)
        }),
        field("pse__Bookings__c", Type::Currency, |v, n| {
            let row = row(v, n)?;
            Some(row.currency.decimal(row.price_minor?).into())
        }),
        field("pse__Closed_for_Time_Entry__c", Type::Flag, |v, n| {
            Some(row(v, n)?.closed_on.is_some().into())
        }),
        field("pse__Closed_for_Expense_Entry__c", Type::Flag, |v, n| {
            Some(row(v, n)?.closed_on.is_some().into())
        }),
        field(
            "pse__Rate_Card_Set__c",
            Type::Reference("pse__Rate_Card_Set__c", "pse__Rate_Card_Set__r"),
            |v, n| reference(prefix::RATE_SET, row(v, n)?.rate_card_set),
        ),
        written(
            "pse__Parent_Project__c",
            Type::Reference("pse__Proj__c", "pse__Parent_Project__r"),
        ),
        field("pse__Actuals_Need_Recalc__c", Type::Flag, |v, n| {
            row(v, n)?;
            Some(false.into())
        }),
        field("pse__Percent_Hours_Completed__c", Type::Percent, |v, n| {
            row(v, n)?.closed_on?;
            Some(Decimal::ONE_HUNDRED.into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(row(v, n)?.currency.code().into())
        }),
    ];
    Object::new(
        "pse__Proj__c",
        prefix::PROJECT,
        Stamps::Full,
        &[Kind::Project],
        |v| {
            let mut entries = rows_of(&v.firm.projects, |row| row.activated_at.is_some());
            for entry in &mut entries {
                let Some(row) = row(v, entry.number) else {
                    continue;
                };
                let activated = row.activated_at;
                entry.turns(Some(row.start_on), v.today);
                if row.closed_on.is_none() {
                    entry.turns(row.due_on.succ_opt(), v.today);
                }
                entry.created = activated.map_or(entry.created, |at| at.seconds());
                entry.modified = entry.modified.max(entry.created);
            }
            entries
        },
        fields,
    )
    .with_children(&[
        (
            "pse__Project_Tasks__r",
            "pse__Project_Task__c",
            "pse__Project__c",
        ),
        ("pse__Milestones__r", "pse__Milestone__c", "pse__Project__c"),
        (
            "pse__Assignments__r",
            "pse__Assignment__c",
            "pse__Project__c",
        ),
        (
            "pse__Timecards__r",
            "pse__Timecard_Header__c",
            "pse__Project__c",
        ),
    ])
}

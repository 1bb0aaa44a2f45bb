//! `Opportunity` and `OpportunityLineItem`.

use rust_decimal::Decimal;

use super::{CURRENCIES, amount, reference};
use crate::firm::{Kind, Opportunity, Stage, ids};
use crate::vendor::salesforce::cell::Cell;
use crate::vendor::salesforce::schema::*;

/// Stage labels of this org.
pub const STAGES: &[&str] = &[
    "Qualification",
    "Proposal/Price Quote",
    "Negotiation/Review",
    "Closed Won",
    "Closed Lost",
];

fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a Opportunity> {
    view.firm.opportunity(number)
}

/// Forecast category of a stage.
pub fn forecast(stage: Stage) -> &'static str {
    match stage {
        Stage::Qualification => "Pipeline",
        Stage::Proposal => "BestCase",
        Stage::Negotiation => "Forecast",
        Stage::Won => "Closed",
        Stage::Lost => "Omitted",
    }
}

/// Every third opportunity with an amount states it in lines.
fn itemised(row: &Opportunity) -> bool {
    row.amount_minor.is_some() && row.id.is_multiple_of(3)
}

/// The object.
pub fn object() -> Object {
    let fields = vec![
        field("Name", Type::Text(120), |v, n| {
            Some(row(v, n)?.name.clone().into())
        }),
        field(
            "AccountId",
            Type::Reference("Account", "Account"),
            |v, n| reference(Kind::Customer, row(v, n)?.customer),
        ),
        field("StageName", Type::Picklist(STAGES), |v, n| {
            Some(row(v, n)?.stage.label().into())
        }),
        field("Amount", Type::Currency, |v, n| {
            let row = row(v, n)?;
            amount(row.currency, row.amount_minor?)
        }),
        field("Probability", Type::Percent, |v, n| {
            Some(Decimal::from(row(v, n)?.stage.probability()).into())
        }),
        fixed("ExpectedRevenue", Type::Currency, |v, n| {
            let row = row(v, n)?;
            let part = Decimal::new(i64::from(row.stage.probability()), 2);
            Some(
                (row.currency.decimal(row.amount_minor?) * part)
                    .round_dp(2)
                    .into(),
            )
        }),
        field("CloseDate", Type::Date, |v, n| {
            Some(row(v, n)?.close_on.into())
        }),
        fixed("IsClosed", Type::Flag, |v, n| {
            Some(matches!(row(v, n)?.stage, Stage::Won | Stage::Lost).into())
        }),
        fixed("IsWon", Type::Flag, |v, n| {
            Some((row(v, n)?.stage == Stage::Won).into())
        }),
        fixed(
            "ForecastCategory",
            Type::Picklist(&["Omitted", "Pipeline", "BestCase", "Forecast", "Closed"]),
            |v, n| Some(forecast(row(v, n)?.stage).into()),
        ),
        field(
            "Type",
            Type::Picklist(&["New Business", "Existing Business"]),
            |v, n| {
                Some(
                    if row(v, n)?.id % 4 == 0 {
                        "New Business"
                    } else {
                        "Existing Business"
                    }
                    .into(),
                )
            },
        ),
        fixed("HasOpportunityLineItem", Type::Flag, |v, n| {
            Some(itemised(row(v, n)?).into())
        }),
        field("OwnerId", Type::Reference("User", "Owner"), |v, n| {
            reference(Kind::Person, row(v, n)?.owner)
        }),
        field(
            "ContractId",
            Type::Reference("Contract", "Contract"),
            |v, n| reference(Kind::Engagement, *v.side.contracts.get(&n)?),
        ),
        fixed("LastStageChangeDate", Type::Time, |v, n| {
            let moves = v.side.moves.get(&n).filter(|moves| moves.len() > 1)?;
            let last = (*moves.last()? as usize).checked_sub(1)?;
            Some(v.firm.stage_moves.get(last)?.meta.created_at.into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(row(v, n)?.currency.code().into())
        }),
        field("Description", Type::TextArea, |_, _| None),
        field("Legal_Entity__c", Type::Text(80), |v, n| {
            Some(v.firm.entity(row(v, n)?.entity)?.name.into())
        }),
        field("Practice__c", Type::Text(80), |v, n| {
            Some(v.firm.practice(row(v, n)?.practice)?.name.into())
        }),
        field("Planned_Start__c", Type::Date, |v, n| {
            Some(row(v, n)?.planned_start_on?.into())
        }),
        external(written("Hub_Key__c", Type::Text(64))),
        written("Project_Setup_Status__c", Type::Picklist(&[])),
    ];
    Object::new(
        "Opportunity",
        "006",
        Stamps::Full,
        &[Kind::Opportunity, Kind::StageMove, Kind::Engagement],
        |v| {
            let mut entries = rows_of(&v.firm.opportunities, |_| true);
            for entry in &mut entries {
                let contract = v.side.contracts.get(&entry.number);
                let contract = contract.and_then(|id| v.firm.engagement(*id));
                entry.moved(contract.map(|row| row.meta.created_at));
            }
            entries
        },
        fields,
    )
    .with_children(&[
        (
            "OpportunityLineItems",
            "OpportunityLineItem",
            "OpportunityId",
        ),
        (
            "OpportunityHistories",
            "OpportunityHistory",
            "OpportunityId",
        ),
    ])
    .requiring(&["Name", "StageName", "CloseDate"])
}

/// Lines number four to an opportunity, two of them in use.
fn line<'a>(view: &View<'a>, number: u32) -> Option<(&'a Opportunity, bool)> {
    row(view, number / 4).map(|row| (row, number % 4 == 2))
}

fn line_amount(row: &Opportunity, second: bool) -> Option<i64> {
    let whole = row.amount_minor?;
    let first = whole * 3 / 5;
    Some(if second { whole - first } else { first })
}

/// The lines.
pub fn lines() -> Object {
    let fields = vec![
        field(
            "OpportunityId",
            Type::Reference("Opportunity", "Opportunity"),
            |v, n| reference(Kind::Opportunity, line(v, n)?.0.id),
        ),
        fixed("Name", Type::Text(376), |v, n| {
            let (row, second) = line(v, n)?;
            Some(
                format!(
                    "{} {}",
                    row.name,
                    if second { "Support" } else { "Services" }
                )
                .into(),
            )
        }),
        field("PricebookEntryId", Type::Text(18), |v, n| {
            Some(ids::salesforce_id("01u", if line(v, n)?.1 { 2 } else { 1 }).into())
        }),
        field("Product2Id", Type::Text(18), |v, n| {
            Some(ids::salesforce_id("01t", if line(v, n)?.1 { 2 } else { 1 }).into())
        }),
        fixed("ProductCode", Type::Text(255), |v, n| {
            Some(if line(v, n)?.1 { "SUP" } else { "SVC" }.into())
        }),
        field("Quantity", Type::Double(2), |v, n| {
            line(v, n)?;
            Some(Cell::Number(Decimal::ONE))
        }),
        field("UnitPrice", Type::Currency, |v, n| {
            let (row, second) = line(v, n)?;
            amount(row.currency, line_amount(row, second)?)
        }),
        field("TotalPrice", Type::Currency, |v, n| {
            let (row, second) = line(v, n)?;
            amount(row.currency, line_amount(row, second)?)
        }),
        field("ServiceDate", Type::Date, |v, n| {
            Some(line(v, n)?.0.planned_start_on?.into())
        }),
        field("SortOrder", Type::Int, |v, n| {
            Some(Decimal::from(if line(v, n)?.1 { 2 } else { 1 }).into())
        }),
        fixed("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(line(v, n)?.0.currency.code().into())
        }),
    ];
    Object::new(
        "OpportunityLineItem",
        "00k",
        Stamps::Full,
        &[Kind::Opportunity],
        |v| {
            let itemised = v.firm.opportunities.iter().filter(|row| itemised(row));
            itemised
                .flat_map(|row| [1, 2].map(|k| Entry::numbered(row.id * 4 + k, &row.meta)))
                .collect()
        },
        fields,
    )
}

//! `OpportunityHistory` and `OpportunityFieldHistory`: how a deal moved.

use rust_decimal::Decimal;

use super::opportunity::{STAGES, forecast};
use super::{CURRENCIES, amount, reference};
use crate::firm::{Kind, Opportunity, StageMove};
use crate::vendor::salesforce::schema::*;

fn row<'a>(view: &View<'a>, number: u32) -> Option<(&'a StageMove, &'a Opportunity)> {
    let row = view
        .firm
        .stage_moves
        .get((number as usize).checked_sub(1)?)?;
    Some((row, view.firm.opportunity(row.opportunity)?))
}

/// One row a move, the first stage included.
pub fn stages() -> Object {
    let fields = vec![
        fixed(
            "OpportunityId",
            Type::Reference("Opportunity", "Opportunity"),
            |v, n| reference(Kind::Opportunity, row(v, n)?.0.opportunity),
        ),
        fixed("StageName", Type::Picklist(STAGES), |v, n| {
            Some(row(v, n)?.0.stage.label().into())
        }),
        fixed("Amount", Type::Currency, |v, n| {
            let (row, deal) = row(v, n)?;
            amount(deal.currency, row.amount_minor?)
        }),
        fixed("Probability", Type::Percent, |v, n| {
            Some(Decimal::from(row(v, n)?.0.stage.probability()).into())
        }),
        fixed("CloseDate", Type::Date, |v, n| {
            Some(row(v, n)?.1.close_on.into())
        }),
        fixed("ForecastCategory", Type::Picklist(&[]), |v, n| {
            Some(forecast(row(v, n)?.0.stage).into())
        }),
        fixed("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(row(v, n)?.1.currency.code().into())
        }),
    ];
    Object::new(
        "OpportunityHistory",
        "008",
        Stamps::Full,
        &[Kind::StageMove],
        |v| rows_of(&v.firm.stage_moves, |_| true),
        fields,
    )
    .without_bulk()
}

/// One row a change of the stage.
pub fn fields() -> Object {
    let fields = vec![
        fixed(
            "OpportunityId",
            Type::Reference("Opportunity", "Opportunity"),
            |v, n| reference(Kind::Opportunity, row(v, n)?.0.opportunity),
        ),
        fixed("Field", Type::Picklist(&["StageName"]), |_, _| {
            Some("StageName".into())
        }),
        fixed("OldValue", Type::Text(255), |v, n| {
            let before = *v.side.before.get(&n)?;
            Some(row(v, before)?.0.stage.label().into())
        }),
        fixed("NewValue", Type::Text(255), |v, n| {
            Some(row(v, n)?.0.stage.label().into())
        }),
    ];
    Object::new(
        "OpportunityFieldHistory",
        "017",
        Stamps::CreatedOnly,
        &[Kind::StageMove],
        |v| {
            rows_of(&v.firm.stage_moves, |row| {
                v.side.before.contains_key(&row.id)
            })
        },
        fields,
    )
    .without_bulk()
}

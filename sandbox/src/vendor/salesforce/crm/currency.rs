//! `CurrencyType` and `DatedConversionRate`, against the corporate currency.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::CURRENCIES;
use crate::firm::{Currency, FxRate, Kind};
use crate::vendor::salesforce::schema::*;
use crate::vendor::salesforce::side::inverse;

fn currency(number: u32) -> Option<Currency> {
    Currency::ALL
        .get((number as usize).checked_sub(1)?)
        .copied()
}

/// Currencies of the org.
pub fn types() -> Object {
    let fields = vec![
        field("IsoCode", Type::Picklist(CURRENCIES), |_, n| {
            Some(currency(n)?.code().into())
        }),
        field("ConversionRate", Type::Double(6), |v, n| {
            Some((*v.side.conversion.get(&currency(n)?)?).into())
        }),
        field("DecimalPlaces", Type::Int, |_, n| {
            Some(Decimal::from(currency(n)?.digits()).into())
        }),
        field("IsActive", Type::Flag, |_, _| Some(true.into())),
        field("IsCorporate", Type::Flag, |_, n| {
            Some((currency(n)? == Currency::Usd).into())
        }),
    ];
    Object::new(
        "CurrencyType",
        "01L",
        Stamps::Kept,
        &[Kind::FxRate],
        |v| {
            let Some(meta) = v.firm.entities.first().map(|row| row.meta) else {
                return Vec::new();
            };
            let newest = v.firm.fx_rates.iter().map(|row| row.meta.updated_at).max();
            let mut entries: Vec<Entry> = (1..=4).map(|n| Entry::numbered(n, &meta)).collect();
            for entry in entries.iter_mut().skip(1) {
                entry.modified = newest.map_or(entry.modified, |at| at.seconds());
            }
            entries
        },
        fields,
    )
    .without_bulk()
}

fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a FxRate> {
    view.firm.fx_rates.get((number as usize).checked_sub(1)?)
}

/// Monthly rates.
pub fn dated() -> Object {
    let fields = vec![
        field("IsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(row(v, n)?.from.code().into())
        }),
        field("StartDate", Type::Date, |v, n| {
            Some(row(v, n)?.effective_on.into())
        }),
        fixed("NextStartDate", Type::Date, |v, n| {
            let next = v.side.dated.get(&n)?;
            Some(next.or(NaiveDate::from_ymd_opt(9999, 12, 31))?.into())
        }),
        field("ConversionRate", Type::Double(6), |v, n| {
            Some(inverse(row(v, n)?.rate).into())
        }),
    ];
    Object::new(
        "DatedConversionRate",
        "04w",
        Stamps::Kept,
        &[Kind::FxRate],
        |v| rows_of(&v.firm.fx_rates, |row| v.side.dated.contains_key(&row.id)),
        fields,
    )
    .without_bulk()
}

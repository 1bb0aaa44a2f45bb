//! Regions, practices and groups; rate cards, one row a rate, and their sets.

use super::{GROUP, PRACTICE, REGION, delivery_group, prefix, reference};
use crate::firm::{Kind, LegalEntity, Practice, RateCardVersion, RoleRate};
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

fn entity<'a>(view: &View<'a>, number: u32) -> Option<&'a LegalEntity> {
    view.firm.entity(number)
}

/// Regions: one a legal entity.
pub fn regions() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(entity(v, n)?.name.into())
        }),
        field(
            "pse__Parent_Region__c",
            Type::Reference("pse__Region__c", "pse__Parent_Region__r"),
            |v, n| reference(prefix::REGION, entity(v, n)?.parent?),
        ),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(entity(v, n)?.currency.code().into())
        }),
    ];
    Object::new(
        "pse__Region__c",
        prefix::REGION,
        Stamps::Full,
        &[Kind::LegalEntity],
        |v| rows_of(&v.firm.entities, |_| true),
        fields,
    )
}

fn practice<'a>(view: &View<'a>, number: u32) -> Option<&'a Practice> {
    view.firm.practice(number)
}

/// Practices.
pub fn practices() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(practice(v, n)?.name.into())
        }),
        field(
            "pse__Parent_Practice__c",
            Type::Reference("pse__Practice__c", "pse__Parent_Practice__r"),
            |v, n| reference(prefix::PRACTICE, practice(v, n)?.parent?),
        ),
    ];
    Object::new(
        "pse__Practice__c",
        prefix::PRACTICE,
        Stamps::Full,
        &[Kind::Practice],
        |v| rows_of(&v.firm.practices, |_| true),
        fields,
    )
}

/// The one group.
pub fn groups() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |_, _| Some("Delivery".into())),
        written(
            "pse__Parent_Group__c",
            Type::Reference("pse__Grp__c", "pse__Parent_Group__r"),
        ),
    ];
    Object::new(
        "pse__Grp__c",
        prefix::GROUP,
        Stamps::Full,
        &[Kind::LegalEntity],
        |v| {
            let first = v.firm.entities.first();
            first
                .map(|row| Entry::numbered(1, &row.meta))
                .into_iter()
                .collect()
        },
        fields,
    )
}

fn rate<'a>(view: &View<'a>, number: u32) -> Option<(&'a RoleRate, &'a RateCardVersion)> {
    let row = view
        .firm
        .role_rates
        .get((number as usize).checked_sub(1)?)?;
    let version = view
        .firm
        .rate_card_versions
        .get((row.version as usize).checked_sub(1)?)?;
    Some((row, version))
}

fn rate_rows(view: &View<'_>) -> Vec<Entry> {
    rows_of(&view.firm.role_rates, |row| {
        rate(view, row.id).is_some_and(|(_, version)| version.published)
    })
}

/// Rates.
pub fn rate_cards() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(format!("RC-{:06}", rate(v, n)?.0.id).into())
        }),
        field("pse__Role__c", Type::Picklist(&[]), |v, n| {
            Some(v.firm.role(rate(v, n)?.0.role?)?.name.into())
        }),
        written("pse__Region__c", REGION),
        written("pse__Practice__c", PRACTICE),
        field("pse__Group__c", GROUP, delivery_group),
        written(
            "pse__Account__c",
            Type::Reference("Account", "pse__Account__r"),
        ),
        field("pse__Start_Date__c", Type::Date, |v, n| {
            Some(rate(v, n)?.1.effective_on.into())
        }),
        field("pse__End_Date__c", Type::Date, |v, n| {
            Some((*v.side.work.version_ends.get(&rate(v, n)?.1.id)?).into())
        }),
        field("pse__Suggested_Bill_Rate__c", Type::Currency, |v, n| {
            let (row, _) = rate(v, n)?;
            Some(row.currency.decimal(row.rate_minor).into())
        }),
        written("pse__Average_Cost_Rate__c", Type::Currency),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(rate(v, n)?.0.currency.code().into())
        }),
    ];
    Object::new(
        "pse__Rate_Card__c",
        prefix::RATE,
        Stamps::Full,
        &[Kind::RoleRate, Kind::RateCardVersion],
        rate_rows,
        fields,
    )
}

/// Sets of rate cards.
pub fn rate_sets() -> Object {
    let fields = vec![field("Name", Type::Text(80), |v, n| {
        let row = v.firm.rate_card_sets.get((n as usize).checked_sub(1)?)?;
        Some(row.title.into())
    })];
    Object::new(
        "pse__Rate_Card_Set__c",
        prefix::RATE_SET,
        Stamps::Full,
        &[Kind::RateCardSet],
        |v| rows_of(&v.firm.rate_card_sets, |_| true),
        fields,
    )
}

/// Which rate belongs to which set.
pub fn rate_junctions() -> Object {
    let fields = vec![
        field(
            "pse__Rate_Card__c",
            Type::Reference("pse__Rate_Card__c", "pse__Rate_Card__r"),
            |v, n| reference(prefix::RATE, rate(v, n)?.0.id),
        ),
        field(
            "pse__Rate_Card_Set__c",
            Type::Reference("pse__Rate_Card_Set__c", "pse__Rate_Card_Set__r"),
            |v, n| reference(prefix::RATE_SET, rate(v, n)?.1.set),
        ),
    ];
    Object::new(
        "pse__Rate_Card_Set_Junction__c",
        prefix::RATE_JUNCTION,
        Stamps::Full,
        &[Kind::RoleRate, Kind::RateCardVersion],
        rate_rows,
        fields,
    )
}

//! Two systems say different things of one field.

use entity::governance::conflict::Model;
use entity::value::{Day, Money};

use crate::domain::clock::day_in;
use crate::domain::record::{Class, Kind, Type};
use crate::insight::rule::book::{Book, some};
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "ownership_conflict",
    title: "Systems disagree",
    description: "A system that does not own a field says something else than its owner; the owner's value counts. Customers have a rule of their own.",
    severity: Severity::Info,
    deadline_ms: 14 * DAY_MS,
    classes: &[Class::Commercial],
    owner: "pmo",
    gone: "the systems agree",
    find: |book| {
        let conflicts = book.hub.conflicts.iter();
        conflicts
            .filter_map(|conflict| finding(book, conflict, Kind::from_number(conflict.kind)?))
            .filter(|finding| !matches!(finding.row, Some((Kind::Customer, _))))
            .collect()
    },
    ..Rule::USUAL
};

/// A conflict as a finding, values of personal fields and of cost left out.
pub(super) fn finding(book: &Book, conflict: &Model, kind: Kind) -> Option<Finding> {
    let (_, field) = kind.entity().field(&conflict.field)?;
    let value = |value: &Option<String>| match value {
        _ if field.class == Class::Personal => "a personal value".to_owned(),
        _ if field.class == Class::Cost => "a cost".to_owned(),
        Some(value) => shown(field.ty, value),
        None => "nothing".to_owned(),
    };
    let (owner, other) = (value(&conflict.owner_value), value(&conflict.other_value));
    let row = book.of(kind, conflict.owner_id);
    let noun = kind.entity().table.replace('_', " ");
    let name = match kind {
        Kind::Person => format!("a {noun}"),
        _ => book.name(kind, row).to_owned(),
    };
    Some(Finding {
        subject: conflict.id.to_string(),
        row: Some((kind, row)),
        title: format!(
            "{name}: two systems disagree on {}",
            field.name.replace('_', " ")
        ),
        detail: format!("The owner says {owner}, another system {other}."),
        hint: "Correct the system that is wrong; the owner's value counts until then.".into(),
        evidence: vec![("owner", owner), ("other", other)],
        since_on: Some(day_in(conflict.seen_at, chrono_tz::Tz::UTC)),
        scope: scope(book, kind, row),
        ..Finding::default()
    })
}

/// A stored value as people write it.
fn shown(ty: Type, value: &str) -> String {
    let number = value.parse::<i64>();
    match (ty, number) {
        (Type::Money, Ok(number)) => Money(number).to_string(),
        (Type::Day, Ok(number)) => {
            i32::try_from(number).map_or(value.to_owned(), |day| Day(day).to_string())
        }
        _ => value.to_owned(),
    }
}

fn scope(book: &Book, kind: Kind, row: i64) -> Scope {
    let inputs = book.inputs();
    match kind {
        Kind::Customer => Scope {
            customer_id: some(row),
            ..Scope::default()
        },
        Kind::Project => book.project_scope(row),
        Kind::Person => Scope {
            person_id: some(row),
            ..Scope::default()
        },
        Kind::LegalEntity => Scope {
            legal_entity_id: some(row),
            ..Scope::default()
        },
        Kind::Engagement => inputs
            .contracts
            .get(&row)
            .map_or_else(Scope::default, |c| Scope {
                customer_id: some(c.customer),
                legal_entity_id: some(c.legal_entity),
                ..Scope::default()
            }),
        Kind::Opportunity => inputs
            .deals
            .get(&row)
            .map_or_else(Scope::default, |deal| Scope {
                customer_id: some(deal.customer),
                practice_id: some(deal.practice),
                legal_entity_id: some(deal.legal_entity),
                ..Scope::default()
            }),
        _ => Scope::default(),
    }
}

//! Customers that stand twice in one system, or that two systems describe differently.

use std::collections::{BTreeMap, BTreeSet};

use entity::canonical::customer::{CustomerStatus, Model};

use super::ownership_conflict::finding;
use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{Book, some};
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "customer_conflict",
    title: "Duplicate or conflicting customer",
    description: "One system has the same customer twice, by tax number or by name, or two systems disagree on currency, tax number or terms of one.",
    deadline_ms: 7 * DAY_MS,
    needs: &[Kind::Customer],
    also: &[Kind::Customer],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("receivables"),
    gone: "the customers were merged or told apart, or the systems agree",
    find: |book| {
        let mut findings = duplicates(book);
        let conflicts = book.hub.conflicts.iter();
        let conflicts = conflicts.filter(|conflict| conflict.kind == Kind::Customer as i16);
        findings.extend(conflicts.filter_map(|conflict| finding(book, conflict, Kind::Customer)));
        findings
    },
    ..Rule::USUAL
};

fn duplicates(book: &Book) -> Vec<Finding> {
    let mut same: BTreeMap<(i32, String), BTreeSet<i64>> = BTreeMap::new();
    let by_id: BTreeMap<i64, &Model> = book
        .rows
        .accounts
        .iter()
        .map(|row| (row.id.0, row))
        .collect();
    for row in &book.rows.accounts {
        if row.status == CustomerStatus::Inactive {
            continue;
        }
        let number = row
            .tax_id
            .as_deref()
            .map(plain)
            .filter(|number| !number.is_empty());
        let name = plain(&row.name);
        let keys = [
            number.map(|number| format!("tax number {number}")),
            Some(format!("name {name}")),
        ];
        for key in keys.into_iter().flatten() {
            same.entry((row.connection_id, key))
                .or_default()
                .insert(row.id.0);
        }
    }
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for ((connection, key), ids) in same {
        let related = |id: &i64| {
            let parent = by_id.get(id).and_then(|row| row.parent_id);
            parent.is_some_and(|parent| ids.contains(&parent.0))
        };
        let ids: Vec<i64> = ids.iter().copied().filter(|id| !related(id)).collect();
        // Two keys may name one pair: it is told once.
        if ids.len() < 2 || !told.insert((connection, ids.clone())) {
            continue;
        }
        let names: Vec<&str> = ids
            .iter()
            .filter_map(|id| Some(by_id.get(id)?.name.as_str()))
            .collect();
        let list: Vec<String> = ids.iter().map(i64::to_string).collect();
        let first = book.of(Kind::Customer, ids[0]);
        findings.push(Finding {
            subject: format!("{connection}/{}", list.join("/")),
            row: Some((Kind::Customer, first)),
            title: format!(
                "{}: {} stand for one customer",
                book.connection_key(connection),
                names.join(" and ")
            ),
            detail: format!("They share the {key}."),
            hint: "Merge them at the source, or make one the parent of the other.".into(),
            evidence: vec![("customers", names.join(", ")), ("same", key)],
            scope: Scope {
                customer_id: some(first),
                ..Scope::default()
            },
            ..Finding::default()
        });
    }
    findings
}

/// Letters and digits in lower case.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

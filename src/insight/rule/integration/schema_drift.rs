//! Payloads that are not what the contract says.

use std::collections::BTreeMap;

use entity::landing::drift::Model;

use super::listed;
use crate::domain::clock::day_in;
use crate::insight::rule::book::Book;
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "schema_drift",
    title: "Schema drift",
    description: "A stream's records carry fields that are new, went missing or changed type, or values that the mapping does not know.",
    severity: Severity::Info,
    deadline_ms: 14 * DAY_MS,
    owner: "integration_engineer",
    metric: Some("sync_success"),
    gone: "the stream is as its contract says",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let mut piles: BTreeMap<(i32, &str, &str), Vec<&Model>> = BTreeMap::new();
    for drift in &book.hub.drifts {
        let pile = (
            drift.connection_id,
            drift.stream.as_str(),
            drift.nature.as_str(),
        );
        piles.entry(pile).or_default().push(drift);
    }
    piles
        .into_iter()
        .map(|((connection, stream, nature), drifts)| {
            let fields = listed(drifts.iter().map(|drift| drift.field.as_str()).collect());
            let what = match nature {
                "new_field" => "fields that are new",
                "missing_field" => "fields that went missing",
                "retyped" => "fields that changed type",
                _ => "values that are new",
            };
            let first = drifts.iter().map(|drift| drift.first_at).min();
            Finding {
                subject: format!("{connection}/{stream}/{nature}"),
                title: format!("{} {stream}: {what}", book.connection_key(connection)),
                detail: format!("{fields}."),
                hint: "Map them with an override line, or accept it: the payload keeps them."
                    .into(),
                evidence: vec![("fields", fields)],
                since_on: first.map(|at| day_in(at, chrono_tz::Tz::UTC)),
                scope: Scope::connection(connection),
                ..Finding::default()
            }
        })
        .collect()
}

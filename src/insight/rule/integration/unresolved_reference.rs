//! Rows whose parent never came.

use std::collections::BTreeMap;

use entity::landing::waiting_reference::Model;

use super::listed;
use crate::domain::clock::day_in;
use crate::domain::record::Kind;
use crate::insight::rule::book::Book;
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "unresolved_reference",
    title: "Reference unresolved",
    description: "Records of a stream name parents that have not arrived within their deadline, so their numbers hang in the air.",
    deadline_ms: 2 * DAY_MS,
    owner: "integration_engineer",
    metric: Some("backlog"),
    gone: "the parents have arrived, or the records no longer name them",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let late = |row: &&Model| book.now.0 - row.since_at.0 > book.thresholds.reference_wait_ms;
    let mut piles: BTreeMap<(i32, &str, i16), Vec<&Model>> = BTreeMap::new();
    for row in book.hub.waiting.iter().filter(late) {
        let pile = (row.connection_id, row.stream.as_str(), row.parent_kind);
        piles.entry(pile).or_default().push(row);
    }
    piles
        .into_iter()
        .map(|((connection, stream, kind), rows)| {
            let kind = Kind::from_number(kind).map_or("row", |kind| kind.entity().table);
            let since = rows.iter().map(|row| row.since_at).min();
            let parents: Vec<&str> = rows.iter().map(|row| row.parent_ref.as_str()).collect();
            let records = match rows.len() {
                1 => "1 record names".to_owned(),
                many => format!("{many} records name"),
            };
            Finding {
                subject: format!("{connection}/{stream}/{kind}"),
                title: format!(
                    "{} {stream}: {records} a {} that is not here",
                    book.connection_key(connection),
                    kind.replace('_', " ")
                ),
                detail: format!("Missing: {}.", listed(parents.clone())),
                hint: "Check that the parent exists at its source and that the connector's user may see it.".into(),
                evidence: vec![
                    ("records", rows.len().to_string()),
                    ("missing", listed(parents)),
                ],
                since_on: since.map(|at| day_in(at, chrono_tz::Tz::UTC)),
                scope: Scope::connection(connection),
                ..Finding::default()
            }
        })
        .collect()
}

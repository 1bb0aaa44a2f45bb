//! Streams of which so much is set aside that it is the mapping that fails, not the records.

use std::collections::BTreeMap;

use entity::landing::dead_letter::Model;

use super::listed;
use crate::domain::clock::day_in;
use crate::domain::record::Class;
use crate::insight::rule::book::Book;
use crate::insight::rule::{Finding, HOUR_MS, Rule, Scope, Severity};

/// Records set aside below which it is the records.
const FEWEST: usize = 10;

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "mapping_failure",
    title: "Mapping failing",
    description: "A tenth or more of a stream's records cannot be mapped: the source has changed, or the mapping does not fit it.",
    severity: Severity::Critical,
    deadline_ms: 4 * HOUR_MS,
    classes: &[Class::Operational],
    owner: "integration_engineer",
    metric: Some("sync_success"),
    gone: "the stream's records are mapped again",
    find,
    ..Rule::USUAL
};

/// The streams whose mapping fails, with what was set aside.
pub(super) fn failing(book: &Book) -> BTreeMap<(i32, &str), Vec<&Model>> {
    let mut piles: BTreeMap<(i32, &str), Vec<&Model>> = BTreeMap::new();
    for letter in &book.hub.dead_letters {
        let stream = (letter.connection_id, letter.stream.as_str());
        piles.entry(stream).or_default().push(letter);
    }
    piles.retain(|(connection, stream), letters| {
        let state = book
            .hub
            .streams
            .iter()
            .find(|state| state.connection_id == *connection && state.stream == *stream);
        let rows = state.map_or(0, |state| state.rows);
        let dead = i64::try_from(letters.len()).unwrap_or(i64::MAX);
        letters.len() >= FEWEST && dead * 100 >= rows.max(dead) * book.thresholds.mapping_percent
    });
    piles
}

fn find(book: &Book) -> Vec<Finding> {
    failing(book)
        .into_iter()
        .map(|((connection, stream), letters)| {
            let reasons: Vec<String> = letters
                .iter()
                .map(|letter| match &letter.field {
                    Some(field) => format!("{} at {field}", letter.code),
                    None => letter.code.clone(),
                })
                .collect();
            let reasons = listed(reasons.iter().map(String::as_str).collect());
            let first = letters.iter().map(|letter| letter.first_at).min();
            Finding {
                subject: format!("{connection}/{stream}"),
                title: format!("{} {stream}: the mapping fails", book.connection_key(connection)),
                detail: format!("{} records set aside: {reasons}.", letters.len()),
                hint: "Compare the mapping with the source, correct it by an override or a profile, then retry the dead letters.".into(),
                evidence: vec![("reasons", reasons)],
                since_on: first.map(|at| day_in(at, chrono_tz::Tz::UTC)),
                scope: Scope::connection(connection),
                ..Finding::default()
            }
        })
        .collect()
}

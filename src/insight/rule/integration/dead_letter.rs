//! Records that could not be mapped.

use std::collections::BTreeMap;

use entity::landing::dead_letter::Model;

use super::mapping_failure::failing;
use crate::domain::clock::day_in;
use crate::domain::record::Class;
use crate::insight::rule::book::Book;
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "dead_letter",
    title: "Records set aside",
    description: "Records of a stream could not be mapped and stand in the dead letters.",
    severity: Severity::Error,
    deadline_ms: DAY_MS,
    classes: &[Class::Operational],
    owner: "integration_engineer",
    metric: Some("sync_success"),
    gone: "the records were mapped after all, or discarded",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let failing = failing(book);
    let mut piles: BTreeMap<(i32, &str, &str, &str), Vec<&Model>> = BTreeMap::new();
    for letter in &book.hub.dead_letters {
        if failing.contains_key(&(letter.connection_id, letter.stream.as_str())) {
            continue;
        }
        let field = letter.field.as_deref().unwrap_or("");
        let pile = (
            letter.connection_id,
            letter.stream.as_str(),
            letter.code.as_str(),
            field,
        );
        piles.entry(pile).or_default().push(letter);
    }
    piles
        .into_iter()
        .map(|((connection, stream, code, field), letters)| {
            let count = match letters.len() {
                1 => "1 record was".to_owned(),
                many => format!("{many} records were"),
            };
            let at = if field.is_empty() {
                String::new()
            } else {
                format!(" at {field}")
            };
            let first = letters.iter().map(|letter| letter.first_at).min();
            Finding {
                subject: format!("{connection}/{stream}/{code}/{field}"),
                title: format!(
                    "{} {stream}: {count} set aside",
                    book.connection_key(connection)
                ),
                detail: format!("{code}{at}."),
                hint:
                    "Correct the record at its source, or the mapping, then retry the dead letters."
                        .into(),
                evidence: vec![
                    ("records", letters.len().to_string()),
                    ("code", code.to_owned()),
                ],
                since_on: first.map(|at| day_in(at, chrono_tz::Tz::UTC)),
                scope: Scope::connection(connection),
                ..Finding::default()
            }
        })
        .collect()
}

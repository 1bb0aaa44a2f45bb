//! A connection or stream that keeps failing.

use crate::domain::clock::day_in;
use crate::domain::record::Class;
use crate::insight::rule::book::{Book, RETRIES};
use crate::insight::rule::{Finding, HOUR_MS, Rule, Scope, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "run_failed",
    title: "Sync failing",
    description: "A connection cannot be read, or a stream has failed three times and not succeeded since; its numbers grow old.",
    severity: Severity::Critical,
    deadline_ms: 4 * HOUR_MS,
    classes: &[Class::Operational],
    owner: "integration_engineer",
    metric: Some("run_success"),
    gone: "it runs well again",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let mut findings = Vec::new();
    for connection in &book.hub.connections {
        let scope = Scope::connection(connection.id);
        if let Some(code) = connection.error_code.as_deref() {
            findings.push(Finding {
                subject: connection.id.to_string(),
                title: format!("{} cannot be read", connection.key),
                detail: connection.error_detail.clone().unwrap_or_default(),
                hint: "Correct the credentials or the configuration, then start the sync.".into(),
                evidence: vec![("code", code.to_owned())],
                scope,
                ..Finding::default()
            });
            continue;
        }
        let streams = book.hub.streams.iter();
        let failing = streams.filter(|s| s.connection_id == connection.id && s.attempt >= RETRIES);
        findings.extend(failing.map(|stream| {
            let last_ok = stream.last_ok_at.map(|at| day_in(at, chrono_tz::Tz::UTC));
            let since = stream
                .last_ok_at
                .map_or("ever".to_owned(), |at| at.to_string());
            Finding {
                subject: format!("{}/{}", connection.id, stream.stream),
                title: format!(
                    "{} {}: the sync keeps failing",
                    connection.key, stream.stream
                ),
                detail: format!("No good run since {since}."),
                hint: "See the error of its last run in syncRuns; it names what to do.".into(),
                evidence: vec![("last_ok", since)],
                since_on: last_ok,
                scope,
                ..Finding::default()
            }
        }));
    }
    findings
}

//! What landed is not what the source has.

use entity::value::Money;

use crate::domain::record::Class;
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "control_total_mismatch",
    title: "Control total differs",
    description: "The count or amount that landed for a period is not what the source reports, so numbers on it are PARTIAL.",
    severity: Severity::Error,
    hold_ms: 15 * 60_000,
    deadline_ms: DAY_MS,
    classes: &[Class::Commercial],
    owner: "integration_engineer",
    metric: Some("completeness"),
    gone: "what landed is what the source reports",
    find: |book| {
        let differing = book
            .hub
            .totals
            .iter()
            .filter(|total| total.source != total.landed);
        differing
            .map(|total| {
                let count = total.measure == "count";
                let shown = |value: i64| {
                    if count {
                        value.to_string()
                    } else {
                        Money(value).to_string()
                    }
                };
                let period = match total.period.as_str() {
                    "all" => String::new(),
                    period => format!(" of {period}"),
                };
                let measure = if count {
                    "count"
                } else {
                    total.measure.as_str()
                };
                Finding {
                    subject: format!(
                        "{}/{}/{}/{}",
                        total.connection_id, total.stream, total.period, total.measure
                    ),
                    title: format!(
                        "{} {}: the {measure}{period} is not what the source reports",
                        book.connection_key(total.connection_id),
                        total.stream
                    ),
                    detail: format!(
                        "{} at the source, {} landed.",
                        shown(total.source),
                        shown(total.landed)
                    ),
                    hint:
                        "Start a full pass of the stream; it finds what is missing or was deleted."
                            .into(),
                    evidence: vec![
                        ("source", shown(total.source)),
                        ("landed", shown(total.landed)),
                    ],
                    scope: Scope::connection(total.connection_id),
                    ..Finding::default()
                }
            })
            .collect()
    },
    ..Rule::USUAL
};

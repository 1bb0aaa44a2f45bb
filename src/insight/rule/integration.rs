//! What stands between the systems: rates that are missing, references that wait, records set aside, totals that differ, runs that fail.

use std::collections::BTreeMap;

use entity::value::{Duration, Money};

use super::book::Book;
use super::{Finding, Rule, Scope, Severity};
use crate::domain::record::{Class, ENTITIES, Kind};

/// Billable time without a bill rate.
pub const MISSING_BILL_RATE: Rule = Rule {
    key: "missing_bill_rate",
    title: "Bill rate missing",
    description: "Approved billable time of a project carries no bill rate, so its revenue is left out and the margin is PARTIAL.",
    severity: Severity::Error,
    hold_ms: 0,
    deadline_ms: 3 * 86_400_000,
    needs: &[Kind::TimeEntry],
    classes: &[Class::Commercial],
    owner: "pmo",
    metric: Some("gross_margin"),
    find: |book| rate_gaps(book, true),
};

/// Time without a cost rate.
pub const MISSING_COST_RATE: Rule = Rule {
    key: "missing_cost_rate",
    title: "Cost rate missing",
    description: "Approved time of a project carries no cost rate, so its cost is left out and the margin is PARTIAL.",
    severity: Severity::Error,
    hold_ms: 0,
    deadline_ms: 3 * 86_400_000,
    needs: &[Kind::TimeEntry],
    classes: &[Class::Cost],
    owner: "finance",
    metric: Some("gross_margin"),
    find: |book| rate_gaps(book, false),
};

fn rate_gaps(book: &Book, bill: bool) -> Vec<Finding> {
    let word = if bill { "bill" } else { "cost" };
    let finding = |gap: &super::book::RateGap| Finding {
        subject: gap.project_id.to_string(),
        row: Some((Kind::Project, gap.project_id)),
        title: format!(
            "{} has time without a {word} rate",
            book.project_name(gap.project_id)
        ),
        detail: format!(
            "{} entries, {} hours, the first on {}.",
            gap.entries,
            Duration(gap.duration).hours().round_dp(2),
            gap.first_on
        ),
        hint: format!("Set the {word} rate in the PSA; the entries are read again by themselves."),
        evidence: vec![
            ("entries", gap.entries.to_string()),
            ("first_on", gap.first_on.to_string()),
        ],
        scope: book.project_scope(gap.project_id),
        ..Finding::default()
    };
    book.rate_gaps
        .iter()
        .filter(|gap| gap.bill == bill)
        .map(finding)
        .collect()
}

/// Amounts that cannot be converted.
pub const MISSING_EXCHANGE_RATE: Rule = Rule {
    key: "missing_exchange_rate",
    title: "Exchange rate missing",
    description: "Billable work cannot be shown in group currency, since no rate was published within the last seven days before it.",
    severity: Severity::Error,
    hold_ms: 0,
    deadline_ms: 2 * 86_400_000,
    needs: &[Kind::FxRate],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("revenue"),
    find: |book| {
        let mut by_currency: BTreeMap<_, (usize, _, Money)> = BTreeMap::new();
        for item in book
            .items
            .iter()
            .filter(|item| item.value_group.is_none() && item.value != 0)
        {
            let pile = by_currency
                .entry(item.currency)
                .or_insert((0, item.work_on, Money::ZERO));
            pile.0 += 1;
            pile.1 = pile.1.min(item.work_on);
            pile.2 += Money(item.value);
        }
        by_currency
            .into_iter()
            .map(|(currency, (items, first_on, value))| Finding {
                subject: currency.to_string(),
                title: format!(
                    "No exchange rate from {currency} to {}",
                    book.group_currency
                ),
                detail: format!("{items} items, the first on {first_on}."),
                hint: "Publish the rate in the ERP's currency exchange rates.".into(),
                evidence: vec![
                    ("items", items.to_string()),
                    ("first_on", first_on.to_string()),
                ],
                amount: Some((value, currency)),
                ..Finding::default()
            })
            .collect()
    },
};

/// Rows whose parent never came.
pub const UNRESOLVED_REFERENCE: Rule = Rule {
    key: "unresolved_reference",
    title: "Reference unresolved",
    description: "Records name a parent that has not arrived within its deadline, so their numbers hang in the air.",
    severity: Severity::Warning,
    hold_ms: 0,
    deadline_ms: 2 * 86_400_000,
    needs: &[],
    classes: &[Class::Operational],
    owner: "integration_engineer",
    metric: None,
    find: |book| {
        let mut piles: BTreeMap<(i32, &str, i16, &str), usize> = BTreeMap::new();
        let late = book
            .waiting
            .iter()
            .filter(|w| book.now.0 - w.since_at.0 > book.thresholds.reference_wait_ms);
        for wait in late {
            *piles
                .entry((
                    wait.connection_id,
                    &wait.stream,
                    wait.parent_kind,
                    &wait.parent_ref,
                ))
                .or_default() += 1;
        }
        piles
            .into_iter()
            .map(|((connection, stream, parent_kind, parent), rows)| {
                let kind = Kind::from_number(parent_kind)
                    .map_or("row", |kind| ENTITIES[kind as usize - 1].table);
                Finding {
                    subject: format!("{connection}/{stream}/{parent}"),
                    title: format!(
                        "{rows} {stream} records wait for a {} that is not here",
                        kind.replace('_', " ")
                    ),
                    detail: format!("{} names {parent}.", book.connection_key(connection)),
                    hint: "Check that the parent exists and that the connector's user may see it."
                        .into(),
                    evidence: vec![("parent", parent.to_owned()), ("rows", rows.to_string())],
                    scope: Scope {
                        connection_id: Some(connection),
                        ..Scope::default()
                    },
                    ..Finding::default()
                }
            })
            .collect()
    },
};

/// Records that could not be mapped.
pub const DEAD_LETTER: Rule = Rule {
    key: "dead_letter",
    title: "Records set aside",
    description: "Records of a stream could not be mapped and stand in the dead letters.",
    severity: Severity::Error,
    hold_ms: 0,
    deadline_ms: 86_400_000,
    needs: &[],
    classes: &[Class::Operational],
    owner: "integration_engineer",
    metric: Some("sync_success"),
    find: |book| {
        let mut piles: BTreeMap<(i32, &str, &str, &str), usize> = BTreeMap::new();
        for letter in &book.dead_letters {
            let field = letter.field.as_deref().unwrap_or("");
            *piles
                .entry((letter.connection_id, &letter.stream, &letter.code, field))
                .or_default() += 1;
        }
        piles
            .into_iter()
            .map(|((connection, stream, code, field), records)| Finding {
                subject: format!("{connection}/{stream}/{code}/{field}"),
                title: format!(
                    "{records} {stream} records of {} were set aside",
                    book.connection_key(connection)
                ),
                detail: if field.is_empty() {
                    format!("{code}.")
                } else {
                    format!("{code} in field {field}.")
                },
                hint:
                    "Correct the record at its source or the mapping, then retry the dead letters."
                        .into(),
                evidence: vec![("records", records.to_string()), ("code", code.to_owned())],
                scope: Scope {
                    connection_id: Some(connection),
                    ..Scope::default()
                },
                ..Finding::default()
            })
            .collect()
    },
};

/// What landed is not what the source has.
pub const CONTROL_TOTAL_MISMATCH: Rule = Rule {
    key: "control_total_mismatch",
    title: "Control total differs",
    description: "The count or amount that landed for a period is not what the source reports, so numbers on it are PARTIAL.",
    severity: Severity::Error,
    hold_ms: 15 * 60_000,
    deadline_ms: 86_400_000,
    needs: &[],
    classes: &[Class::Commercial],
    owner: "integration_engineer",
    metric: Some("completeness"),
    find: |book| {
        book.totals
            .iter()
            .filter(|total| total.source != total.landed)
            .map(|total| Finding {
                subject: format!(
                    "{}/{}/{}/{}",
                    total.connection_id, total.stream, total.period, total.measure
                ),
                title: format!(
                    "{} of {}: {} differs for {}",
                    total.stream,
                    book.connection_key(total.connection_id),
                    total.measure,
                    total.period
                ),
                detail: "What landed is not what the source reports.".into(),
                hint: "Start a full pass of the stream; it finds what is missing or was deleted."
                    .into(),
                evidence: vec![
                    ("source", total.source.to_string()),
                    ("landed", total.landed.to_string()),
                ],
                scope: Scope {
                    connection_id: Some(total.connection_id),
                    ..Scope::default()
                },
                ..Finding::default()
            })
            .collect()
    },
};

/// A stream that keeps failing.
pub const RUN_FAILED: Rule = Rule {
    key: "run_failed",
    title: "Sync failing",
    description: "A connection or stream has failed and not succeeded since; its numbers grow old.",
    severity: Severity::Critical,
    hold_ms: 0,
    deadline_ms: 4 * 3_600_000,
    needs: &[],
    classes: &[Class::Operational],
    owner: "integration_engineer",
    metric: Some("run_success"),
    find: |book| {
        let failing = book.streams.iter().filter(|stream| stream.attempt >= 3);
        let mut findings: Vec<Finding> = failing
            .map(|stream| Finding {
                subject: format!("{}/{}", stream.connection_id, stream.stream),
                title: format!(
                    "{} of {} keeps failing",
                    stream.stream,
                    book.connection_key(stream.connection_id)
                ),
                detail: "Three attempts or more have failed since the last good run.".into(),
                hint: "See the run's error; it names what to do.".into(),
                evidence: vec![(
                    "last_ok",
                    stream
                        .last_ok_at
                        .map_or("never".into(), |at| at.to_string()),
                )],
                scope: Scope {
                    connection_id: Some(stream.connection_id),
                    ..Scope::default()
                },
                ..Finding::default()
            })
            .collect();
        for connection in &book.connections {
            let Some(code) = connection.error_code.as_deref() else {
                continue;
            };
            findings.push(Finding {
                subject: format!("{}", connection.id),
                title: format!("{} cannot be read", connection.key),
                detail: connection.error_detail.clone().unwrap_or_default(),
                hint: "Correct the credentials or the configuration, then start the sync.".into(),
                evidence: vec![("code", code.to_owned())],
                scope: Scope {
                    connection_id: Some(connection.id),
                    ..Scope::default()
                },
                ..Finding::default()
            });
        }
        findings
    },
};

/// Payloads are not what the contract says.
pub const SCHEMA_DRIFT: Rule = Rule {
    key: "schema_drift",
    title: "Schema drift",
    description: "A stream's records carry a field that changed type, went missing, or is new.",
    severity: Severity::Info,
    hold_ms: 0,
    deadline_ms: 14 * 86_400_000,
    needs: &[],
    classes: &[Class::Operational],
    owner: "integration_engineer",
    metric: None,
    find: |book| {
        book.drifts
            .iter()
            .map(|drift| Finding {
                subject: format!(
                    "{}/{}/{}/{}",
                    drift.connection_id, drift.stream, drift.field, drift.nature
                ),
                title: format!(
                    "{} of {}: {} {}",
                    drift.stream,
                    book.connection_key(drift.connection_id),
                    drift.field,
                    drift.nature.replace('_', " ")
                ),
                detail: drift.detail.clone(),
                hint: "Map it with an override line, or leave it: the payload keeps it.".into(),
                evidence: vec![("first_record", drift.first_record.clone())],
                scope: Scope {
                    connection_id: Some(drift.connection_id),
                    ..Scope::default()
                },
                ..Finding::default()
            })
            .collect()
    },
};

/// Two systems say different things of one field.
pub const OWNERSHIP_CONFLICT: Rule = Rule {
    key: "ownership_conflict",
    title: "Systems disagree",
    description: "A system that does not own a field says something else than its owner.",
    severity: Severity::Info,
    hold_ms: 0,
    deadline_ms: 14 * 86_400_000,
    needs: &[],
    classes: &[],
    owner: "pmo",
    metric: None,
    find: |book| {
        book.conflicts
            .iter()
            .filter(|conflict| conflict.state == "open")
            .map(|conflict| {
                let kind = Kind::from_number(conflict.kind);
                let table = kind.map_or("row", |kind| kind.entity().table);
                let value = |v: &Option<String>| v.clone().unwrap_or_else(|| "nothing".into());
                Finding {
                    subject: conflict.id.to_string(),
                    row: kind.map(|kind| (kind, conflict.owner_id)),
                    title: format!(
                        "Two systems disagree on {} of a {}",
                        conflict.field,
                        table.replace('_', " ")
                    ),
                    detail: format!(
                        "Owner: {}; other: {}.",
                        value(&conflict.owner_value),
                        value(&conflict.other_value)
                    ),
                    hint: "Correct the system that is wrong; the owner's value counts until then."
                        .into(),
                    evidence: vec![
                        ("field", conflict.field.clone()),
                        ("owner", value(&conflict.owner_value)),
                        ("other", value(&conflict.other_value)),
                    ],
                    ..Finding::default()
                }
            })
            .collect()
    },
};

//! Approved time without a bill rate or without a cost rate.

use std::collections::{BTreeMap, HashMap};

use entity::canonical::engagement::BillingModel;
use entity::value::{Day, Duration};

use crate::domain::record::Kind;
use crate::insight::metric::calc::input::Entry;
use crate::insight::metric::cube::Place;
use crate::insight::metric::snapshot::Snapshot;
use crate::insight::rule::book::{Book, count, scope_of};
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// What both have in common.
const MISSING: Rule = Rule {
    severity: Severity::Error,
    deadline_ms: 3 * DAY_MS,
    needs: &[Kind::TimeEntry],
    also: &[Kind::Project, Kind::Engagement],
    metric: Some("gross_margin"),
    gone: "all approved time of the project carries its rate",
    ..Rule::USUAL
};

/// Billable time without a bill rate.
pub(in crate::insight::rule) const BILL: Rule = Rule {
    key: "missing_bill_rate",
    title: "Bill rate missing",
    description: "Approved billable time of a project that is billed by the hour carries no bill rate, so its revenue is left out and the margin is PARTIAL.",
    owner: "pmo",
    find: |book| {
        gaps(book, "bill", |entry, place| {
            entry.billable
                && entry.bill_rate.is_none()
                && place.model == BillingModel::TimeAndMaterials
        })
    },
    ..MISSING
};

/// Time without a cost rate.
pub(in crate::insight::rule) const COST: Rule = Rule {
    key: "missing_cost_rate",
    title: "Cost rate missing",
    description: "Approved time of a client project carries no cost rate, so its cost is left out and the margin is PARTIAL.",
    owner: "finance",
    find: |book| gaps(book, "cost", |entry, _| entry.cost_rate.is_none()),
    ..MISSING
};

struct Gap {
    entries: usize,
    ms: i64,
    first_on: Day,
}

fn gaps(book: &Book, word: &str, missing: fn(&Entry, &Place) -> bool) -> Vec<Finding> {
    let places: HashMap<i64, &Place> = Snapshot::places(&book.figures.cubes);
    let mut gaps: BTreeMap<i64, Gap> = BTreeMap::new();
    for entry in book.inputs().entries.all() {
        if !entry.approved() || (entry.bill_rate.is_some() && entry.cost_rate.is_some()) {
            continue;
        }
        let place = places.get(&entry.project).filter(|place| !place.internal);
        if place.is_none_or(|place| !missing(entry, place)) || entry.work_on > book.today {
            continue;
        }
        let gap = gaps.entry(entry.project).or_insert(Gap {
            entries: 0,
            ms: 0,
            first_on: entry.work_on,
        });
        gap.entries += 1;
        gap.ms += entry.ms;
        gap.first_on = gap.first_on.min(entry.work_on);
    }
    gaps.into_iter()
        .filter_map(|(project, gap)| {
            let name = book.project_title(project);
            Some(Finding {
                subject: project.to_string(),
                row: Some((Kind::Project, project)),
                title: format!("{name}: time without a {word} rate"),
                detail: format!(
                    "{}, {} hours, the first on {}.",
                    count(gap.entries, "entry", "entries"),
                    Duration(gap.ms).hours().round_dp(2),
                    gap.first_on
                ),
                hint: format!(
                    "Set the {word} rate in the PSA; the entries are read again by themselves."
                ),
                evidence: vec![
                    ("entries", gap.entries.to_string()),
                    ("first_on", gap.first_on.to_string()),
                ],
                since_on: Some(gap.first_on),
                scope: scope_of(places.get(&project)?),
                ..Finding::default()
            })
        })
        .collect()
}

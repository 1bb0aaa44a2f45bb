//! Amounts that cannot be converted, by pair of currencies.

use std::collections::{BTreeMap, BTreeSet};

use entity::value::{Currency, Day, Money};

use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{Book, count, words};
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "missing_exchange_rate",
    title: "Exchange rate missing",
    description: "Revenue or cost cannot be converted, since no rate was published within the seven days before it, or none for its month.",
    severity: Severity::Error,
    deadline_ms: 2 * DAY_MS,
    needs: &[Kind::FxRate],
    also: &[Kind::TimeEntry, Kind::Expense],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("revenue"),
    gone: "a rate is published for every day that needs one",
    find,
    ..Rule::USUAL
};

#[derive(Default)]
struct Gap {
    rows: u32,
    first_on: Option<Day>,
    projects: BTreeSet<i64>,
    value: i64,
}

fn find(book: &Book) -> Vec<Finding> {
    let mut gaps: BTreeMap<(Currency, Currency), Gap> = BTreeMap::new();
    for month in book.figures.cubes.months() {
        let (place, gap) = (&month.place, &month.cell.gaps);
        for (nth, to) in [(1, place.entity_currency), (2, book.group_currency)] {
            let rows = gap.revenue_rate[nth] + gap.spent_rate[nth];
            if rows > 0 && place.currency != to {
                let found = gaps.entry((place.currency, to)).or_default();
                found.rows += rows;
                found.first_on = found.first_on.min(Some(month.month)).or(Some(month.month));
                found.projects.insert(place.project);
            }
        }
    }
    for ((from, to), gap) in &mut gaps {
        let fx = &book.inputs().fx;
        let lacking = book.items().filter(|placed| {
            placed.item.currency == *from
                && gap.projects.contains(&placed.item.project)
                && fx.spot(*from, *to, placed.item.work_on).is_none()
        });
        for placed in lacking {
            gap.value += placed.item.value;
        }
    }
    gaps.into_iter()
        .map(|(pair, gap)| finding(pair, &gap))
        .collect()
}

fn finding((from, to): (Currency, Currency), gap: &Gap) -> Finding {
    let first_on = gap.first_on.map_or_else(String::new, |on| on.to_string());
    let month = first_on.get(..7).unwrap_or_default().to_owned();
    let worth = if gap.value == 0 {
        String::new()
    } else {
        format!(", work worth {} among them", words(gap.value, from))
    };
    Finding {
        subject: format!("{from}/{to}"),
        title: format!("No exchange rate from {from} to {to}"),
        detail: format!(
            "{} rows of {}, the first in {month}{worth}.",
            gap.rows,
            count(gap.projects.len(), "project", "projects")
        ),
        hint: "Publish the rate in the ERP's currency exchange rates; a rate no older than seven days holds.".into(),
        evidence: vec![("rows", gap.rows.to_string()), ("first_month", month)],
        amount: (gap.value != 0).then_some((Money(gap.value), from)),
        since_on: gap.first_on,
        ..Finding::default()
    }
}

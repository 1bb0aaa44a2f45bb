//! A month whose margin is far from what is usual for its project.

use entity::value::{Day, Money};

use super::to_date::{Months, cost, margin, projects, share};
use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{Book, percent, scope_of};
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// Months before it that a judgement needs.
const HISTORY: usize = 6;

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "margin_anomaly",
    title: "Margin anomaly",
    description: "The margin of a project's last whole month differs from the median of the months before, at least six, by more than agreed and by more than three times their median deviation.",
    severity: Severity::Info,
    deadline_ms: 14 * DAY_MS,
    needs: &[Kind::Project, Kind::TimeEntry],
    also: &[
        Kind::Estimate,
        Kind::Engagement,
        Kind::Expense,
        Kind::FxRate,
    ],
    classes: &[Class::Commercial, Class::Cost],
    owner: "pmo",
    metric: Some("gross_margin_pct"),
    gone: "the month is as usual after a correction, or no longer the last whole one",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let month = Day(book.today.month_start().0 - 1).month_start();
    let projects = projects(book).into_iter();
    projects
        .filter_map(|(project, months)| finding(book, project, &months, month))
        .collect()
}

fn finding(book: &Book, project: i64, months: &Months, month: Day) -> Option<Finding> {
    let mut before = Vec::new();
    let mut last = None;
    for (on, cell) in &months.cells {
        let seen = margin(cell.revenue[0], cost(cell));
        if *on < month {
            before.extend(seen);
        } else if *on == month {
            last = seen.map(|seen| (seen, *cell));
        }
    }
    let (seen, cell) = last?;
    if before.len() < HISTORY {
        return None;
    }
    let usual = median(&mut before);
    let mut deviations: Vec<i64> = before.iter().map(|other| (other - usual).abs()).collect();
    let apart = (seen - usual).abs();
    if apart <= book.thresholds.anomaly || apart <= 3 * median(&mut deviations) {
        return None;
    }
    let side = if seen < usual { "below" } else { "above" };
    let name = month.to_string()[..7].to_owned();
    Some(Finding {
        subject: project.to_string(),
        row: Some((Kind::Project, project)),
        title: format!(
            "{}: margin of {name} is far {side} what is usual",
            book.project_title(project)
        ),
        detail: format!("{} against a usual {}.", percent(seen), percent(usual)),
        hint:
            "Look at the month's rows: a late correction, a wrong rate, cost without its revenue."
                .into(),
        evidence: vec![
            ("month", name),
            ("seen", percent(seen)),
            ("usual", percent(usual)),
        ],
        amount: Some((Money(share(cell.revenue[0], apart)), months.place.currency)),
        since_on: Some(month),
        people: Some(cell.people.len()),
        scope: scope_of(months.place),
        ..Finding::default()
    })
}

fn median(values: &mut [i64]) -> i64 {
    values.sort_unstable();
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        values[middle - 1].midpoint(values[middle])
    }
}

//! Margins that have fallen below what was agreed: the frozen baseline, else the project's target.

use entity::canonical::engagement::BillingModel;
use entity::canonical::project::ProjectStatus;
use entity::value::Money;

use super::to_date::{Months, margin, projects, share};
use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{Book, percent, scope_of};
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "margin_erosion",
    title: "Margin erosion",
    description: "The margin of a living project, at completion where an estimate is there, else to date, has fallen below its frozen baseline, else below its target, by more than agreed.",
    severity: Severity::Warning,
    deadline_ms: 7 * DAY_MS,
    needs: &[Kind::Project, Kind::TimeEntry],
    also: &[
        Kind::Baseline,
        Kind::Estimate,
        Kind::Engagement,
        Kind::Expense,
    ],
    classes: &[Class::Commercial, Class::Cost],
    owner: "pmo",
    metric: Some("gross_margin_pct"),
    gone: "the margin is within reach of its baseline again, or the project is closed",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let projects = projects(book).into_iter();
    projects
        .filter(|(project, _)| {
            let row = book.rows.projects.get(project);
            row.is_some_and(|row| {
                matches!(row.status, ProjectStatus::Active | ProjectStatus::OnHold)
            })
        })
        .filter_map(|(project, months)| finding(book, project, &months))
        .collect()
}

/// What was agreed, with its name.
fn agreed(book: &Book, project: i64) -> Option<(i64, &'static str)> {
    let frozen = book
        .rows
        .baselines
        .iter()
        .filter(|row| {
            book.of(Kind::Project, row.project_id.0) == project && row.frozen_on <= book.today
        })
        .max_by_key(|row| (row.frozen_on, row.id.0));
    if let Some(row) = frozen {
        let frozen = margin(row.revenue?.0, row.cost?.0)?;
        return Some((frozen, "baseline"));
    }
    let target = book.rows.projects.get(&project)?.target_margin?;
    Some((target.0, "target"))
}

/// Revenue and cost at completion where they can be told, else to date.
fn outlook(book: &Book, project: i64, months: &Months) -> (i64, i64, &'static str) {
    let (revenue, cost) = (months.revenue(), months.cost());
    let to_date = (revenue, cost, "to date");
    let inputs = book.inputs();
    let model = months.place.model;
    if !matches!(model, BillingModel::FixedFee | BillingModel::Milestone) {
        return to_date;
    }
    let price = inputs.projects.get(&project).and_then(|p| p.price);
    let estimate = inputs
        .estimates
        .of(project)
        .filter(|estimate| estimate.as_of_on <= book.today)
        .max_by_key(|estimate| (estimate.as_of_on, estimate.version_at));
    match (price, estimate) {
        (Some(price), Some(estimate)) if estimate.currency == months.place.currency => {
            (price, cost + estimate.cost, "at completion")
        }
        _ => to_date,
    }
}

fn finding(book: &Book, project: i64, months: &Months) -> Option<Finding> {
    let (agreed, name) = agreed(book, project)?;
    if months.undefined() {
        return None;
    }
    let (revenue, cost, when) = outlook(book, project, months);
    let seen = margin(revenue, cost)?;
    if agreed - seen <= book.thresholds.erosion {
        return None;
    }
    let points = percent(agreed - seen);
    Some(Finding {
        subject: project.to_string(),
        row: Some((Kind::Project, project)),
        title: format!("{}: margin has eroded", book.project_title(project)),
        detail: format!(
            "{} {when} against a {name} of {}.",
            percent(seen),
            percent(agreed)
        ),
        hint: "Look at rework, discounts and staffing; agree a change order where the scope grew."
            .into(),
        evidence: vec![
            (name, percent(agreed)),
            ("points", format!("{} or more", whole(&points))),
        ],
        amount: Some((Money(share(revenue, agreed - seen)), months.place.currency)),
        people: Some(months.people()),
        scope: scope_of(months.place),
        ..Finding::default()
    })
}

/// Whole percents, so that an acceptance outlives a small change.
fn whole(percent: &str) -> String {
    percent
        .split(['.', ' '])
        .next()
        .unwrap_or(percent)
        .to_owned()
}

//! A living project that has used more hours, or cost more, than its budget.

use entity::canonical::project::{self, ProjectStatus};
use entity::canonical::time_entry::TimeEntryStatus;
use entity::value::{Duration, Money};

use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::exact::{Fraction, priced};
use crate::insight::rule::book::{Book, words};
use crate::insight::rule::margin::to_date::projects;
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// What both have in common.
const OVERRUN: Rule = Rule {
    title: "Budget overrun",
    severity: Severity::Warning,
    deadline_ms: 7 * DAY_MS,
    needs: &[Kind::Project, Kind::TimeEntry],
    also: &[Kind::Project, Kind::Expense],
    owner: "delivery_lead",
    gone: "the project is within its budget again, or closed",
    ..Rule::USUAL
};

/// More hours than budgeted.
pub(in crate::insight::rule) const HOURS: Rule = Rule {
    key: "budget_overrun",
    description: "A project that is still worked on has used more approved and submitted hours than its budget; the money is those hours at the project's mean bill rate.",
    classes: &[Class::Commercial],
    metric: Some("worked_hours"),
    find: |book| {
        let living = book.rows.projects.values().filter(|p| living(p));
        living
            .filter_map(|project| finding(book, project))
            .collect()
    },
    ..OVERRUN
};

/// More cost than budgeted.
pub(in crate::insight::rule) const COST: Rule = Rule {
    key: "cost_budget_overrun",
    title: "Cost budget overrun",
    description: "A project that is still worked on has cost more than its budgeted cost, in project currency.",
    classes: &[Class::Commercial, Class::Cost],
    metric: Some("cost"),
    find: costs,
    ..OVERRUN
};

fn living(project: &project::Model) -> bool {
    matches!(
        project.status,
        ProjectStatus::Active | ProjectStatus::OnHold
    ) && project.internal != Some(true)
}

fn costs(book: &Book) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, months) in projects(book) {
        let row = book.rows.projects.get(&id).filter(|row| living(row));
        let budget = row
            .and_then(|row| row.budget_cost)
            .filter(|budget| budget.0 > 0);
        let (Some(Money(budget)), cost) = (budget, months.cost()) else {
            continue;
        };
        if cost <= budget {
            continue;
        }
        let currency = months.place.currency;
        findings.push(Finding {
            subject: id.to_string(),
            row: Some((Kind::Project, id)),
            title: format!("{}: more cost than budgeted", book.project_title(id)),
            detail: format!(
                "{} spent of {}.",
                words(cost, currency),
                words(budget, currency)
            ),
            hint: "Agree a change order, or plan the rest of the work anew.".into(),
            // In steps of a tenth of the budget, so that an acceptance outlives an hour.
            evidence: vec![
                ("budget", Money(budget).to_string()),
                (
                    "over",
                    format!("{} %", (cost - budget).saturating_mul(10) / budget * 10),
                ),
            ],
            amount: Some((Money(cost - budget), currency)),
            people: Some(months.people()),
            scope: book.project_scope(id),
            ..Finding::default()
        });
    }
    findings
}

fn finding(book: &Book, project: &project::Model) -> Option<Finding> {
    let budget = project.budget_duration.filter(|budget| budget.0 > 0)?.0;
    let id = project.id.0;
    let (mut used, mut rated, mut value) = (0, 0, 0);
    let mut currency = None;
    for entry in book.inputs().entries.of(id) {
        if !matches!(
            entry.status,
            TimeEntryStatus::Approved | TimeEntryStatus::Submitted
        ) {
            continue;
        }
        used += entry.ms;
        if let Some(rate) = entry.bill_rate.filter(|_| entry.billable) {
            rated += entry.ms;
            value += priced(entry.ms, rate)
                .and_then(Fraction::rounded)
                .unwrap_or(0);
            currency = Some(entry.currency);
        }
    }
    if used <= budget {
        return None;
    }
    let over = used - budget;
    let worth = Fraction::new(i128::from(over), i128::from(rated))
        .and_then(|share| Fraction::whole(value).times(share)?.rounded());
    let hours = |ms: i64| Duration(ms).hours().round_dp(1);
    Some(Finding {
        subject: id.to_string(),
        row: Some((Kind::Project, id)),
        title: format!("{}: more hours used than budgeted", book.project_title(id)),
        detail: format!(
            "{} hours used of {}: {} too many.",
            hours(used),
            hours(budget),
            hours(over)
        ),
        hint: "Agree a change order, or plan the rest of the work anew.".into(),
        evidence: vec![
            ("budget_hours", hours(budget).to_string()),
            (
                "over",
                format!("{} %", over.saturating_mul(10) / budget * 10),
            ),
        ],
        amount: worth.map(Money).zip(currency),
        scope: book.project_scope(id),
        ..Finding::default()
    })
}

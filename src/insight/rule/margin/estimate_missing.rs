//! Fixed-fee projects whose revenue cannot be told, since nobody has estimated the rest.

use entity::canonical::project::ProjectStatus;

use super::to_date::projects;
use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{Book, scope_of};
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "estimate_missing",
    title: "Estimate to complete missing",
    description: "A fixed-fee project has begun and nobody has estimated the cost to complete it, so its revenue and margin are UNDEFINED.",
    severity: Severity::Warning,
    deadline_ms: 7 * DAY_MS,
    needs: &[Kind::Project, Kind::Estimate],
    also: &[Kind::Engagement],
    classes: &[Class::Plain],
    owner: "pmo",
    metric: Some("gross_margin"),
    gone: "the project has an estimate, or is closed",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (project, months) in projects(book) {
        let row = book.rows.projects.get(&project);
        let living = row
            .is_some_and(|row| matches!(row.status, ProjectStatus::Active | ProjectStatus::OnHold));
        let unknown = months
            .cells
            .last()
            .is_some_and(|(_, cell)| cell.gaps.estimate);
        if !living || !unknown {
            continue;
        }
        let first = months.cells.iter().find(|(_, cell)| cell.gaps.estimate);
        let since = first.map(|(month, _)| *month);
        let month = since.map_or_else(String::new, |on| on.to_string()[..7].to_owned());
        findings.push(Finding {
            subject: project.to_string(),
            row: Some((Kind::Project, project)),
            title: format!(
                "{}: no estimate to complete, so no margin",
                book.project_title(project)
            ),
            detail: format!("Missing since {month}."),
            hint: "Enter the estimate to complete in the PSA.".into(),
            evidence: vec![("since", month)],
            since_on: since,
            scope: scope_of(months.place),
            ..Finding::default()
        });
    }
    findings
}

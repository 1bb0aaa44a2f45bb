//! A won opportunity with no activated project after its deadline.

use super::book::Book;
use super::{Finding, Rule, Scope, Severity};
use crate::domain::record::{Class, Kind};
use entity::canonical::opportunity::OpportunityOutcome;

/// The rule.
pub const RULE: Rule = Rule {
    key: "project_activation_failed",
    title: "Project not activated",
    description: "An opportunity was won, and no project of it is ready for time in the PSA and billable in the ERP after the deadline.",
    severity: Severity::Error,
    hold_ms: 0,
    deadline_ms: 2 * 86_400_000,
    needs: &[Kind::Opportunity, Kind::Engagement, Kind::Project],
    classes: &[Class::Commercial],
    owner: "pmo",
    metric: Some("project_setup_cycle_time"),
    find,
};

fn find(book: &Book) -> Vec<Finding> {
    let deadline = i64::from(book.thresholds.activation_days) * 86_400_000;
    let late = |won: entity::value::Instant| book.now.0 - won.0 > deadline;
    let mut findings = Vec::new();
    for deal in book
        .opportunities
        .iter()
        .filter(|o| o.outcome == OpportunityOutcome::Won)
    {
        let Some(won_at) = deal.won_at.filter(|at| late(*at)) else {
            continue;
        };
        let id = book.of(deal.id.0);
        if id != deal.id.0 {
            continue;
        }
        let engagements: Vec<i64> = book
            .engagements
            .iter()
            .filter(|e| e.opportunity_id.is_some_and(|o| book.of(o.0) == id))
            .map(|e| book.of(e.id.0))
            .collect();
        let belongs = |p: &entity::canonical::project::Model| {
            p.opportunity_id.is_some_and(|o| book.of(o.0) == id)
                || p.engagement_id
                    .is_some_and(|e| engagements.contains(&book.of(e.0)))
        };
        let projects: Vec<i64> = book
            .projects
            .iter()
            .filter(|p| belongs(p))
            .map(|p| book.of(p.id.0))
            .collect();
        let (mut activated, mut billable) = (false, false);
        for member in book
            .projects
            .iter()
            .filter(|p| projects.contains(&book.of(p.id.0)))
        {
            activated |= member.activated_at.is_some();
            billable |= member.billable_at.is_some();
        }
        if activated && billable {
            continue;
        }
        let missing = match (activated, billable) {
            (false, false) => "no project exists in the PSA or the ERP",
            (false, true) => "the project is not activated in the PSA",
            _ => "the project is not billable in the ERP",
        };
        let amount = deal.amount.zip(deal.currency);
        findings.push(Finding {
            subject: id.to_string(),
            row: Some((Kind::Opportunity, id)),
            title: format!("{} was won and is not set up", deal.name),
            detail: format!("Won on {}; {missing}.", &won_at.to_string()[..10]),
            hint: "Provision the project in the PSA and the ERP job, or record why the deal is not delivered.".into(),
            evidence: vec![("won_at", won_at.to_string()), ("missing", missing.into())],
            amount,
            amount_group: amount.and_then(|(amount, currency)| book.in_group(amount, currency)),
            scope: Scope {
                customer_id: deal.customer_id.map(|c| book.of(c.0)),
                practice_id: deal.practice_id.map(|p| book.of(p.0)),
                legal_entity_id: deal.legal_entity_id.map(|e| book.of(e.0)),
                ..Scope::default()
            },
        });
    }
    findings
}

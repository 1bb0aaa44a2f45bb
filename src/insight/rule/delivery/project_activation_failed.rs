//! A won opportunity with no activated project after its deadline.

use entity::canonical::project::ProjectStatus;

use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::input::Project;
use crate::insight::metric::calc::setup::Setup;
use crate::insight::rule::book::{Book, some, words};
use crate::insight::rule::journey::PROJECT_ACTIVATED;
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "project_activation_failed",
    title: "Project not activated",
    description: "An opportunity was won, and its projects are not all open for time in the PSA and billable in the ERP after the deadline.",
    severity: Severity::Warning,
    deadline_ms: 2 * DAY_MS,
    needs: &[Kind::Opportunity, Kind::Project],
    also: &[Kind::Project, Kind::Engagement, Kind::StageChange],
    classes: &[Class::Commercial],
    owner: PROJECT_ACTIVATED.owner,
    metric: Some("project_setup_cycle_time"),
    stage: Some(&PROJECT_ACTIVATED),
    gone: "its projects are open for time and billable, or the deal is no longer won",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let setups = book.figures.cubes.setups.iter();
    setups
        .filter(|setup| setup.ready_at.is_none() && !setup.cancelled)
        .filter(|setup| book.now.0 - setup.won_at.0 > book.thresholds.activation_ms)
        .filter_map(|setup| finding(book, setup))
        .collect()
}

fn finding(book: &Book, setup: &Setup) -> Option<Finding> {
    let deal = book.rows.deals.get(&setup.deal)?;
    let projects = projects(book, setup.deal);
    let closed = |project: &&Project| {
        let row = book.rows.projects.get(&project.id);
        row.is_some_and(|row| row.status == ProjectStatus::Closed)
    };
    // What was delivered in spite of it is history.
    if !projects.is_empty() && projects.iter().all(closed) {
        return None;
    }
    let missing = missing(&projects);
    let amount = deal.amount.zip(deal.currency);
    let worth = amount.map_or_else(String::new, |(amount, currency)| {
        format!(", worth {}", words(amount.0, currency))
    });
    Some(Finding {
        subject: setup.deal.to_string(),
        row: Some((Kind::Opportunity, setup.deal)),
        title: match setup.customer {
            0 => format!("{} is won, and not set up for delivery", deal.name),
            customer => format!(
                "{}: {} is won, and not set up for delivery",
                book.name(Kind::Customer, customer),
                deal.name
            ),
        },
        detail: format!("Won on {}{worth}: {missing}.", setup.won_on),
        hint: "Open the project in the PSA and the ERP, or record in the CRM why the deal is not delivered.".into(),
        evidence: vec![("won_on", setup.won_on.to_string()), ("missing", missing)],
        amount,
        since_on: Some(setup.won_on),
        scope: Scope {
            customer_id: some(setup.customer),
            practice_id: some(setup.practice),
            legal_entity_id: some(setup.legal_entity),
            project_id: some(setup.project),
            ..Scope::default()
        },
        ..Finding::default()
    })
}

/// The client projects of a deal that are not cancelled.
fn projects(book: &Book, deal: i64) -> Vec<&Project> {
    let inputs = book.inputs();
    let of_deal = |project: &&Project| {
        let through = inputs.contracts.get(&project.contract);
        let own = Some(project.opportunity).filter(|id| *id != 0);
        own.or(through.map(|c| c.opportunity)) == Some(deal)
            && !project.cancelled
            && !project.internal
    };
    inputs.projects.values().filter(of_deal).collect()
}

/// What is missing, in words.
fn missing(projects: &[&Project]) -> String {
    let closed = projects.iter().filter(|p| p.activated_at.is_none()).count();
    let unbillable = projects.iter().filter(|p| p.billable_at.is_none()).count();
    let some_of = |count: usize| match projects.len() {
        1 => "the project is".to_owned(),
        all => format!("{count} of {all} projects are"),
    };
    match (projects.len(), closed, unbillable) {
        (0, ..) => "there is no project in the PSA or the ERP".to_owned(),
        (_, closed, 0) => format!("{} not open for time in the PSA", some_of(closed)),
        (_, 0, unbillable) => format!("{} not billable in the ERP", some_of(unbillable)),
        (_, closed, unbillable) => format!(
            "{} not open for time in the PSA, {} not billable in the ERP",
            some_of(closed),
            some_of(unbillable)
        ),
    }
}

//! Contracts on which more revenue is recognized than was agreed.

use std::collections::BTreeMap;

use entity::canonical::engagement::BillingModel;
use entity::value::{Currency, Money};

use super::to_date::projects;
use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::input::Contract;
use crate::insight::rule::book::{Book, some, words};
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope, Severity};

/// Least difference in ten-thousandths that is told.
const LEAST: i64 = 100 * 10_000;

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "over_recognized_revenue",
    title: "Revenue over-recognized",
    description: "Revenue recognized on a contract with a fixed price, by the ERP or as the hub computes it, exceeds that price by more than the tolerance.",
    severity: Severity::Error,
    deadline_ms: 5 * DAY_MS,
    needs: &[Kind::Engagement, Kind::Project],
    also: &[Kind::RevenueEvent, Kind::Milestone, Kind::TaskState],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("revenue"),
    gone: "recognized revenue is within the price",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let inputs = book.inputs();
    let mut posted: BTreeMap<(i64, Currency), i64> = BTreeMap::new();
    for row in &book.rows.recognized {
        let of_project = inputs.projects.get(&row.project).map_or(0, |p| p.contract);
        let contract = some(row.contract).unwrap_or(of_project);
        *posted.entry((contract, row.currency)).or_default() += row.amount;
    }
    let mut computed: BTreeMap<(i64, Currency), i64> = BTreeMap::new();
    for months in projects(book).values() {
        let key = (months.place.contract, months.place.currency);
        *computed.entry(key).or_default() += months.revenue();
    }
    let mut findings = Vec::new();
    for contract in inputs.contracts.values() {
        let fixed = matches!(
            contract.model,
            BillingModel::FixedFee | BillingModel::Milestone | BillingModel::Retainer
        );
        let (Some(price), Some(currency), true) = (contract.price, contract.currency, fixed) else {
            continue;
        };
        let sums = [("by the ERP", &posted), ("as computed", &computed)];
        let worst = sums
            .into_iter()
            .filter_map(|(how, sums)| Some((*sums.get(&(contract.id, currency))?, how)))
            .max_by_key(|(sum, _)| *sum);
        if let Some((sum, how)) = worst.filter(|(sum, _)| sum - price > LEAST.max(price / 200)) {
            findings.push(finding(book, contract, (price, sum, currency), how));
        }
    }
    findings
}

fn finding(
    book: &Book,
    contract: &Contract,
    (price, sum, currency): (i64, i64, Currency),
    how: &'static str,
) -> Finding {
    Finding {
        subject: contract.id.to_string(),
        row: Some((Kind::Engagement, contract.id)),
        title: format!(
            "{}: more revenue recognized than agreed",
            book.name(Kind::Engagement, contract.id)
        ),
        detail: format!(
            "{} recognized {how} on a price of {}.",
            words(sum, currency),
            words(price, currency)
        ),
        hint: "Correct the recognition, or enter the change order that raised the price.".into(),
        evidence: vec![
            ("price", Money(price).to_string()),
            ("recognized", Money(sum).to_string()),
        ],
        amount: Some((Money(sum - price), currency)),
        scope: Scope {
            customer_id: some(contract.customer),
            legal_entity_id: some(contract.legal_entity),
            ..Scope::default()
        },
        ..Finding::default()
    }
}

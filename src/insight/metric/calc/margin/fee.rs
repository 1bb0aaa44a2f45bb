//! Revenue above single hours: milestones, retainers and cost-to-cost.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::canonical::engagement::BillingModel;
use entity::value::{Currency, Day};

use super::row::negative;
use super::{Basis, Facts, Gap, MISSING, RateKind, Row, Source, Terms, spent};
use crate::domain::clock::day_in;
use crate::insight::metric::calc::exact::{Fraction, round_half_even};
use crate::insight::metric::calc::input::{Estimate, Project};

/// Adds the amount of a milestone on its acceptance and takes it off on a reversal.
pub(super) fn milestones(facts: &Facts, terms: &Terms, rows: &mut Vec<Row>) {
    for milestone in &facts.milestones {
        let Some(project) = facts.projects.iter().find(|p| p.id == milestone.project) else {
            continue;
        };
        let Some(amount) = milestone.amount else {
            continue;
        };
        if facts.model(project) != BillingModel::Milestone {
            continue;
        }
        let mut accepted = false;
        for (at, acceptance) in &milestone.moves {
            let on = day_in(*at, project.zone);
            if on > terms.as_of || *acceptance == accepted {
                continue;
            }
            accepted = *acceptance;
            let mut row = Row::new(
                Source::Milestone,
                milestone.id,
                project.id,
                on,
                milestone.currency,
            );
            let exact = Fraction::whole(amount);
            let (revenue, route) = terms.convert(exact, milestone.currency, project, row.rate);
            row.revenue = if accepted { revenue } else { negative(revenue) };
            row.route = route;
            rows.push(row);
        }
    }
}

/// A retainer's revenue up to a day, rounded: price x days served / days of the term; an early end stops the days.
pub fn earned(price: i64, start_on: Day, end_on: Day, stops_on: Day) -> i64 {
    let term = i128::from(end_on.0 - start_on.0 + 1);
    let served = i128::from((stops_on.min(end_on).0 - start_on.0 + 1).max(0));
    if term <= 0 {
        return 0;
    }
    i64::try_from(round_half_even(i128::from(price) * served, term)).unwrap_or(MISSING)
}

/// The calendar months between two days, as the last day of each.
pub(crate) fn month_ends(from: Day, to: Day) -> impl Iterator<Item = Day> {
    let mut next = (from <= to).then(|| from.month_end());
    std::iter::from_fn(move || {
        let end = next?;
        next = (end < to).then(|| Day(end.0 + 1).month_end());
        Some(end)
    })
}

/// Adds a row for each month of a retainer, as the difference of rounded to-date figures at month ends, at the month's average rate.
pub(super) fn retainer(facts: &Facts, terms: &Terms, rows: &mut Vec<Row>) {
    let Some(contract) = facts.contract else {
        return;
    };
    let retained = |project: &&&Project| facts.model(project) == BillingModel::Retainer;
    let (Some(_), Some(start), Some(end)) = (contract.price, contract.start_on, contract.end_on)
    else {
        for project in facts.projects.iter().filter(retained) {
            unknown(project, rows);
        }
        return;
    };
    let stop = contract
        .ended_early_on
        .unwrap_or(end)
        .min(end)
        .min(terms.as_of);
    for (project, price) in facts.fees() {
        let currency = contract.currency.unwrap_or(project.currency);
        let mut before = 0;
        for month_end in month_ends(start, stop) {
            let to_date = earned(price, start, end, stop.min(month_end));
            let slice = to_date - before;
            before = to_date;
            let on = month_end.month_start().max(start);
            let mut row = Row::new(Source::FeeSlice, contract.id, project.id, on, currency);
            row.rate = RateKind::Average(month_end);
            let exact = Fraction::whole(slice);
            let (revenue, route) = terms.convert(exact, currency, project, row.rate);
            row.revenue = revenue;
            row.route = route;
            rows.push(row);
        }
    }
}

/// Adds a row for each month of a fixed fee: percent of eligible cost times price, less what was recognized before.
pub(super) fn cost_to_cost(facts: &Facts, terms: &Terms, rows: &mut Vec<Row>) {
    let clients = facts.clients().count();
    for project in &facts.projects {
        if facts.model(project) != BillingModel::FixedFee {
            continue;
        }
        let contract_price = facts.contract.and_then(|contract| contract.price);
        let price = if clients == 1 {
            contract_price.or(project.price)
        } else {
            project.price
        };
        let Some(price) = price else {
            unknown(project, rows);
            continue;
        };
        let added = completion(facts, terms, project, price, rows);
        rows.extend(added);
    }
}

fn completion(
    facts: &Facts,
    terms: &Terms,
    project: &Project,
    price: i64,
    rows: &[Row],
) -> Vec<Row> {
    let eligible = eligible_cost(facts, project, rows);
    let mut estimates: Vec<&Estimate> = facts
        .estimates
        .iter()
        .copied()
        .filter(|estimate| estimate.project == project.id && estimate.as_of_on <= terms.as_of)
        .collect();
    estimates.sort_by_key(|estimate| (estimate.as_of_on, estimate.version_at, estimate.id));
    let worked = rows
        .iter()
        .filter(|row| row.project == project.id)
        .map(|row| row.on);
    let Some(begun) = worked.clone().min() else {
        return Vec::new();
    };
    let last = worked
        .chain(estimates.iter().map(|estimate| estimate.as_of_on))
        .max()
        .unwrap_or(begun);
    let currency = facts
        .contract
        .and_then(|contract| contract.currency)
        .unwrap_or(project.currency);
    let mut added = Vec::new();
    let (mut before, mut provided) = (0, 0);
    let mut cost = Some(0_i128);
    let mut whole = Some(0_i128);
    let mut pending = eligible.iter().peekable();
    let spent = all_cost(project, rows);
    let mut unspent = spent.iter().peekable();
    for month_end in month_ends(begun, last) {
        let cutoff = month_end.min(terms.as_of);
        while let Some((_, amount)) = pending.next_if(|(on, _)| *on <= cutoff) {
            cost = cost
                .zip(*amount)
                .map(|(sum, amount)| sum + i128::from(amount));
        }
        while let Some((_, amount)) = unspent.next_if(|(on, _)| *on <= cutoff) {
            whole = whole.zip(*amount).map(|(sum, amount)| sum + amount);
        }
        let mut row = Row::new(
            Source::Completion,
            project.id,
            project.id,
            month_end.month_start(),
            currency,
        );
        row.rate = RateKind::Average(month_end);
        let known = estimates.partition_point(|estimate| estimate.as_of_on <= cutoff);
        let estimate = known.checked_sub(1).map(|place| estimates[place]);
        let to_come = estimate.map(|estimate| functional(estimate, project, terms));
        match (cost, to_come) {
            (None, None) => {
                row.gap.estimate = true;
                row.gap.completion_rate = true;
            }
            (_, None) => row.gap.estimate = true,
            (None, _) | (_, Some(None)) => row.gap.completion_rate = true,
            (Some(cost), Some(Some(to_come))) => {
                let to_date = recognized(price, cost, i128::from(to_come));
                let difference = to_date - before;
                before = to_date;
                let at_end = whole.map(|whole| whole + i128::from(to_come));
                let loss =
                    at_end.and_then(|cost| loss(price, cost, currency, project, row.rate, terms));
                let grown = loss.map(|loss| loss - provided);
                provided = loss.unwrap_or(provided);
                // Nothing is no row; after a gap it says that the gap has ended.
                let after_gap = added
                    .last()
                    .is_some_and(|row: &Row| row.gap != Gap::default());
                if difference == 0 && grown == Some(0) && !after_gap {
                    continue;
                }
                let exact = Fraction::whole(difference);
                let (revenue, route) = terms.convert(exact, currency, project, row.rate);
                row.revenue = revenue;
                row.route = route;
                row.provision = grown.map_or([MISSING; 3], |grown| {
                    let exact = Fraction::whole(grown);
                    terms.convert(exact, currency, project, row.rate).0
                });
            }
        }
        added.push(row);
    }
    added
}

/// Revenue to date: eligible cost by itself and the estimate to complete, times the price, at most the price.
pub fn recognized(price: i64, cost: i128, to_come: i128) -> i64 {
    let whole = cost + to_come;
    if whole <= 0 || cost <= 0 {
        return 0;
    }
    let cost = cost.min(whole);
    i64::try_from(round_half_even(i128::from(price) * cost, whole)).unwrap_or(MISSING)
}

/// The loss to be expected, in full: what cost at completion, in functional currency, is above the price at the rate of the month.
fn loss(
    price: i64,
    cost: i128,
    currency: Currency,
    project: &Project,
    rate: RateKind,
    terms: &Terms,
) -> Option<i64> {
    let quote = terms.quote(project.entity_currency, currency, rate)?;
    let cost = Fraction::whole(i64::try_from(cost).ok()?);
    let cost = cost.times(quote.rate)?.rounded()?;
    Some((cost - price).max(0))
}

/// Every cost of a project in functional currency, in order of days; none where a rate is missing.
fn all_cost(project: &Project, rows: &[Row]) -> Vec<(Day, Option<i128>)> {
    let mut all: Vec<(Day, Option<i128>)> = rows
        .iter()
        .filter(|row| row.project == project.id)
        .map(|row| {
            let parts = [&row.labor, &row.subcontractor, &row.expense];
            let parts = parts.map(|amounts| amounts[Basis::Entity as usize]);
            let known = parts.iter().all(|amount| *amount != MISSING);
            let sum = parts.iter().map(|amount| i128::from(*amount)).sum();
            (row.on, known.then_some(sum))
        })
        .collect();
    all.sort_by_key(|(on, _)| *on);
    all
}

fn functional(estimate: &Estimate, project: &Project, terms: &Terms) -> Option<i64> {
    let rate = RateKind::Spot(estimate.as_of_on);
    terms
        .quote(estimate.currency, project.entity_currency, rate)
        .and_then(|quote| Fraction::whole(estimate.cost).times(quote.rate))
        .and_then(Fraction::rounded)
}

/// Labor without rework, subcontractors and software in functional currency, in order of days; none where a rate is missing.
fn eligible_cost(facts: &Facts, project: &Project, rows: &[Row]) -> Vec<(Day, Option<i64>)> {
    let natures: HashMap<i64, _> = facts.expenses.iter().map(|e| (e.id, *e)).collect();
    let mut eligible: BTreeMap<(Day, Source, i64), Option<i64>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.project == project.id) {
        let amounts = match row.source {
            Source::TimeEntry if !row.rework && !row.gap.cost_rate => Some(row.labor),
            Source::Expense => natures.get(&row.id).and_then(|e| spent::eligible(e, row)),
            _ => None,
        };
        if let Some(amounts) = amounts {
            let amount = amounts[Basis::Entity as usize];
            eligible.insert(
                (row.on, row.source, row.id),
                (amount != MISSING).then_some(amount),
            );
        }
    }
    eligible
        .into_iter()
        .map(|((on, _, _), amount)| (on, amount))
        .collect()
}

/// Marks every month of a client project whose revenue nothing explains.
pub(super) fn without_contract(facts: &Facts, rows: &mut Vec<Row>) {
    for project in &facts.projects {
        let explained = !matches!(
            (facts.model(project), facts.contract),
            (BillingModel::Unknown, _) | (BillingModel::Retainer | BillingModel::None, None)
        );
        if !project.internal && !explained {
            unknown(project, rows);
        }
    }
}

fn unknown(project: &Project, rows: &mut Vec<Row>) {
    let months: BTreeSet<Day> = rows
        .iter()
        .filter(|row| row.project == project.id)
        .map(|row| row.on.month_start())
        .collect();
    for month in months {
        let source = Source::Completion;
        let mut row = Row::new(source, project.id, project.id, month, project.currency);
        row.gap.contract = true;
        rows.push(row);
    }
}

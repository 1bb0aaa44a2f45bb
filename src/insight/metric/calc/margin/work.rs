//! Time: revenue up to the cap, labor cost, and price credits on it.

use entity::canonical::engagement::BillingModel;

use super::row::negative;
use super::{Basis, Facts, MISSING, RateKind, Row, Source, Terms};
use crate::insight::metric::calc::exact::{Fraction, priced};
use crate::insight::metric::calc::input::{Entry, Project};

/// Adds a row for each approved entry. The cap is consumed by work date, entries before adjustments, then id, over rounded rows.
pub(super) fn time(facts: &Facts, terms: &Terms, rows: &mut Vec<Row>) {
    let mut entries: Vec<(&Entry, &Project)> = facts
        .entries
        .iter()
        .filter(|entry| entry.approved() && entry.work_on <= terms.as_of)
        .filter_map(|entry| {
            let project = facts.projects.iter().find(|p| p.id == entry.project)?;
            Some((*entry, *project))
        })
        .collect();
    entries.sort_by_key(|(entry, _)| facts.in_order(entry));
    let mut cap = Cap::new(facts.contract.and_then(|contract| contract.cap));
    for (entry, project) in entries {
        let mut row = Row::new(
            Source::TimeEntry,
            entry.id,
            project.id,
            entry.work_on,
            entry.currency,
        );
        row.person = entry.person;
        row.ms = entry.ms;
        row.rework = entry.rework;
        if entry.billable && facts.model(project) == BillingModel::TimeAndMaterials {
            match entry.bill_rate {
                Some(rate) => revenue(&mut row, entry, rate, project, terms, &mut cap),
                None => row.gap.bill_rate = true,
            }
        }
        match entry.cost_rate {
            Some(rate) => {
                let exact = priced(entry.ms, rate);
                let (labor, route) = exact.map_or(([MISSING; 3], row.route), |exact| {
                    terms.convert(exact, entry.currency, project, row.rate)
                });
                row.labor = labor;
                row.route = row.route.with(route);
            }
            None => row.gap.cost_rate = true,
        }
        rows.push(row);
    }
}

fn revenue(
    row: &mut Row,
    entry: &Entry,
    rate: i64,
    project: &Project,
    terms: &Terms,
    cap: &mut Cap,
) {
    let Some(exact) = priced(entry.ms, rate) else {
        row.revenue = [MISSING; 3];
        return;
    };
    let Some(whole) = exact.rounded() else {
        row.revenue = [MISSING; 3];
        return;
    };
    let within = cap.consume(whole);
    let converted = if within == whole {
        exact
    } else {
        Fraction::whole(within)
    };
    let (revenue, route) = terms.convert(converted, entry.currency, project, row.rate);
    row.revenue = revenue;
    row.route = row.route.with(route);
}

/// How much of a contract's cap is used.
#[derive(Clone, Copy, Debug)]
pub struct Cap {
    limit: Option<i64>,
    running: i64,
    recognized: i64,
}

impl Cap {
    /// A cap of nothing used; none is no limit.
    pub fn new(limit: Option<i64>) -> Self {
        Self {
            limit,
            running: 0,
            recognized: 0,
        }
    }

    /// What a value adds within the cap; a negative one frees it.
    pub fn consume(&mut self, value: i64) -> i64 {
        self.running += value;
        let recognized = self
            .limit
            .map_or(self.running, |limit| limit.min(self.running));
        let added = recognized - self.recognized;
        self.recognized = recognized;
        added
    }
}

/// Takes price credits off revenue on the credited work's date, at the original invoice's rate.
pub(super) fn credits(facts: &Facts, terms: &Terms, rows: &mut Vec<Row>) {
    for credit in &facts.credits {
        let Some(project) = facts.projects.iter().find(|p| p.id == credit.project) else {
            continue;
        };
        if facts.model(project) != BillingModel::TimeAndMaterials || credit.work_on > terms.as_of {
            continue;
        }
        let mut row = Row::new(
            Source::CreditLine,
            credit.line,
            project.id,
            credit.work_on,
            credit.currency,
        );
        row.rate = RateKind::Spot(credit.original_issued_on);
        let exact = Fraction::whole(credit.amount);
        let (mut amounts, route) = terms.convert(exact, credit.currency, project, row.rate);
        if let Some(printed) = credit.printed_rate
            && credit.currency != project.entity_currency
        {
            amounts[Basis::Entity as usize] = Fraction::new(i128::from(printed), 10_000_000_000)
                .and_then(|rate| exact.times(rate))
                .and_then(Fraction::rounded)
                .unwrap_or(MISSING);
        }
        row.revenue = negative(amounts);
        row.route = route;
        rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::Cap;

    #[test]
    fn a_correction_frees_the_cap() {
        let mut cap = Cap::new(Some(1_000));
        assert_eq!(cap.consume(700), 700);
        assert_eq!(cap.consume(500), 300);
        assert_eq!(cap.consume(-100), 0, "1,100 is still over the cap");
        assert_eq!(cap.consume(-400), -300);
        assert_eq!(cap.consume(100), 100);
    }
}

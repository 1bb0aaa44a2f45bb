//! Revenue above single hours: milestones, retainers and cost-to-cost (kpis.md sections 1.2 to 1.4).

use std::collections::BTreeMap;

use chrono_tz::Tz;
use throughline::domain::record::Kind;

use super::book::Row;
use super::margin::{
    Basis, Gap, Line, Margin, Project, Reading, What, civil, expense_approved, worth,
};
use super::number::{Exact, money};
use super::rate::{month_end, month_start};

impl Reading<'_> {
    /// "Timestamp: acceptance date"; "accepted then reversed: negative on reversal date"; "spot on acceptance (on reversal for a
    /// reversal)".
    pub fn milestones(&self, basis: Basis, margin: &mut Margin) {
        for row in self.book.all(Kind::Milestone) {
            let Some(project) = self.project(row) else {
                continue;
            };
            let Some(amount) = row.int("amount") else {
                continue;
            };
            if project.internal || project.model != "milestone" {
                continue;
            }
            let currency = row.text("currency").unwrap_or(&project.currency);
            for (on, sign) in self.acceptances(row, project.zone) {
                if on > self.as_of {
                    continue;
                }
                let rate = self.spot(basis, project, currency, on);
                margin.lines.push(Line {
                    project: project.id,
                    on,
                    what: What::Revenue,
                    amount: rate
                        .map(|rate| money(sign * i128::from(amount)).times(rate).rounded(4)),
                });
            }
        }
    }

    /// The days on which a milestone was accepted (1) and reversed (-1), in turn.
    pub fn acceptances(&self, milestone: &Row, zone: Tz) -> Vec<(i32, i128)> {
        if let Some(at) = milestone.int("accepted_at") {
            return vec![(civil(at, zone), 1)];
        }
        let Some(task) = milestone.int("task_id") else {
            return Vec::new();
        };
        let mut moves: Vec<(i64, i64, &str)> = self
            .book
            .having(Kind::TaskState, "task_id", task)
            .into_iter()
            .map(|row| {
                let at = row.int("changed_at").unwrap();
                (at, row.id(), row.text("state").unwrap())
            })
            .collect();
        moves.sort_unstable();
        let mut accepted = false;
        let mut days = Vec::new();
        for (at, _, state) in moves {
            match (state, accepted) {
                ("accepted", false) => days.push((civil(at, zone), 1)),
                ("reversed", true) => days.push((civil(at, zone), -1)),
                _ => continue,
            }
            accepted = !accepted;
        }
        days
    }

    /// "A fact that no connected system carries makes its metric UNDEFINED: NO_SOURCE": cost whose revenue no contract explains.
    pub fn unexplained(&self, project: &Project, margin: &mut Margin) {
        let months: Vec<i32> = margin.months(project.id);
        for month in months {
            margin.gaps.insert((project.id, month), vec![Gap::NoSource]);
        }
    }

    /// The price of a project: the contract's, which several client projects share by their own prices.
    fn price(&self, project: &Project) -> Option<i128> {
        let own = |id: i64| self.book.get(Kind::Project, id)?.int("price");
        let Some(engagement) = project.engagement else {
            return own(project.id).map(i128::from);
        };
        let value = self.book.get(Kind::Engagement, engagement)?.int("value");
        let sisters = self.sisters(engagement);
        if sisters.len() == 1 {
            return value.or(own(project.id)).map(i128::from);
        }
        if project.model == "fixed_fee" {
            return own(project.id).map(i128::from);
        }
        let parts: Option<Vec<i64>> = sisters.iter().map(|id| own(*id)).collect();
        let shared = parts.is_some_and(|parts| Some(parts.iter().sum()) == value);
        if shared {
            own(project.id).map(i128::from)
        } else {
            (self.lead(engagement) == Some(project.id))
                .then_some(value)?
                .map(i128::from)
        }
    }

    fn sisters(&self, engagement: i64) -> Vec<i64> {
        self.projects
            .values()
            .filter(|project| project.engagement == Some(engagement) && !project.internal)
            .map(|project| project.id)
            .collect()
    }

    /// The project that stands for a whole contract: the one it names, else the first to start.
    fn lead(&self, engagement: i64) -> Option<i64> {
        let row = self.book.get(Kind::Engagement, engagement)?;
        let sisters = self.sisters(engagement);
        let named = self.book.group(row, "project_id", Kind::Project);
        named.filter(|id| sisters.contains(id)).or_else(|| {
            sisters.into_iter().min_by_key(|id| {
                let row = self.book.get(Kind::Project, *id).unwrap();
                let start = row.day("start_on");
                (
                    start.is_none(),
                    start,
                    row.text("code").map(str::to_owned),
                    *id,
                )
            })
        })
    }

    /// Straight line by day: to date = price x days / days in all, rounded at month ends; a month is the difference, at its average.
    pub fn retainer(&self, basis: Basis, project: &Project, margin: &mut Margin) {
        let Some(engagement) = project
            .engagement
            .and_then(|id| self.book.get(Kind::Engagement, id))
        else {
            return;
        };
        let (Some(_), Some(start), Some(end)) = (
            engagement.int("value"),
            engagement.day("start_on"),
            engagement.day("end_on"),
        ) else {
            return self.unexplained(project, margin);
        };
        let Some(price) = self.price(project) else {
            return;
        };
        let last = engagement.day("ended_early_on").unwrap_or(end).min(end);
        let to_date = |day: i32| {
            let days = (day.min(last) - start + 1).max(0);
            money(price)
                .times(Exact::new(days.into(), (end - start + 1).into()))
                .rounded(4)
        };
        let mut from = start;
        while from <= last.min(self.as_of) {
            let to = month_end(from).min(self.as_of);
            let slice = to_date(to) - to_date(from - 1);
            self.fee(basis, project, from, slice, margin);
            from = month_end(from) + 1;
        }
    }

    /// "A figure that exists only above the row is converted from its rounded 4-decimal difference", at the month's average.
    fn fee(&self, basis: Basis, project: &Project, on: i32, slice: i128, margin: &mut Margin) {
        let rate = self
            .rates
            .average(&project.currency, self.target(basis, project), on);
        if slice != 0 {
            margin.lines.push(Line {
                project: project.id,
                on,
                what: What::Revenue,
                amount: rate.map(|rate| money(slice).times(rate).rounded(4)),
            });
        }
    }

    /// "Eligible cost is labour without rework, subcontractors and software, in functional currency at the spot of each date."
    fn eligible(&self, project: &Project) -> BTreeMap<i32, Option<i128>> {
        let mut by_month: BTreeMap<i32, Option<i128>> = BTreeMap::new();
        let mut add = |on: i32, from: &str, exact: Exact| {
            let amount = self
                .rates
                .spot(from, &project.functional, on)
                .map(|rate| exact.times(rate).rounded(4));
            let sum = by_month.entry(month_start(on)).or_insert(Some(0));
            *sum = sum.zip(amount).map(|(a, b)| a + b);
        };
        for row in self.book.all(Kind::TimeEntry) {
            let on = row.day("work_on").unwrap();
            if row.text("status") != Some("approved")
                || on > self.as_of
                || self.project(row).map(|project| project.id) != Some(project.id)
                || self.rework(row)
            {
                continue;
            }
            if let Some(price) = row.int("cost_rate") {
                let from = row.text("currency").unwrap_or(&project.currency);
                add(on, from, worth(row.int("duration").unwrap(), price));
            }
        }
        for row in self.book.all(Kind::Expense) {
            let on = row.day("spent_on").unwrap();
            if on <= self.as_of
                && self.project(row).map(|project| project.id) == Some(project.id)
                && expense_approved(self.book, row)
                && ["subcontractor", "software"].contains(&row.text("nature").unwrap())
            {
                let amount = money(row.int("amount").unwrap().into());
                add(on, row.text("currency").unwrap(), amount);
            }
        }
        by_month
    }

    /// Every cost of a project by day, in functional currency; none where a rate is missing.
    fn spent(&self, project: &Project) -> BTreeMap<i32, Option<i128>> {
        let mut costs = Margin::default();
        self.time(Basis::Entity, &mut costs);
        self.expenses(Basis::Entity, &mut costs);
        let mut days: BTreeMap<i32, Option<i128>> = BTreeMap::new();
        for line in costs.lines.iter().filter(|line| line.project == project.id) {
            if matches!(line.what, What::Labor | What::Subcontractor | What::Expense) {
                let sum = days.entry(line.on).or_insert(Some(0));
                *sum = sum.zip(line.amount).map(|(a, b)| a + b);
            }
        }
        days
    }

    /// percent = eligible / (eligible + estimate to complete); revenue of a month = percent x price, less what was recognised before.
    pub fn cost_to_cost(&self, basis: Basis, project: &Project, margin: &mut Margin) {
        let Some(price) = self.price(project) else {
            return self.unexplained(project, margin);
        };
        let eligible = self.eligible(project);
        let months = margin.months(project.id);
        let Some(first) = months.first().copied() else {
            return;
        };
        let mut estimates: Vec<(i32, i64, i128)> = self
            .book
            .all(Kind::Estimate)
            .filter(|row| self.project(row).map(|project| project.id) == Some(project.id))
            .filter_map(|row| {
                let cost = row.int("cost_to_complete")?;
                Some((row.day("as_of_on").unwrap(), row.id(), cost.into()))
            })
            .filter(|(as_of, ..)| *as_of <= self.as_of)
            .collect();
        estimates.sort_unstable();
        let last = months
            .iter()
            .copied()
            .chain(estimates.iter().map(|found| found.0))
            .max();
        let spent = self.spent(project);
        let mut provided = 0;
        let (mut recognised, mut cost) = (0, Some(0_i128));
        let mut month = first;
        while month <= last.unwrap_or(first) {
            if let Some(added) = eligible.get(&month) {
                cost = cost.zip(*added).map(|(a, b)| a + b);
            }
            let end = month_end(month).min(self.as_of);
            let estimate = estimates
                .iter()
                .rfind(|(as_of, ..)| *as_of <= end)
                .map(|(_, _, cost)| *cost);
            let mut gaps = Vec::new();
            if estimate.is_none() {
                gaps.push(Gap::NoEstimate);
            }
            if cost.is_none() {
                gaps.push(Gap::NoRate);
            }
            if let (Some(cost), Some(rest)) = (cost, estimate) {
                let to_date = if cost <= 0 || cost + rest <= 0 {
                    0
                } else {
                    // "Cap at 100 %."
                    let percent = Exact::new(cost.min(cost + rest), cost + rest);
                    money(price).times(percent).rounded(4)
                };
                self.fee(basis, project, month, to_date - recognised, margin);
                recognised = to_date;
                let spent: Option<i128> = spent.range(..=end).map(|(_, amount)| *amount).sum();
                let loss = spent.and_then(|spent| {
                    let rate = self
                        .rates
                        .average(&project.functional, &project.currency, month)?;
                    Some((money(spent + rest).times(rate).rounded(4) - price).max(0))
                });
                let grown = loss.map(|loss| loss - provided);
                provided = loss.unwrap_or(provided);
                if grown != Some(0) {
                    let to = self.target(basis, project);
                    let rate = self.rates.average(&project.currency, to, month);
                    let amount = grown.zip(rate);
                    margin.lines.push(Line {
                        project: project.id,
                        on: month,
                        what: What::Provision,
                        amount: amount.map(|(grown, rate)| money(grown).times(rate).rounded(4)),
                    });
                }
            } else {
                margin.gaps.insert((project.id, month), gaps);
            }
            month = month_end(month) + 1;
        }
    }
}

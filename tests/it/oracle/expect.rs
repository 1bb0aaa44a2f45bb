//! What every metric of margin, utilization and latency should answer, from the rows of [`super::margin`], [`super::hours`].

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use throughline::insight::metric::{CurrencyBasis, Dimension, State};

use super::hours::PersonDay;
use super::margin::{Basis, Gap, Margin, Project, Reading, What};
use super::number::Exact;
use super::rate::month_start;
use super::slice::{Answer, Expected, Key, Question, decimal, typed};

type Terms = &'static [(What, i128)];

const MARGIN: Terms = &[
    (What::Revenue, 1),
    (What::Labor, -1),
    (What::Subcontractor, -1),
    (What::Expense, -1),
];
const COST: Terms = &[
    (What::Labor, 1),
    (What::Subcontractor, 1),
    (What::Expense, 1),
];
const REVENUE: Terms = &[(What::Revenue, 1)];
const NET: Terms = &[(What::Revenue, 1), (What::PassThrough, -1)];

/// Numerator, denominator, whether it is of internal projects.
pub fn margin_terms(key: &str) -> Option<(Terms, Option<Terms>, bool)> {
    Some(match key {
        "revenue" => (REVENUE, None, false),
        "pass_through_revenue" => (&[(What::PassThrough, 1)], None, false),
        "net_revenue" => (NET, None, false),
        "labor_cost" => (&[(What::Labor, 1)], None, false),
        "subcontractor_cost" => (&[(What::Subcontractor, 1)], None, false),
        "expense_cost" => (&[(What::Expense, 1)], None, false),
        "rework_cost" => (&[(What::Rework, 1)], None, false),
        "cost" => (COST, None, false),
        "gross_margin" => (MARGIN, None, false),
        "gross_margin_pct" => (MARGIN, Some(REVENUE), false),
        "net_fee_margin_pct" => (MARGIN, Some(NET), false),
        // "Total cost > price: full expected loss now, shown as a provision."
        "loss_provision" => (&[(What::Provision, 1)], None, false),
        "internal_cost" => (COST, None, true),
        _ => return None,
    })
}

pub fn project_value(project: &Project, dimension: Dimension) -> Option<String> {
    let id = match dimension {
        Dimension::Customer => project.customer,
        Dimension::Engagement => project.engagement,
        Dimension::Project => Some(project.id),
        Dimension::Practice => project.practice,
        Dimension::Manager => project.manager,
        Dimension::LegalEntity => project.entity,
        Dimension::BillingModel => return Some(project.shown_model.clone()),
        _ => return None,
    };
    typed(dimension, id)
}

/// A project in a bucket.
#[derive(Default)]
struct Figure {
    sums: BTreeMap<What, i128>,
    no_rate: BTreeSet<What>,
    missing: BTreeMap<&'static str, u64>,
    months: BTreeSet<i32>,
}

pub fn margin(reading: &Reading<'_>, margin: &Margin, question: &Question) -> Answer {
    let (numerator, denominator, internal) = margin_terms(question.key).unwrap();
    let by_project = question.group.contains(&Dimension::Project);
    let mut groups: BTreeMap<Key, BTreeMap<i64, Figure>> = BTreeMap::new();
    let mut figure = |id: i64, on: i32, add: &mut dyn FnMut(&mut Figure)| {
        let project = &reading.projects[&id];
        // "Roll-ups hold client projects; internal projects are shown apart."
        let belongs = if internal {
            project.internal
        } else {
            by_project || !project.internal
        };
        if !belongs {
            return;
        }
        let place = question.place(|dimension| project_value(project, dimension));
        if let (Some(place), Some(start)) = (place, question.bucket(month_start(on))) {
            let figure = groups
                .entry((place, start))
                .or_default()
                .entry(id)
                .or_default();
            figure.months.insert(month_start(on));
            add(figure);
        }
    };
    for line in &margin.lines {
        figure(line.project, line.on, &mut |figure| match line.amount {
            Some(amount) => *figure.sums.entry(line.what).or_default() += amount,
            None => {
                figure.no_rate.insert(line.what);
            }
        });
    }
    for (project, on, reason) in &margin.missing {
        figure(*project, *on, &mut |figure| {
            *figure.missing.entry(reason).or_default() += 1;
        });
    }
    for (project, month) in margin.gaps.keys() {
        figure(*project, *month, &mut |_| {});
    }
    let terms: Vec<What> = numerator
        .iter()
        .chain(denominator.unwrap_or(&[]))
        .map(|(what, _)| *what)
        .collect();
    let mut answer = Answer::new();
    for (key, projects) in groups {
        let mut left: BTreeMap<&'static str, u64> = BTreeMap::new();
        let mut counted: Vec<(&Project, Figure)> = Vec::new();
        for (id, figure) in projects {
            let of_revenue = |what: &What| matches!(what, What::Revenue | What::PassThrough);
            let provides = terms.contains(&What::Provision);
            // A roll-up leaves out a project whole; a project's own row looks at its own amounts.
            let revenue = !by_project || provides || terms.iter().any(of_revenue);
            let spent = !by_project || !terms.iter().all(of_revenue);
            let last = *figure.months.last().unwrap();
            let mut why: BTreeSet<&'static str> = BTreeSet::new();
            if revenue {
                for gap in margin.gaps.get(&(id, last)).into_iter().flatten() {
                    why.insert(match gap {
                        Gap::NoRate => "NO_RATE",
                        Gap::NoEstimate => "NO_ESTIMATE",
                        Gap::NoSource => "NO_SOURCE",
                    });
                }
            }
            let lacks = |what: &What| {
                if of_revenue(what) {
                    revenue
                } else if *what == What::Provision {
                    provides
                } else {
                    spent && *what != What::Rework
                }
            };
            if figure.no_rate.iter().any(lacks) {
                why.insert("NO_RATE");
            }
            if why.is_empty() {
                counted.push((&reading.projects[&id], figure));
            }
            for reason in why {
                *left.entry(reason).or_default() += 1;
            }
        }
        answer.insert(
            key,
            rolled_up(reading, question, &counted, &left, (numerator, denominator)),
        );
    }
    answer
}

fn rolled_up(
    reading: &Reading<'_>,
    question: &Question,
    counted: &[(&Project, Figure)],
    left: &BTreeMap<&'static str, u64>,
    (numerator, denominator): (Terms, Option<Terms>),
) -> Expected {
    let sum = |terms: Terms| -> i128 {
        counted
            .iter()
            .flat_map(|(_, figure)| {
                terms
                    .iter()
                    .map(|(what, sign)| sign * figure.sums.get(what).copied().unwrap_or(0))
            })
            .sum()
    };
    if counted.is_empty() {
        let mut expected = Expected::undefined("");
        expected.reasons.clear();
        for (reason, count) in left {
            expected.exclude(reason, *count);
        }
        return expected;
    }
    let currencies: BTreeSet<&str> = counted
        .iter()
        .map(|(project, _)| reading.target(basis(question.basis), project))
        .collect();
    if currencies.len() > 1 {
        return Expected::undefined("MIXED_CURRENCY");
    }
    let top = sum(numerator);
    let mut expected = match denominator {
        None => Expected::number(decimal(top, 4)),
        Some(terms) => {
            let bottom = sum(terms);
            let mut expected = match bottom.signum() {
                1 => Expected::number(decimal(Exact::new(top, bottom).rounded(6), 6)),
                0 => Expected::undefined("ZERO_REVENUE"),
                _ => Expected::undefined("NEGATIVE_REVENUE"),
            };
            expected.numerator = Some(decimal(top, 4));
            expected.denominator = Some(decimal(bottom, 4));
            expected
        }
    };
    for (reason, count) in left {
        expected.exclude(reason, *count);
    }
    let uses = |what: What| {
        numerator
            .iter()
            .chain(denominator.unwrap_or(&[]))
            .any(|(of, _)| *of == what)
    };
    let missing = |reason| -> u64 {
        counted
            .iter()
            .filter_map(|(_, figure)| figure.missing.get(reason))
            .sum()
    };
    if uses(What::Revenue) {
        expected.exclude("NO_BILL_RATE", missing("NO_BILL_RATE"));
    }
    if uses(What::Labor) || uses(What::Rework) || uses(What::Provision) {
        expected.exclude("NO_COST_RATE", missing("NO_COST_RATE"));
    }
    expected
}

pub fn basis(basis: CurrencyBasis) -> Basis {
    match basis {
        CurrencyBasis::Group => Basis::Group,
        CurrencyBasis::Entity => Basis::Entity,
        CurrencyBasis::Project => Basis::Project,
    }
}

type Time = fn(&PersonDay) -> i128;

const MILLION: i128 = 1_000_000;

fn aimed(day: &PersonDay) -> i128 {
    day.capacity * day.target.unwrap()
}

/// Figures that "reported-hours coverage" stands beside.
const COVERED: [&str; 7] = [
    "billable_utilization",
    "productive_utilization",
    "total_utilization",
    "billable_utilization_gross",
    "billable_utilization_standard_year",
    "billable_utilization_submitted",
    "target_attainment",
];

/// Numerator and denominator.
pub fn hours_terms(key: &str) -> Option<(Time, Option<Time>)> {
    Some(match key {
        "billable_utilization" => (|day| day.billable, Some(|day| day.capacity)),
        "productive_utilization" => (
            |day| day.billable + day.productive,
            Some(|day| day.capacity),
        ),
        "total_utilization" => (|day| day.worked, Some(|day| day.capacity)),
        "billable_utilization_gross" => (|day| day.billable, Some(|day| day.scheduled)),
        "billable_utilization_standard_year" => (|day| day.billable, Some(|day| day.standard)),
        "billable_utilization_submitted" => {
            (|day| day.billable + day.pending, Some(|day| day.capacity))
        }
        // Targets are millionths, so all is counted in millionths of a millisecond.
        "utilization_target" => (aimed, Some(|day| day.capacity * MILLION)),
        "target_attainment" => (|day| day.billable * MILLION, Some(aimed)),
        "standard_year_capacity" => (|day| day.standard, None),
        "timesheet_coverage" => (|day| day.submitted + day.worked, Some(|day| day.capacity)),
        "capacity" => (|day| day.capacity, None),
        "gross_capacity" => (|day| day.scheduled, None),
        "billable_hours" => (|day| day.billable, None),
        "productive_hours" => (|day| day.productive, None),
        "worked_hours" => (|day| day.worked, None),
        "submitted_hours" => (|day| day.submitted, None),
        _ => return None,
    })
}

fn shown_hours(time: i128, scale: i128) -> Decimal {
    decimal(Exact::new(time, 3_600_000 * scale).rounded(4), 4)
}

/// What the days of a group come to.
#[derive(Default)]
struct Sums {
    top: i128,
    bottom: i128,
    counted: u64,
    /// Days of people without a target.
    aimless: u64,
    capacity: i128,
    reported: i128,
}

pub fn hours(days: &[PersonDay], question: &Question) -> Answer {
    let (numerator, denominator) = hours_terms(question.key).unwrap();
    let contractors = question.names(Dimension::Person) || question.names(Dimension::Worker);
    let aims = question.key.contains("target");
    let scale = if aims { MILLION } else { 1 };
    let mut groups: BTreeMap<Key, Sums> = BTreeMap::new();
    for day in days {
        // "Contractors have rows of their own and stay out of headcount roll-ups."
        if day.worker == "contractor" && !contractors {
            continue;
        }
        let place = question.place(|dimension| {
            let id = match dimension {
                Dimension::Person => Some(day.person),
                Dimension::Role => day.role,
                Dimension::Practice => day.practice,
                Dimension::Manager => day.manager,
                Dimension::LegalEntity => day.entity,
                Dimension::Worker => return Some(day.worker.clone()),
                _ => return None,
            };
            typed(dimension, id)
        });
        if let (Some(place), Some(start)) = (place, question.bucket(day.on)) {
            let sums = groups.entry((place, start)).or_default();
            if aims && day.target.is_none() {
                sums.aimless += 1;
                continue;
            }
            sums.counted += 1;
            sums.top += numerator(day);
            sums.bottom += denominator.map_or(0, |of| of(day));
            sums.capacity += day.capacity;
            sums.reported += day.submitted + day.worked;
        }
    }
    groups
        .into_iter()
        .map(|(key, sums)| {
            let (top, bottom) = (sums.top, sums.bottom);
            let shown_hours = |time: i128| shown_hours(time, scale);
            let mut expected = match (denominator, bottom) {
                (None, _) => Expected::number(shown_hours(top)),
                (Some(_), 0) if sums.counted == 0 => Expected::undefined("NO_TARGET"),
                (Some(_), 0) => Expected::undefined("ZERO_CAPACITY"),
                _ => Expected::number(decimal(Exact::new(top, bottom).rounded(6), 6)),
            };
            if denominator.is_some() {
                expected.numerator = Some(shown_hours(top));
                expected.denominator = Some(shown_hours(bottom));
            }
            expected.exclude("NO_TARGET", sums.aimless);
            if COVERED.contains(&question.key) {
                let share = (sums.capacity != 0)
                    .then(|| decimal(Exact::new(sums.reported, sums.capacity).rounded(6), 6));
                expected.parts.insert("reported_hours_coverage", share);
                // "Set PARTIAL below a threshold": half.
                if sums.reported * 2 < sums.capacity {
                    expected.reasons.insert("LOW_COVERAGE");
                    if expected.state == State::Ok {
                        expected.state = State::Partial;
                    }
                }
            }
            (key, expected)
        })
        .collect()
}

/// An ungrouped question of nothing is EMPTY, not absent.
pub fn whole(question: &Question, mut answer: Answer) -> Answer {
    if answer.is_empty() && question.group.is_empty() && question.grain.is_none() {
        let mut nothing = Expected::undefined("");
        nothing.reasons.clear();
        nothing.state = State::Empty;
        answer.insert((Vec::new(), question.from), nothing);
    }
    answer
}

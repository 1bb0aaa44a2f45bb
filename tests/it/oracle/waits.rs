//! What every metric of billable items on their way should answer, from the items of [`super::lag`].

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use throughline::domain::record::Kind;
use throughline::insight::metric::Dimension;

use super::book::Book;
use super::expect::project_value;
use super::lag::Item;
use super::number::{Exact, percentile};
use super::slice::{Answer, Expected, Key, Question, decimal, typed};

type Stamp = fn(&Item) -> Option<i32>;

/// From, to, cohort.
pub fn lag_terms(key: &str) -> Option<(Stamp, Stamp, Stamp)> {
    Some(match key {
        "billing_latency" => (|item| item.approved, |item| item.issued, |item| item.issued),
        "billing_latency_approved" => (
            |item| item.approved,
            |item| item.issued,
            |item| item.approved,
        ),
        "billing_latency_business_days" => {
            (|item| item.approved, |item| item.issued, |item| item.issued)
        }
        "work_to_invoice" => (
            |item| Some(item.work),
            |item| item.issued,
            |item| item.issued,
        ),
        "close_to_invoice" => (
            |item| Some(item.eligible),
            |item| item.issued,
            |item| item.issued,
        ),
        "invoice_to_cash" => (|item| item.issued, |item| item.paid, |item| item.paid),
        _ => return None,
    })
}

fn item_value(item: &Item, dimension: Dimension) -> Option<String> {
    match dimension {
        Dimension::Item if item.correction => Some("correction".to_owned()),
        Dimension::Item => Some(item.item.to_owned()),
        Dimension::Person => typed(dimension, item.person),
        Dimension::Role => typed(dimension, item.role),
        Dimension::LegalEntity => typed(dimension, item.entity),
        _ => project_value(item.project.as_ref()?, dimension),
    }
}

fn four(exact: Exact) -> Decimal {
    decimal(exact.rounded(4), 4)
}

/// Median, p90 and, of its own name, the p90 by nearest rank.
fn percentiles(ages: &mut [i128]) -> [Option<Decimal>; 3] {
    ages.sort_unstable();
    let enough = ages.len() >= 5;
    let p90 = percentile(ages, 90).filter(|_| enough);
    let rank = (1..=ages.len()).find(|rank| rank * 10 >= ages.len() * 9);
    let ranked = rank.filter(|_| enough).map(|rank| ages[rank - 1]);
    [
        percentile(ages, 50).map(four),
        p90.map(four),
        ranked.map(|age| four(Exact::new(age, 1))),
    ]
}

/// What closes each entity: days, without weekends, that are public holidays of most of its people.
pub struct Closed(BTreeMap<i64, BTreeSet<i32>>);

impl Closed {
    /// "Business-day variant by entity calendar": a person's calendar names days, an entity's those of more than half of the people who
    /// have any.
    pub fn of(book: &Book) -> Self {
        let mut people: BTreeMap<i64, BTreeSet<i32>> = BTreeMap::new();
        for member in book.all(Kind::HolidayMembership) {
            let calendar = book.group(member, "calendar_id", Kind::HolidayCalendar);
            let Some(person) = book.group(member, "person_id", Kind::Person) else {
                continue;
            };
            for row in book.all(Kind::Holiday) {
                if book.group(row, "calendar_id", Kind::HolidayCalendar) != calendar {
                    continue;
                }
                let first = row.day("from_on").unwrap();
                let days = first..=row.day("to_on").unwrap_or(first);
                let held = days.filter(|day| {
                    member.day("from_on").is_none_or(|from| from <= *day)
                        && member.day("to_on").is_none_or(|to| *day <= to)
                });
                people.entry(person).or_default().extend(held);
            }
        }
        let mut entities: BTreeMap<i64, Vec<&BTreeSet<i32>>> = BTreeMap::new();
        for (id, days) in people.iter().filter(|(_, days)| !days.is_empty()) {
            let person = book.get(Kind::Person, *id);
            let entity =
                person.and_then(|row| book.group(row, "legal_entity_id", Kind::LegalEntity));
            entities.entry(entity.unwrap_or(0)).or_default().push(days);
        }
        let closed = entities.into_iter().map(|(entity, sets)| {
            let all: BTreeSet<i32> = sets.iter().flat_map(|set| set.iter().copied()).collect();
            let most =
                |day: &i32| sets.iter().filter(|set| set.contains(day)).count() * 2 > sets.len();
            (entity, all.into_iter().filter(most).collect())
        });
        Self(closed.collect())
    }

    /// Business days after a day up to another, that one included; negative backwards.
    fn between(&self, entity: Option<i64>, from: i32, to: i32) -> i32 {
        if to < from {
            return -self.between(entity, to, from);
        }
        let closed = self.0.get(&entity.unwrap_or(0));
        // Day 0 was a Thursday: 2 and 3 are a weekend.
        let open = (from + 1..=to).filter(|day| {
            !matches!(day.rem_euclid(7), 2 | 3) && !closed.is_some_and(|days| days.contains(day))
        });
        i32::try_from(open.count()).unwrap()
    }
}

pub fn lags(items: &[Item], closed: &Closed, as_of: i32, question: &Question) -> Answer {
    let (from, to, cohort) = lag_terms(question.key).unwrap();
    let mut groups: BTreeMap<Key, Vec<&Item>> = BTreeMap::new();
    let censored = question.key == "billing_latency_approved";
    for item in items
        .iter()
        .filter(|item| (censored || item.issued.is_some()) && !item.correction)
    {
        let place = question.place(|dimension| item_value(item, dimension));
        let start = cohort(item).and_then(|day| question.bucket(day));
        if let (Some(place), Some(start), Some(_)) = (place, start, &item.project) {
            groups.entry((place, start)).or_default().push(item);
        }
    }
    groups
        .into_iter()
        .map(|(key, items)| {
            let (issued, open): (Vec<&Item>, Vec<&Item>) =
                items.into_iter().partition(|item| item.issued.is_some());
            let days = |item: &Item| {
                let (from, to) = (from(item)?, to(item)?);
                Some(i128::from(match question.key {
                    "billing_latency_business_days" => closed.between(item.entity, from, to),
                    _ => to - from,
                }))
            };
            let mut expected = lag(&issued, &days, question.key);
            if censored {
                let mut ages: Vec<i128> = open
                    .iter()
                    .map(|item| i128::from(as_of - item.approved.unwrap()))
                    .collect();
                let [median, p90, _] = percentiles(&mut ages);
                let count = decimal(ages.len() as i128, 0);
                expected.parts.insert("open", Some(count));
                expected.parts.insert("open_age_median", median);
                expected.parts.insert("open_age_p90", p90);
            }
            (key, expected)
        })
        .collect()
}

fn lag(items: &[&Item], days: &dyn Fn(&Item) -> Option<i128>, key: &str) -> Expected {
    let known: Vec<(&Item, i128)> = items
        .iter()
        .filter_map(|item| Some((*item, days(item)?)))
        .collect();
    let count = known.len() as i128;
    let mean = |sum: i128| (count > 0).then(|| four(Exact::new(sum, count)));
    let average = mean(known.iter().map(|(_, lag)| lag).sum());
    let mut expected = match average {
        Some(mean) => Expected::number(mean),
        None if items.is_empty() => Expected::undefined("NOT_ISSUED"),
        None => Expected::undefined("NO_APPROVAL"),
    };
    // "A negative lag counts in count, mean and weighted mean, not in median and p90."
    let mut seen: Vec<i128> = known
        .iter()
        .map(|(_, lag)| *lag)
        .filter(|lag| *lag >= 0)
        .collect();
    let [median, p90, ranked] = percentiles(&mut seen);
    let weights: Option<Vec<i128>> = known.iter().map(|(item, _)| item.weight).collect();
    let weighted = weights.and_then(|weights| {
        let whole: i128 = weights.iter().sum();
        let sum: i128 = weights
            .iter()
            .zip(&known)
            .map(|(weight, (_, lag))| weight * lag)
            .sum();
        (whole != 0).then(|| four(Exact::new(sum, whole)))
    });
    expected.parts = BTreeMap::from([
        ("mean", average),
        ("median", median),
        ("p90", p90),
        ("p90_nearest_rank", ranked),
        ("weighted_mean", weighted),
    ]);
    if matches!(key, "billing_latency" | "work_to_invoice") {
        // Parts need an approval.
        let waits: Vec<(&Item, [i32; 3])> = known
            .iter()
            .filter_map(|(item, _)| Some((*item, item.waits()?)))
            .collect();
        let of = |sum: i32| {
            (!waits.is_empty()).then(|| four(Exact::new(sum.into(), waits.len() as i128)))
        };
        for (place, name) in ["cycle_wait", "integration_wait", "finance_wait"]
            .into_iter()
            .enumerate()
        {
            expected
                .parts
                .insert(name, of(waits.iter().map(|(_, wait)| wait[place]).sum()));
        }
        if key == "work_to_invoice" {
            let submitted = |item: &Item| item.submitted.or(item.approved).unwrap();
            let entry = waits
                .iter()
                .map(|(item, _)| submitted(item) - item.work)
                .sum();
            let approval = waits
                .iter()
                .map(|(item, _)| item.approved.unwrap() - submitted(item))
                .sum();
            expected.parts.insert("entry_wait", of(entry));
            expected.parts.insert("approval_wait", of(approval));
        }
    }
    if known.iter().any(|(_, lag)| *lag < 0) {
        expected.reasons.insert("NEGATIVE_LAG");
    }
    expected.exclude("NO_APPROVAL", (items.len() - known.len()) as u64);
    expected
}

/// "Re-bill counted in rework rate = re-billed lines / lines", by the first issue of what they bill.
pub fn rebilled(items: &[Item], question: &Question) -> Answer {
    let mut groups: BTreeMap<Key, [i128; 2]> = BTreeMap::new();
    for item in items.iter().filter(|item| item.project.is_some()) {
        let place = question.place(|dimension| item_value(item, dimension));
        let start = item.issued.and_then(|day| question.bucket(day));
        if let (Some(place), Some(start)) = (place, start) {
            let sums = groups.entry((place, start)).or_default();
            sums[0] += item.lines[0];
            sums[1] += item.lines[1];
        }
    }
    let one = |(key, [lines, again]): (Key, [i128; 2])| {
        let mut expected = Expected::number(decimal(Exact::new(again, lines).rounded(6), 6));
        expected.numerator = Some(decimal(again, 0));
        expected.denominator = Some(decimal(lines, 0));
        (key, expected)
    };
    groups.into_iter().map(one).collect()
}

/// "Still unbilled: not 0, goes to open-age p50/p90."
pub fn open_age(items: &[Item], question: &Question, as_of: i32) -> Answer {
    let mut groups: BTreeMap<Key, Vec<i128>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.issued.is_none()) {
        let Some(approved) = item.approved else {
            continue;
        };
        let day = if question.grain.is_none() {
            approved.max(question.from)
        } else {
            approved
        };
        let place = question.place(|dimension| item_value(item, dimension));
        if let (Some(place), Some(start)) = (place, question.bucket(day)) {
            groups
                .entry((place, start))
                .or_default()
                .push((as_of - approved).into());
        }
    }
    groups
        .into_iter()
        .map(|(key, mut ages)| {
            let [median, p90, ranked] = percentiles(&mut ages);
            let mut expected = Expected::number(median.unwrap());
            let oldest = ages.last().map(|age| decimal(*age * 10_000, 4));
            expected.parts = BTreeMap::from([
                ("median", median),
                ("p90", p90),
                ("p90_nearest_rank", ranked),
                ("oldest", oldest),
            ]);
            (key, expected)
        })
        .collect()
}

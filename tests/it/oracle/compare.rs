//! Asks the hub every question of a family and holds its answers against the oracle's.

use std::collections::{BTreeMap, BTreeSet};

use entity::value::Day;
use throughline::insight::metric::*;

use super::ahead;
use super::book::Book;
use super::expect;
use super::hours::{PersonDay, person_days};
use super::lag::Item;
use super::margin::{Basis, Margin, Reading};
use super::rate::Rates;
use super::slice::{Answer, Expected, Question, date};
use super::waits;

/// A firm read by the oracle, as of a day.
pub struct Oracle<'a> {
    reading: Reading<'a>,
    margins: BTreeMap<u8, Margin>,
    days: Vec<PersonDay>,
    items: Vec<Item>,
    ahead: Vec<ahead::Day>,
    closed: waits::Closed,
    as_of: i32,
}

const BASES: [CurrencyBasis; 3] = [
    CurrencyBasis::Group,
    CurrencyBasis::Entity,
    CurrencyBasis::Project,
];

fn number(basis: Basis) -> u8 {
    match basis {
        Basis::Project => 0,
        Basis::Entity => 1,
        Basis::Group => 2,
    }
}

impl<'a> Oracle<'a> {
    pub fn new(book: &'a Book, rates: &'a Rates, as_of: i32, from: i32) -> Self {
        let reading = Reading::new(book, rates, as_of);
        let bases = [Basis::Project, Basis::Entity, Basis::Group];
        Self {
            margins: bases
                .into_iter()
                .map(|basis| (number(basis), reading.margin(basis)))
                .collect(),
            days: person_days(&reading, from, as_of),
            items: reading.items(),
            closed: waits::Closed::of(book),
            ahead: ahead::days(&reading, date("2026-12-31")),
            reading,
            as_of,
        }
    }

    /// What the oracle answers.
    pub fn answer(&self, question: &Question) -> Answer {
        let key = question.key;
        let answer = if expect::margin_terms(key).is_some() {
            let margin = &self.margins[&number(expect::basis(question.basis))];
            expect::margin(&self.reading, margin, question)
        } else if expect::hours_terms(key).is_some() {
            expect::hours(&self.days, question)
        } else if waits::lag_terms(key).is_some() {
            waits::lags(&self.items, &self.closed, self.as_of, question)
        } else if ahead::KEYS.contains(&key) {
            ahead::figures(&self.ahead, question)
        } else if key == "rebill_rate" {
            waits::rebilled(&self.items, question)
        } else {
            assert_eq!(key, "billing_open_age");
            waits::open_age(&self.items, question, self.as_of)
        };
        expect::whole(question, answer)
    }
}

pub fn query(question: &Question, as_of: i32) -> MetricQuery {
    MetricQuery {
        group_by: question.group.clone(),
        grain: question.grain,
        filter: question.filter.clone().map(|(dimension, id, same)| {
            let test = if same { Test::Eq(id) } else { Test::Ne(id) };
            Filter::Dimension(dimension, test)
        }),
        first: Some(200),
        as_of: Some(Day(as_of)),
        basis: question.basis,
        ..MetricQuery::new(&[question.key], Day(question.from), Day(question.to))
    }
}

/// The hub's answer, all pages, without what it says of the freshness of sources.
pub async fn ask(engine: &Engine, question: &Question, as_of: i32) -> Answer {
    let mut query = query(question, as_of);
    let mut answer = Answer::new();
    loop {
        let page = engine.answer(&Access::everything(), &query).await;
        let page = page.unwrap_or_else(|error| panic!("{question:?}: {error}"));
        for row in &page.rows {
            let dimensions = row
                .dimensions
                .iter()
                .map(|value| value.id.clone())
                .collect();
            let value = plain(&row.values[0]);
            answer.insert((dimensions, row.period.from.0), value);
        }
        query.after = page.rows.last().map(|row| row.cursor.clone());
        if !page.more {
            return answer;
        }
    }
}

fn plain(value: &MetricValue) -> Expected {
    let reasons: BTreeSet<&'static str> = value
        .reasons
        .iter()
        .copied()
        .filter(|reason| !reason.starts_with("SOURCE_"))
        .collect();
    let told = value.excluded.is_empty() && !reasons.contains("LOW_COVERAGE");
    let trusted = value.state == State::Partial && told;
    Expected {
        value: value.value,
        state: if trusted { State::Ok } else { value.state },
        reasons,
        numerator: value.numerator,
        denominator: value.denominator,
        excluded: value
            .excluded
            .iter()
            .map(|left| (left.reason, left.count))
            .collect(),
        parts: value
            .parts
            .iter()
            .map(|part| (part.name, part.value))
            .collect(),
    }
}

/// Differences of two answers in words.
pub fn differences(question: &Question, ours: &Answer, theirs: &Answer) -> Vec<String> {
    let keys: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    let say = |expected: Option<&Expected>| match expected {
        None => "no row".to_owned(),
        Some(e) => format!(
            "{:?} {:?} {:?}/{:?} {:?} {:?} {:?}",
            e.state, e.value, e.numerator, e.denominator, e.reasons, e.excluded, e.parts
        ),
    };
    keys.into_iter()
        .filter(|key| ours.get(key) != theirs.get(key))
        .map(|key| {
            format!(
                "{} by {:?} {:?} {:?} {:?}\n  row {:?} from {}\n  oracle {}\n  hub    {}",
                question.key,
                question.group,
                question.grain,
                question.basis,
                question.filter,
                key.0,
                Day(key.1),
                say(ours.get(key)),
                say(theirs.get(key)),
            )
        })
        .collect()
}

const LAGS: [&str; 8] = [
    "billing_latency",
    "billing_latency_approved",
    "billing_latency_business_days",
    "work_to_invoice",
    "close_to_invoice",
    "invoice_to_cash",
    "billing_open_age",
    "rebill_rate",
];

/// Every metric of the three families by every dimension that its catalogue entry names and every grain but fiscal ones.
pub fn questions(from: i32, to: i32) -> Vec<Question> {
    let mut questions = Vec::new();
    for metric in registry::METRICS {
        let margin = expect::margin_terms(metric.key).is_some();
        let ours = margin
            || expect::hours_terms(metric.key).is_some()
            || LAGS.contains(&metric.key)
            || ahead::KEYS.contains(&metric.key);
        if !ours {
            continue;
        }
        let groups = std::iter::once(Vec::new()).chain(metric.dimensions.iter().map(|d| vec![*d]));
        for group in groups {
            let grains = metric.grains.iter().copied().map(Some).chain([None]);
            for grain in grains {
                if matches!(grain, Some(Grain::FiscalQuarter | Grain::FiscalYear)) {
                    continue;
                }
                for basis in BASES {
                    if margin || basis == CurrencyBasis::Group {
                        questions.push(Question {
                            key: metric.key,
                            group: group.clone(),
                            grain,
                            from,
                            to,
                            filter: None,
                            basis,
                        });
                    }
                }
            }
        }
    }
    questions
}

/// Asks them all; tells the differences.
pub async fn compare(engine: &Engine, oracle: &Oracle<'_>, questions: &[Question]) -> Vec<String> {
    let mut found = Vec::new();
    for question in questions {
        let ours = oracle.answer(question);
        let theirs = ask(engine, question, oracle.as_of).await;
        found.extend(differences(question, &ours, &theirs));
    }
    found
}

/// Two questions with a filter for each answered dimension: that value only, and everything but it.
pub fn filtered(questions: &[Question], oracle: &Oracle<'_>) -> Vec<Question> {
    let mut more = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        let (Some(dimension), None) = (question.group.first(), question.grain) else {
            continue;
        };
        let answer = oracle.answer(question);
        let ids: Vec<&String> = answer.keys().filter_map(|key| key.0[0].as_ref()).collect();
        if let Some(id) = ids.get(place % ids.len().max(1)) {
            for same in [true, false] {
                more.push(Question {
                    group: if same {
                        Vec::new()
                    } else {
                        question.group.clone()
                    },
                    grain: Some(Grain::Month),
                    filter: Some((*dimension, (*id).clone(), same)),
                    ..question.clone()
                });
            }
        }
    }
    more
}

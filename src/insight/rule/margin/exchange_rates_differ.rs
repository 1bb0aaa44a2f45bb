//! Exchange rates that two systems publish differently for one day.

use std::collections::{BTreeMap, HashMap};

use entity::canonical::fx_rate::RateType;
use entity::value::{Currency, Day};

use crate::domain::record::Kind;
use crate::insight::rule::book::{Book, count, percent};
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "exchange_rates_differ",
    title: "Exchange rates differ between systems",
    description: "A system publishes another rate than the owner of rates for the same pair, type and day of the last month.",
    severity: Severity::Info,
    deadline_ms: 7 * DAY_MS,
    needs: &[Kind::FxRate],
    also: &[Kind::FxRate],
    owner: "finance",
    metric: Some("revenue"),
    gone: "the systems publish the same rates",
    find,
    ..Rule::USUAL
};

type Series = (Currency, Currency, &'static str);

#[derive(Default)]
struct Difference {
    days: usize,
    worst: i64,
    first_on: Option<Day>,
}

fn find(book: &Book) -> Vec<Finding> {
    let mut owned: HashMap<(Series, Day), i64> = HashMap::new();
    for rate in &book.rows.rates {
        if book.owned(Kind::FxRate, rate.connection_id) {
            let series = (rate.base, rate.quote, word(rate.rate_type));
            owned.insert((series, rate.effective_on), rate.rate.0);
        }
    }
    let mut found: BTreeMap<(Series, i32), Difference> = BTreeMap::new();
    for rate in &book.rows.rates {
        let series = (rate.base, rate.quote, word(rate.rate_type));
        let owner = owned.get(&(series, rate.effective_on)).copied();
        let Some(owner) = owner.filter(|owner| *owner > 0) else {
            continue;
        };
        let apart = i128::from((rate.rate.0 - owner).abs()) * 1_000_000 / i128::from(owner);
        let apart = i64::try_from(apart).unwrap_or(i64::MAX);
        if apart <= book.thresholds.rate_difference || book.owned(Kind::FxRate, rate.connection_id)
        {
            continue;
        }
        let difference = found.entry((series, rate.connection_id)).or_default();
        difference.days += 1;
        difference.worst = difference.worst.max(apart);
        difference.first_on = match difference.first_on {
            Some(first) => Some(first.min(rate.effective_on)),
            None => Some(rate.effective_on),
        };
    }
    found
        .into_iter()
        .map(|((series, connection), difference)| finding(book, series, connection, &difference))
        .collect()
}

fn finding(
    book: &Book,
    (base, quote, kind): Series,
    connection: i32,
    difference: &Difference,
) -> Finding {
    let system = book.connection_key(connection);
    Finding {
        subject: format!("{connection}/{base}/{quote}/{kind}"),
        title: format!("{kind} rate {base} to {quote} of {system} differs from the owner's"),
        detail: format!(
            "On {} of the last month, by up to {}.",
            count(difference.days, "day", "days"),
            percent(difference.worst)
        ),
        hint: "Feed both systems from one table of rates; figures use the owner's.".into(),
        evidence: vec![
            ("system", system.to_owned()),
            ("worst", percent(difference.worst)),
        ],
        since_on: difference.first_on,
        scope: crate::insight::rule::Scope::connection(connection),
        ..Finding::default()
    }
}

fn word(rate_type: RateType) -> &'static str {
    match rate_type {
        RateType::Spot => "Spot",
        RateType::Average => "Average",
        RateType::Closing => "Closing",
        RateType::Budget => "Budget",
    }
}

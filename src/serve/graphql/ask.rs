//! Reads the arguments of `metrics` and of the typed forms into a question for figures.

use async_graphql::Value as Wire;
use async_graphql::dynamic::ObjectAccessor;
use entity::value::{Currency, Day};

use super::error::{Refusal, bad};
use super::filter::tests_of;
use super::page::{Window, text};
use super::shape::{camel, part};
use super::value::{day, instant};
use crate::insight::metric::registry::metric;
use crate::insight::metric::{
    Comparison, CurrencyBasis, Dimension, Filter, Grain, MetricQuery, Order, OrderBy, Test,
};
use crate::model::read::{Cell, Test as RowTest};

/// The question of a field's arguments; `keys` are those of a typed form.
pub(super) fn question(
    args: &ObjectAccessor<'_>,
    keys: Option<Vec<String>>,
) -> Result<MetricQuery, Refusal> {
    let value = |name: &str| args.get(name).map(|value| value.as_value().clone());
    let keys = keys.unwrap_or_else(|| words(value("keys").as_ref()));
    let period = value("period");
    let bound = |name: &str| -> Result<Day, Refusal> {
        match part(period.as_ref(), name) {
            Some(Wire::String(text)) => {
                day(&text).ok_or_else(|| bad("period", format!("{text:?} is no date")))
            }
            _ => Err(bad("period", format!("{name} is missing"))),
        }
    };
    let pins = value("definitionVersions");
    check_pins(pins.as_ref())?;
    let as_of = text(args, "asOf")
        .map(|text| day(&text).ok_or_else(|| bad("asOf", format!("{text:?} is no date"))))
        .transpose()?;
    let known_at = text(args, "knownAt")
        .map(|text| instant(&text).ok_or_else(|| bad("knownAt", format!("{text:?} is no instant"))))
        .transpose()?;
    let currency = text(args, "currency")
        .map(|text| {
            text.parse::<Currency>()
                .map_err(|e| bad("currency", e.to_string()))
        })
        .transpose()?;
    let window = Window::of(args)?;
    Ok(MetricQuery {
        keys,
        group_by: words(value("groupBy").as_ref())
            .iter()
            .filter_map(|name| dimension(name))
            .collect(),
        grain: text(args, "grain").and_then(|name| grain(&name)),
        from: bound("from")?,
        to: bound("to")?,
        filter: value("where").map(|value| filter(&value)).transpose()?,
        order_by: orders(value("orderBy").as_ref())?,
        first: Some(window.count),
        after: window.after,
        before: window.before,
        last: window.last,
        compare_with: match text(args, "compareWith").as_deref() {
            Some("PREVIOUS_PERIOD") => Some(Comparison::PreviousPeriod),
            Some(_) => Some(Comparison::PreviousYear),
            None => None,
        },
        totals: value("totals") == Some(Wire::Boolean(true)),
        as_of,
        known_at,
        currency,
        basis: match text(args, "basis").as_deref() {
            Some("ENTITY") => CurrencyBasis::Entity,
            Some("PROJECT") => CurrencyBasis::Project,
            _ => CurrencyBasis::Group,
        },
    })
}

/// The words of a list, or of one that stands for a list of it.
pub(super) fn words(value: Option<&Wire>) -> Vec<String> {
    let word = |value: &Wire| match value {
        Wire::String(text) => Some(text.clone()),
        Wire::Enum(name) => Some(name.to_string()),
        _ => None,
    };
    match value {
        Some(Wire::List(list)) => list.iter().filter_map(word).collect(),
        Some(one) => word(one).into_iter().collect(),
        None => Vec::new(),
    }
}

fn dimension(name: &str) -> Option<Dimension> {
    Dimension::ALL.into_iter().find(|d| d.name() == name)
}

fn grain(name: &str) -> Option<Grain> {
    [
        Grain::Day,
        Grain::Week,
        Grain::Month,
        Grain::Quarter,
        Grain::Year,
        Grain::FiscalQuarter,
        Grain::FiscalYear,
    ]
    .into_iter()
    .find(|grain| grain.name() == name)
}

fn check_pins(value: Option<&Wire>) -> Result<(), Refusal> {
    let Some(Wire::List(pins)) = value else {
        return Ok(());
    };
    for pin in pins {
        let key = words(part(Some(pin), "key").as_ref()).concat();
        let version = part(Some(pin), "version");
        let now = metric(&key).map(|metric| Wire::from(metric.version));
        if now != version {
            let now = now.map_or_else(|| "unknown".to_owned(), |version| version.to_string());
            return Err(bad(
                "definitionVersions",
                format!("{key} is at version {now}"),
            ));
        }
    }
    Ok(())
}

/// Dimensions with their values, of a value that is named by them.
pub(super) fn pins(
    args: &ObjectAccessor<'_>,
) -> Result<(Vec<Dimension>, Vec<Option<String>>), Refusal> {
    let value = args.get("dimensions").map(|value| value.as_value().clone());
    let list = match value {
        Some(Wire::List(list)) => list,
        Some(one @ Wire::Object(_)) => vec![one],
        _ => Vec::new(),
    };
    list.iter()
        .map(|pin| {
            let word = |name: &str| words(part(Some(pin), name).as_ref()).pop();
            let of = word("dimension")
                .and_then(|name| dimension(&name))
                .ok_or_else(|| bad("dimensions", "this is no dimension"))?;
            Ok((of, word("id")))
        })
        .collect::<Result<Vec<_>, Refusal>>()
        .map(|pins| pins.into_iter().unzip())
}

fn orders(value: Option<&Wire>) -> Result<Vec<Order>, Refusal> {
    let list = match value {
        Some(Wire::List(list)) => list.as_slice(),
        Some(one @ Wire::Object(_)) => std::slice::from_ref(one),
        _ => return Ok(Vec::new()),
    };
    list.iter()
        .map(|order| {
            let word = |name: &str| words(part(Some(order), name).as_ref()).pop();
            let by = match (word("metric"), word("dimension")) {
                (Some(key), None) => OrderBy::Metric(key),
                (None, Some(name)) => OrderBy::Dimension(
                    dimension(&name).ok_or_else(|| bad("orderBy", "this is no dimension"))?,
                ),
                (None, None) => OrderBy::Period,
                _ => return Err(bad("orderBy", "give one of metric, dimension and period")),
            };
            Ok(Order {
                by,
                descending: word("direction").as_deref() == Some("DESC"),
            })
        })
        .collect()
}

/// A filter on dimensions.
pub(super) fn filter(value: &Wire) -> Result<Filter, Refusal> {
    let Wire::Object(map) = value else {
        return Ok(Filter::And(Vec::new()));
    };
    let many = |value: &Wire| -> Result<Vec<Filter>, Refusal> {
        match value {
            Wire::List(list) => list.iter().map(filter).collect(),
            Wire::Null => Ok(Vec::new()),
            one => Ok(vec![filter(one)?]),
        }
    };
    let mut parts = Vec::new();
    for (name, value) in map {
        if *value == Wire::Null {
            continue;
        }
        match name.as_str() {
            "and" => parts.push(Filter::And(many(value)?)),
            "or" => parts.push(Filter::Or(many(value)?)),
            "not" => parts.push(Filter::Not(Box::new(filter(value)?))),
            name => {
                let dimension = Dimension::ALL
                    .into_iter()
                    .find(|d| camel(&d.name().to_lowercase()) == name)
                    .ok_or_else(|| bad("where", format!("{name} is unknown")))?;
                let tests = tests_of(value, &|value| match value {
                    Wire::String(text) => Ok(Cell::Text(text.clone())),
                    _ => Err("has another type".to_owned()),
                })?;
                parts.extend(
                    tests
                        .into_iter()
                        .map(|t| Filter::Dimension(dimension, test(t))),
                );
            }
        }
    }
    Ok(Filter::And(parts))
}

fn test(test: RowTest) -> Test {
    let text = |cell: Cell| match cell {
        Cell::Text(text) => text,
        _ => String::new(),
    };
    match test {
        RowTest::Eq(cell) => Test::Eq(text(cell)),
        RowTest::Ne(cell) => Test::Ne(text(cell)),
        RowTest::In(cells) => Test::In(cells.into_iter().map(text).collect()),
        RowTest::Gte(cell) => Test::Gte(text(cell)),
        RowTest::Lte(cell) => Test::Lte(text(cell)),
        RowTest::IsNull(absent) => Test::IsNull(absent),
    }
}

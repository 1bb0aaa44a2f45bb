//! An answer's rows and values as objects.

use std::sync::Arc;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldFuture, FieldValue, Object};

use super::behind::contributions;
use super::words::VALUE;
use super::{Answer, Figure, Group};
use crate::insight::metric::{CellQuery, MetricQuery, MetricRow, MetricValue, Period, RowKind};
use crate::serve::graphql::page::{self, Window};
use crate::serve::graphql::shape::{field, json, part, ty};

pub(super) fn figure<'a>(group: &Group, at: usize) -> FieldValue<'a> {
    let value = &group.row.values[at];
    let mut query = (*group.query).clone();
    query.keys = vec![value.key.to_owned()];
    let grained = query.grain.is_some();
    FieldValue::owned_any(Figure {
        wire: wire(value),
        cell: Arc::new(CellQuery {
            dimensions: group.row.dimensions.iter().map(|d| d.id.clone()).collect(),
            period_from: grained.then_some(group.row.period.from),
            query,
            first: None,
            after: None,
        }),
    })
}

pub(super) fn value_at(name: &str, at: usize, doc: &str) -> GraphField {
    GraphField::new(name, ty("MetricValue!"), move |context| {
        FieldFuture::Value(
            context
                .parent_value
                .downcast_ref::<Group>()
                .filter(|group| at < group.row.values.len())
                .map(|group| figure(group, at)),
        )
    })
    .description(doc)
}

pub(super) fn from_group(
    name: &str,
    kind: &str,
    doc: &str,
    give: fn(&MetricRow) -> Wire,
) -> GraphField {
    GraphField::new(name, ty(kind), move |context| {
        FieldFuture::Value(
            context
                .parent_value
                .downcast_ref::<Group>()
                .map(|group| FieldValue::value(give(&group.row))),
        )
    })
    .description(doc)
}

pub(super) fn period(period: &Period) -> Wire {
    json(serde_json::json!({ "from": period.from.to_string(), "to": period.to.to_string() }))
}

pub(super) fn row_object(name: &str) -> Object {
    Object::new(name)
        .description("A group of an answer.")
        .field(from_group("cursor", "String!", "Its place.", |row| {
            row.cursor.clone().into()
        }))
        .field(from_group(
            "dimensions",
            "[DimensionValue!]!",
            "Values of the grouped dimensions, in the order asked.",
            |row| {
                Wire::List(
                    row.dimensions
                        .iter()
                        .map(|d| {
                            json(serde_json::json!({
                                "dimension": d.dimension.name(),
                                "id": d.id,
                                "label": d.label,
                                "masked": d.masked,
                            }))
                        })
                        .collect(),
                )
            },
        ))
        .field(from_group(
            "period",
            "Period!",
            "Its stretch of time.",
            |row| period(&row.period),
        ))
        .field(from_group("kind", "RowKind!", "What it is.", |row| {
            match row.kind {
                RowKind::Row => "ROW",
                RowKind::Subtotal => "SUBTOTAL",
                RowKind::Total => "TOTAL",
            }
            .into()
        }))
}

pub(super) fn from_answer(
    name: &str,
    kind: &str,
    doc: &str,
    give: fn(&Answer) -> Wire,
) -> GraphField {
    GraphField::new(name, ty(kind), move |context| {
        FieldFuture::Value(
            context
                .parent_value
                .downcast_ref::<Answer>()
                .map(|answer| FieldValue::value(give(answer))),
        )
    })
    .description(doc)
}

/// The part of the groups that a question asks for.
fn window(query: &MetricQuery) -> Window {
    Window {
        after: query.after.clone(),
        before: query.before.clone(),
        count: query.first.unwrap_or(page::PAGE),
        last: query.last,
    }
}

/// A group and its place.
pub(super) fn edge_object(row: &str) -> Object {
    Object::new(format!("{row}Edge"))
        .description("A group and its place.")
        .field(from_group("cursor", "String!", "Its place.", |row| {
            row.cursor.clone().into()
        }))
        .field(
            GraphField::new("node", ty(&format!("{row}!")), |context| {
                let group = context.parent_value.downcast_ref::<Group>();
                FieldFuture::Value(group.map(|group| {
                    FieldValue::owned_any(Group {
                        row: group.row.clone(),
                        query: group.query.clone(),
                    })
                }))
            })
            .description("The group."),
        )
}

pub(super) fn page_object(row: &str) -> Object {
    Object::new(format!("{row}Connection"))
        .description("An answer: its groups, and the moment and sources that it rests on.")
        .field(
            GraphField::new("nodes", ty(&format!("[{row}!]!")), |context| {
                FieldFuture::Value(context.parent_value.downcast_ref::<Answer>().map(|a| {
                    FieldValue::list(a.answer.rows.iter().map(|row| {
                        FieldValue::owned_any(Group {
                            row: row.clone(),
                            query: a.query.clone(),
                        })
                    }))
                }))
            })
            .description("The groups; totals come last."),
        )
        .field(
            GraphField::new("edges", ty(&format!("[{row}Edge!]!")), |context| {
                FieldFuture::Value(context.parent_value.downcast_ref::<Answer>().map(|a| {
                    FieldValue::list(a.answer.rows.iter().map(|row| {
                        FieldValue::owned_any(Group {
                            row: row.clone(),
                            query: a.query.clone(),
                        })
                    }))
                }))
            })
            .description("The groups with their places."),
        )
        .field(from_answer(
            "pageInfo",
            "PageInfo!",
            "Where the page ends.",
            |a| {
                let groups = || a.answer.rows.iter().filter(|row| row.kind == RowKind::Row);
                let ends = [groups().next(), groups().next_back()]
                    .map(|row| row.map(|row| row.cursor.clone()));
                window(&a.query).info(ends, a.answer.more)
            },
        ))
        .field(from_answer(
            "totalCount",
            "Int!",
            "Groups in all, totals not counted.",
            |a| (a.answer.total_count as u64).into(),
        ))
        .field(from_answer(
            "sequence",
            "String!",
            "Change sequence that everything was read at.",
            |a| a.answer.sequence.to_string().into(),
        ))
        .field(from_answer(
            "asOf",
            "Date!",
            "Business facts up to this day.",
            |a| a.answer.as_of.to_string().into(),
        ))
        .field(from_answer(
            "knownAt",
            "DateTime!",
            "Instant of that sequence.",
            |a| a.answer.known_at.to_string().into(),
        ))
        .field(from_answer(
            "sources",
            "[SourceState!]!",
            "How fresh and complete each source is.",
            |a| {
                Wire::List(
                    a.answer
                        .sources
                        .iter()
                        .map(|source| {
                            json(serde_json::json!({
                                "system": source.system,
                                "watermark": source.watermark.map(|at| at.to_string()),
                                "complete": source.complete,
                            }))
                        })
                        .collect(),
                )
            },
        ))
}

/// A value with its envelope.
pub(super) fn wire(value: &MetricValue) -> Wire {
    let decimal = |d: &Option<rust_decimal::Decimal>| d.map(|d| d.to_string());
    json(serde_json::json!({
        "key": value.key,
        "version": value.version,
        "value": decimal(&value.value),
        "unit": value.unit.name(),
        "numerator": decimal(&value.numerator),
        "denominator": decimal(&value.denominator),
        "currency": value.currency.map(|code| code.to_string()),
        "rateBasis": value.rate_basis,
        "population": value.population,
        "excluded": value.excluded.iter().map(|e| serde_json::json!({ "reason": e.reason, "count": e.count })).collect::<Vec<_>>(),
        "excludedByPermission": value.excluded_by_permission,
        "state": value.state.name(),
        "reasons": value.reasons,
        "parts": value.parts.iter().map(|p| serde_json::json!({
            "name": p.name, "unit": p.unit.name(), "value": decimal(&p.value),
            "state": p.state.name(), "reasons": p.reasons,
        })).collect::<Vec<_>>(),
        "compared": value.compared.as_ref().map(|c| serde_json::json!({
            "period": { "from": c.from.to_string(), "to": c.to.to_string() },
            "value": decimal(&c.value), "difference": decimal(&c.difference), "state": c.state.name(),
        })),
    }))
}

pub(super) fn value_object() -> Object {
    let mut object = Object::new("MetricValue").description("A figure with its envelope.");
    for line in VALUE {
        let name = line.0;
        object = object.field(
            GraphField::new(name, ty(line.1), move |context| {
                let figure = context.parent_value.downcast_ref::<Figure>();
                FieldFuture::Value(
                    figure
                        .and_then(|figure| part(Some(&figure.wire), name))
                        .map(FieldValue::value),
                )
            })
            .description(line.2),
        );
    }
    object.field(page::paged(field(
        "contributions",
        "ContributionConnection",
        "The rows behind the value, which sum to it exactly (to the numerator of a ratio); nothing where the value is masked.",
        |context| Box::pin(async move { contributions(&context).await }),
    )))
}

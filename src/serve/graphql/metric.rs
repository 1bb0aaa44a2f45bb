//! Figures in the schema: the catalogue, the general form `metrics`, the typed forms, and the rows behind each value.

use std::sync::Arc;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    Field as GraphField, FieldFuture, FieldValue, InputObject, InputValue, Object, ResolverContext,
    SchemaBuilder,
};

use super::ask::question;
use super::context::asked;
use super::entity::{class_name, node};
use super::error::Refusal;
use super::page::{self, first, text};
use super::shape::{Line, argument, choices, field, json, key, object, part, ty};
use crate::insight::metric::registry::METRICS;
use crate::insight::metric::{
    CellQuery, Dimension, Direction, Grain, MetricAnswer, MetricQuery, MetricRow, MetricValue,
    Period, RowKind,
};
use crate::model::read::parse_id;

/// A value with the question it answers, from which its rows are found.
struct Figure {
    wire: Wire,
    cell: Arc<CellQuery>,
}

/// A row with its values.
struct Group {
    row: MetricRow,
    query: Arc<MetricQuery>,
}

/// An answer.
struct Answer {
    answer: MetricAnswer,
    query: Arc<MetricQuery>,
}

/// A typed form: its name, what it tells, and its values by name and metric key.
type Form = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The forms that users reach for first; each is `metrics` with fixed keys.
const FORMS: &[Form] = &[
    (
        "margin",
        "Revenue, cost and margin of projects.",
        &[
            ("revenue", "revenue"),
            ("netRevenue", "net_revenue"),
            ("laborCost", "labor_cost"),
            ("subcontractorCost", "subcontractor_cost"),
            ("expenseCost", "expense_cost"),
            ("cost", "cost"),
            ("grossMargin", "gross_margin"),
            ("grossMarginPct", "gross_margin_pct"),
            ("netFeeMarginPct", "net_fee_margin_pct"),
        ],
    ),
    (
        "utilization",
        "How much of people's capacity is worked and billable.",
        &[
            ("billableUtilization", "billable_utilization"),
            ("productiveUtilization", "productive_utilization"),
            ("totalUtilization", "total_utilization"),
            ("capacity", "capacity"),
            ("billableHours", "billable_hours"),
            ("workedHours", "worked_hours"),
        ],
    ),
    (
        "billingLatency",
        "Days from work to invoice and to cash.",
        &[
            ("billingLatency", "billing_latency"),
            ("workToInvoice", "work_to_invoice"),
            ("closeToInvoice", "close_to_invoice"),
            ("invoiceToCash", "invoice_to_cash"),
        ],
    ),
    (
        "integrationHealth",
        "How well the systems are read.",
        &[
            ("runSuccess", "run_success"),
            ("syncSuccess", "sync_success"),
            ("firstPassYield", "first_pass_yield"),
            ("journeySuccess", "journey_success"),
            ("completeness", "completeness"),
            ("freshness", "freshness"),
            ("backlog", "backlog"),
        ],
    ),
    (
        "receivables",
        "What clients owe, and how late.",
        &[
            ("receivables", "receivables"),
            ("overdueReceivables", "overdue_receivables"),
            ("disputedReceivables", "disputed_receivables"),
            ("unappliedCash", "unapplied_cash"),
            ("dso", "dso"),
            ("averageDaysDelinquent", "average_days_delinquent"),
            ("averageDaysToPay", "average_days_to_pay"),
        ],
    ),
    (
        "leakage",
        "Approved work that is not billed.",
        &[
            ("leakage", "leakage"),
            ("leakagePct", "leakage_pct"),
            ("unbilledWip", "unbilled_wip"),
        ],
    ),
];

/// Arguments that every form takes.
const ARGUMENTS: &[Line] = &[
    ("groupBy", "[Dimension!]", "Dimensions to group by."),
    (
        "grain",
        "Grain",
        "Stretch of time to group by; the whole period as one where empty.",
    ),
    (
        "period",
        "PeriodInput!",
        "First and last day, both included.",
    ),
    ("where", "MetricFilter", "Which rows count."),
    (
        "orderBy",
        "[MetricOrder!]",
        "Order of the groups; by period and label where empty.",
    ),
    (
        "first",
        "Int",
        "Groups wanted; 50 where empty, 200 at most.",
    ),
    ("after", "String", "Go on after this cursor."),
    (
        "compareWith",
        "Comparison",
        "Another period to put beside each value.",
    ),
    (
        "totals",
        "Boolean",
        "Adds a TOTAL row, and a SUBTOTAL for each period.",
    ),
    ("asOf", "Date", "Cuts business facts; today where empty."),
    (
        "knownAt",
        "DateTime",
        "Cuts knowledge: the answer as it was known then; now where empty.",
    ),
    (
        "currency",
        "Currency",
        "Currency of money; the group's where empty.",
    ),
    (
        "basis",
        "CurrencyBasis",
        "Which amount of a line is summed; the group's where empty.",
    ),
];

/// Arguments of `contributions`.
const PINNED: &[Line] = &[
    ("metric", "String!", "Key of the metric."),
    (
        "dimensions",
        "[DimensionPin!]",
        "The value's dimensions, each with its id; nothing for an ungrouped value.",
    ),
    (
        "period",
        "PeriodInput!",
        "First and last day, both included.",
    ),
    ("where", "MetricFilter", "Which rows count."),
    ("first", "Int", "Rows wanted; 50 where empty, 200 at most."),
    ("after", "String", "Go on after this cursor."),
    ("asOf", "Date", "Cuts business facts; today where empty."),
    ("knownAt", "DateTime", "Cuts knowledge; now where empty."),
    (
        "currency",
        "Currency",
        "Currency of money; the group's where empty.",
    ),
    (
        "basis",
        "CurrencyBasis",
        "Which amount of a line is summed; the group's where empty.",
    ),
];

/// Registers the types.
pub(super) fn register(mut builder: SchemaBuilder) -> SchemaBuilder {
    for (name, _, values) in FORMS {
        let row = format!("{}Row", super::shape::pascal(&snake(name)));
        let mut node = row_object(&row);
        for (at, (field, metric)) in values.iter().enumerate() {
            let doc = crate::insight::metric::registry::metric(metric)
                .map_or("Its value.", |metric| metric.title);
            node = node.field(value_at(field, at, doc));
        }
        builder = builder
            .register(node)
            .register(edge_object(&row))
            .register(page_object(&row));
    }
    let row = row_object("MetricRow").field(
        GraphField::new("values", ty("[MetricValue!]!"), |context| {
            FieldFuture::Value(context.parent_value.downcast_ref::<Group>().map(|group| {
                FieldValue::list((0..group.row.values.len()).map(|at| figure(group, at)))
            }))
        })
        .description("One value a key, in the order asked."),
    );
    for (name, doc, items) in choices_of_metrics() {
        builder = builder.register(choices(
            name,
            doc,
            items.iter().map(|(item, doc)| (item.as_str(), doc.clone())),
        ));
    }
    for (name, doc, lines) in OBJECTS {
        builder = builder.register(object(name, doc, lines));
    }
    for input in inputs() {
        builder = builder.register(input);
    }
    builder
        .register(row)
        .register(edge_object("MetricRow"))
        .register(page_object("MetricRow"))
        .register(value_object())
        .register(contribution_object())
        .register(
            page::head("Contribution")
                .field(key("totalCount", "Int!", "Rows in all."))
                .field(key(
                    "sum",
                    "Decimal!",
                    "Sum of all rows: the value, or the numerator of a ratio.",
                ))
                .field(key(
                    "denominator",
                    "Decimal",
                    "Sum of the denominators of a ratio.",
                ))
                .field(key(
                    "sequence",
                    "String!",
                    "Change sequence that they were read at.",
                )),
        )
        .register(page::edge("Contribution"))
}

fn snake(camel: &str) -> String {
    let mut text = String::new();
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// The root fields.
pub(super) fn root(mut query: Object) -> Object {
    let general = field(
        "metrics",
        "MetricRowConnection!",
        "Figures of the catalogue: any of them, grouped and sliced at will; values stand in the order of `keys`.",
        |context| Box::pin(async move { answer(&context, None).await }),
    )
    .argument(argument(&("keys", "[String!]!", "Keys of metrics.")))
    .argument(argument(&(
        "definitionVersions",
        "[DefinitionPin!]",
        "Refuses to answer by another version of a definition.",
    )));
    query = query
        .field(super::shape::with(general, ARGUMENTS))
        .field(field(
            "metricCatalog",
            "[Metric!]!",
            "Every figure that can be asked for, with its meaning.",
            |context| {
                Box::pin(async move {
                    asked(context.ctx)?;
                    Ok(Some(FieldValue::value(Wire::List(
                        METRICS.iter().map(|m| entry(m)).collect(),
                    ))))
                })
            },
        ));
    let rows = field(
        "contributions",
        "ContributionConnection!",
        "The rows behind one value: of a metric, at these values of dimensions, in a period.",
        |context| Box::pin(async move { pinned(&context).await.map(Some) }),
    );
    query = query.field(super::shape::with(rows, PINNED));
    for (name, doc, values) in FORMS {
        let keys: Vec<String> = values.iter().map(|(_, key)| (*key).to_owned()).collect();
        let kind = format!("{}RowConnection!", super::shape::pascal(&snake(name)));
        let made = field(name, &kind, doc, move |context| {
            let keys = keys.clone();
            Box::pin(async move { answer(&context, Some(keys)).await })
        });
        query = query.field(super::shape::with(made, ARGUMENTS));
    }
    query
}

async fn answer<'a>(
    context: &ResolverContext<'a>,
    keys: Option<Vec<String>>,
) -> Result<Option<FieldValue<'a>>, Refusal> {
    let asked = asked(context.ctx)?;
    let query = question(&context.args, keys)?;
    let answer = asked.hub.figures().answer(&asked.sight, &query).await?;
    Ok(Some(FieldValue::owned_any(Answer {
        answer,
        query: Arc::new(query),
    })))
}

fn figure<'a>(group: &Group, at: usize) -> FieldValue<'a> {
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

fn value_at(name: &str, at: usize, doc: &str) -> GraphField {
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

fn from_group(name: &str, kind: &str, doc: &str, give: fn(&MetricRow) -> Wire) -> GraphField {
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

fn period(period: &Period) -> Wire {
    json(serde_json::json!({ "from": period.from.to_string(), "to": period.to.to_string() }))
}

fn row_object(name: &str) -> Object {
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

fn from_answer(name: &str, kind: &str, doc: &str, give: fn(&Answer) -> Wire) -> GraphField {
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

/// A group and its place.
fn edge_object(row: &str) -> Object {
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

fn page_object(row: &str) -> Object {
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
                let ends =
                    [groups().next(), groups().last()].map(|row| row.map(|row| row.cursor.clone()));
                page::info(ends, a.answer.more, a.query.after.is_some())
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
fn wire(value: &MetricValue) -> Wire {
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

fn value_object() -> Object {
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
        "ContributionConnection!",
        "The rows behind the value, which sum to it exactly (to the numerator of a ratio).",
        |context| Box::pin(async move { contributions(&context).await.map(Some) }),
    )))
}

/// The rows behind one value that is named by its dimensions.
async fn pinned<'a>(context: &ResolverContext<'a>) -> Result<FieldValue<'a>, Refusal> {
    let key = text(&context.args, "metric").unwrap_or_default();
    let mut query = question(&context.args, Some(vec![key]))?;
    (query.first, query.after) = (None, None);
    let (group_by, dimensions) = super::ask::pins(&context.args)?;
    query.group_by = group_by;
    let cell = CellQuery {
        query,
        dimensions,
        period_from: None,
        first: None,
        after: None,
    };
    behind(context, cell).await
}

async fn contributions<'a>(context: &ResolverContext<'a>) -> Result<FieldValue<'a>, Refusal> {
    let figure = context
        .parent_value
        .downcast_ref::<Figure>()
        .ok_or(Refusal::Internal)?;
    behind(context, (*figure.cell).clone()).await
}

async fn behind<'a>(
    context: &ResolverContext<'a>,
    mut cell: CellQuery,
) -> Result<FieldValue<'a>, Refusal> {
    let asked = asked(context.ctx)?;
    cell.first = Some(first(&context.args)?);
    cell.after = text(&context.args, "after");
    let found = asked
        .hub
        .figures()
        .contributions(&asked.sight, &cell)
        .await?;
    let rows: Vec<(String, Wire)> = found
        .rows
        .iter()
        .map(|row| {
            let wire = json(serde_json::json!({
                "cursor": row.cursor,
                "kind": row.kind,
                "id": row.id,
                "projectId": row.project_id,
                "personId": row.person_id,
                "on": row.on.to_string(),
                "amount": row.amount.to_string(),
                "denominator": row.denominator.map(|d| d.to_string()),
                "hours": row.duration_ms.map(|ms| entity::value::Duration(ms).hours().round_dp(4).to_string()),
                "rateBasis": row.rate_basis,
                "rows": row.rows,
            }));
            (row.cursor.clone(), wire)
        })
        .collect();
    let total = i64::try_from(found.total_count).unwrap_or(i64::MAX);
    let mut page = page::page(rows, found.more, cell.after.is_some(), total);
    if let Wire::Object(map) = &mut page {
        let mut put = |name: &str, value: Wire| map.insert(async_graphql::Name::new(name), value);
        put("sum", found.sum.to_string().into());
        put("sequence", found.sequence.to_string().into());
        put(
            "denominator",
            found
                .denominator
                .map_or(Wire::Null, |d| d.to_string().into()),
        );
    }
    Ok(FieldValue::value(page))
}

fn contribution_object() -> Object {
    object("Contribution", "A row behind a value.", CONTRIBUTION)
        .field(field("node", "Node", "The row itself.", |context| {
            Box::pin(async move {
                let row = contributed(&context).await?;
                Ok(row.map(node))
            })
        }))
        .field(field(
            "provenance",
            "Provenance",
            "Where the row came from.",
            |context| {
                Box::pin(async move {
                    let asked = asked(context.ctx)?;
                    let Some(row) = contributed(&context).await? else {
                        return Ok(None);
                    };
                    let found = asked.source(row.row.source_id).await?;
                    Ok(found.map(|p| super::entity::provenance_value(&row, &p)))
                })
            },
        ))
}

async fn contributed(
    context: &ResolverContext<'_>,
) -> Result<Option<crate::model::read::Seen>, Refusal> {
    let Some(Wire::String(id)) = part(context.parent_value.as_value(), "id") else {
        return Ok(None);
    };
    match parse_id(&id) {
        Some((kind, id)) => asked(context.ctx)?.row(kind, id).await,
        None => Ok(None),
    }
}

fn entry(metric: &crate::insight::metric::Metric) -> Wire {
    json(serde_json::json!({
        "key": metric.key,
        "title": metric.title,
        "description": metric.description,
        "formula": metric.formula,
        "unit": metric.unit.name(),
        "grains": metric.grains.iter().map(|g| g.name()).collect::<Vec<_>>(),
        "dimensions": metric.dimensions.iter().map(|d| d.name()).collect::<Vec<_>>(),
        "variants": metric.variants,
        "parts": metric.parts,
        "classes": metric.classes.iter().map(|c| class_name(*c)).collect::<Vec<_>>(),
        "needs": metric.needs.iter().map(|k| k.entity().table).collect::<Vec<_>>(),
        "good": match metric.good {
            Direction::Up => "UP",
            Direction::Down => "DOWN",
            Direction::Neutral => "NEUTRAL",
        },
        "version": metric.version,
        "owner": metric.owner,
        "example": metric.example,
    }))
}

const VALUE: &[Line] = &[
    ("key", "String!", "Metric."),
    ("version", "Int!", "Version of its definition."),
    (
        "value",
        "Decimal",
        "The figure; nothing where undefined, empty or masked.",
    ),
    (
        "unit",
        "Unit!",
        "What it is measured in; a RATIO is a fraction.",
    ),
    ("numerator", "Decimal", "Numerator of a ratio."),
    ("denominator", "Decimal", "Denominator of a ratio."),
    ("currency", "Currency", "Currency of money."),
    (
        "rateBasis",
        "String",
        "Rates used in conversion: none, direct, inverse, cross.",
    ),
    ("population", "Int!", "Rows it is made of."),
    ("excluded", "[Excluded!]!", "Rows left out, by reason."),
    (
        "excludedByPermission",
        "Int!",
        "Rows in scope whose classed value is hidden or whose group is too small.",
    ),
    ("state", "ValueState!", "How far to trust it."),
    ("reasons", "[String!]!", "All codes that explain the state."),
    (
        "parts",
        "[MetricPart!]!",
        "Named figures beside it, such as the median of a mean.",
    ),
    (
        "compared",
        "Compared",
        "The other period, where one was asked for.",
    ),
];

const CONTRIBUTION: &[Line] = &[
    ("cursor", "String!", "Its place."),
    (
        "kind",
        "String!",
        "Kind of the row, as its table is called; WITHHELD for what may not be shown singly.",
    ),
    (
        "id",
        "ID",
        "Its id; nothing for a row that stands for several.",
    ),
    ("projectId", "ID", "Project."),
    ("personId", "ID", "Person, where the viewer may know."),
    ("on", "Date!", "Its business date."),
    (
        "amount",
        "Decimal!",
        "What it adds to the value, or to the numerator of a ratio.",
    ),
    (
        "denominator",
        "Decimal",
        "What it adds to the denominator of a ratio.",
    ),
    ("hours", "Decimal", "Hours of the row."),
    (
        "rateBasis",
        "String",
        "Rate of exchange, type and day, in words.",
    ),
    ("rows", "Int!", "Rows it stands for."),
];

const OBJECTS: &[(&str, &str, &[Line])] = &[
    (
        "Period",
        "A stretch of days, both included.",
        &[
            ("from", "Date!", "First day."),
            ("to", "Date!", "Last day."),
        ],
    ),
    (
        "DimensionValue",
        "A value of a dimension.",
        &[
            ("dimension", "Dimension!", "Dimension."),
            (
                "id",
                "ID",
                "Typed id or word; nothing where the rows have no value.",
            ),
            (
                "label",
                "String",
                "Name for people; nothing where absent or hidden.",
            ),
            (
                "masked",
                "Boolean!",
                "True where the label is hidden from the viewer.",
            ),
        ],
    ),
    (
        "Excluded",
        "Rows left out for a reason.",
        &[
            ("reason", "String!", "Stable code, such as NO_RATE."),
            ("count", "Int!", "How many."),
        ],
    ),
    (
        "MetricPart",
        "A named figure beside a value.",
        &[
            ("name", "String!", "Name, snake_case."),
            ("unit", "Unit!", "Its unit."),
            ("value", "Decimal", "The figure."),
            ("state", "ValueState!", "How far to trust it."),
            ("reasons", "[String!]!", "Codes that explain the state."),
        ],
    ),
    (
        "Compared",
        "The value of another period.",
        &[
            ("period", "Period!", "The other period."),
            ("value", "Decimal", "Value then."),
            ("difference", "Decimal", "Value now less value then."),
            ("state", "ValueState!", "How far to trust the value then."),
        ],
    ),
    (
        "SourceState",
        "How fresh and complete a source is.",
        &[
            (
                "system",
                "String!",
                "Connection, by its id in the configuration.",
            ),
            (
                "watermark",
                "DateTime",
                "Source time up to which everything is proven landed.",
            ),
            (
                "complete",
                "Boolean!",
                "False while a stream is loading for the first time, or is late or unproven.",
            ),
        ],
    ),
    (
        "Metric",
        "A figure of the catalogue.",
        &[
            ("key", "String!", "Name in queries."),
            ("title", "String!", "Name for people."),
            ("description", "String!", "What it tells."),
            ("formula", "String!", "How it is computed, in words."),
            ("unit", "Unit!", "What it is measured in."),
            (
                "grains",
                "[Grain!]!",
                "Grains it can be given by; none where it is a state at a day.",
            ),
            (
                "dimensions",
                "[Dimension!]!",
                "Dimensions it can be grouped and filtered by.",
            ),
            (
                "variants",
                "[String!]!",
                "Keys of metrics that read the same thing another way.",
            ),
            (
                "parts",
                "[String!]!",
                "Named parts that stand beside the value.",
            ),
            (
                "classes",
                "[FactClass!]!",
                "Classes of fact a viewer needs.",
            ),
            ("needs", "[String!]!", "Kinds of row it is made of."),
            ("good", "GoodDirection!", "Which way is good."),
            ("version", "Int!", "Version of its definition."),
            ("owner", "String!", "Role that answers for it."),
            ("example", "String!", "A worked example."),
        ],
    ),
];

type Choice = (&'static str, &'static str, Vec<(String, String)>);

fn choices_of_metrics() -> Vec<Choice> {
    let words = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(name, doc)| ((*name).to_owned(), (*doc).to_owned()))
            .collect::<Vec<_>>()
    };
    let spoken = |name: &str| format!("By {}.", name.to_lowercase().replace('_', " "));
    let grains = [
        Grain::Day,
        Grain::Week,
        Grain::Month,
        Grain::Quarter,
        Grain::Year,
        Grain::FiscalQuarter,
        Grain::FiscalYear,
    ];
    vec![
        (
            "Dimension",
            "What a figure can be grouped and filtered by.",
            Dimension::ALL
                .iter()
                .map(|d| (d.name().to_owned(), spoken(d.name())))
                .collect(),
        ),
        (
            "Grain",
            "A stretch of time that figures are given by.",
            grains
                .iter()
                .map(|g| (g.name().to_owned(), spoken(g.name())))
                .collect(),
        ),
        (
            "RowKind",
            "What a row of an answer is.",
            words(&[
                ("ROW", "A group."),
                ("SUBTOTAL", "All groups of a period."),
                ("TOTAL", "All groups."),
            ]),
        ),
        (
            "Unit",
            "What a value is measured in.",
            words(&[
                ("MONEY", "Money, 4 decimals."),
                ("RATIO", "A fraction, 6 decimals."),
                ("DAYS", "Days."),
                ("HOURS", "Hours."),
                ("COUNT", "A number of things."),
            ]),
        ),
        (
            "ValueState",
            "How far a value can be trusted.",
            words(&[
                ("OK", "A number."),
                (
                    "PARTIAL",
                    "A number from sources that are late or unproven, or with rows left out.",
                ),
                ("EMPTY", "Nothing to measure."),
                (
                    "UNDEFINED",
                    "No number follows from the rows; `reasons` says why.",
                ),
                ("MASKED", "Hidden from the viewer."),
            ]),
        ),
        (
            "GoodDirection",
            "Which way is good.",
            words(&[
                ("UP", "More is better."),
                ("DOWN", "Less is better."),
                ("NEUTRAL", "Neither."),
            ]),
        ),
        (
            "Comparison",
            "Another period to compare with.",
            words(&[
                (
                    "PREVIOUS_PERIOD",
                    "The stretch of the same length just before.",
                ),
                ("PREVIOUS_YEAR", "The same days a year earlier."),
            ]),
        ),
        (
            "CurrencyBasis",
            "Which of a line's amounts is summed.",
            words(&[
                ("GROUP", "Group reporting currency."),
                ("ENTITY", "Functional currency of the legal entity."),
                ("PROJECT", "Currency of the project or document."),
            ]),
        ),
    ]
}

fn inputs() -> Vec<InputObject> {
    let mut filter = super::filter::junctions("MetricFilter");
    for dimension in Dimension::ALL {
        let name = super::shape::camel(&dimension.name().to_lowercase());
        filter = filter.field(
            InputValue::new(name, ty("DimensionTest")).description(format!(
                "Tests the {} by its id or word.",
                dimension.name().to_lowercase().replace('_', " ")
            )),
        );
    }
    vec![
        filter,
        super::filter::test("String", "DimensionTest", true),
        super::shape::input(
            "PeriodInput",
            "A stretch of days, both included.",
            &[
                ("from", "Date!", "First day."),
                ("to", "Date!", "Last day."),
            ],
        ),
        super::shape::input(
            "MetricOrder",
            "A place in the order of groups: by a metric, a dimension or the period; absent values come last.",
            &[
                ("metric", "String", "By this metric's value."),
                ("dimension", "Dimension", "By this dimension's label."),
                ("period", "Boolean", "By the period."),
                (
                    "direction",
                    "Direction",
                    "Which way; ascending where empty.",
                ),
            ],
        ),
        super::shape::input(
            "DimensionPin",
            "A value of a dimension.",
            &[
                ("dimension", "Dimension!", "Dimension."),
                (
                    "id",
                    "String",
                    "Its typed id or word; nothing for the rows that have no value.",
                ),
            ],
        ),
        super::shape::input(
            "DefinitionPin",
            "The version of a definition that the client was made for.",
            &[
                ("key", "String!", "Metric."),
                ("version", "Int!", "Version."),
            ],
        ),
    ]
}

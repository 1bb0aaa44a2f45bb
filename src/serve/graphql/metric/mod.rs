//! Figures in the schema: the catalogue, the general form `metrics`, the typed forms, and the rows behind each value.

mod answer;
mod behind;
mod form;
mod words;

use std::sync::Arc;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    Field as GraphField, FieldFuture, FieldValue, Object, ResolverContext, SchemaBuilder,
};

use answer::{edge_object, page_object, row_object, value_at, value_object};
use behind::{contribution_object, pinned};
use form::{ARGUMENTS, FORMS, PINNED};
use words::{OBJECTS, choices_of_metrics, inputs};

use super::ask::question;
use super::context::{Asked, asked};
use super::entity::class_name;
use super::error::Refusal;
use super::page;
use super::shape::{argument, choices, field, json, key, object, ty};
use crate::access::Class;
use crate::insight::metric::registry::{METRICS, metric};
use crate::insight::metric::{
    CellQuery, Dimension, Direction, MetricAnswer, MetricQuery, MetricRow,
};

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

/// Registers the types.
pub(super) fn register(mut builder: SchemaBuilder) -> SchemaBuilder {
    for (name, _, values) in FORMS {
        let row = format!("{}Row", super::shape::pascal(&snake(name)));
        let mut node = row_object(&row);
        for (at, (field, key)) in values.iter().enumerate() {
            let doc = metric(key).map_or("Its value.", |metric| metric.title);
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
                FieldValue::list((0..group.row.values.len()).map(|at| answer::figure(group, at)))
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
        .field(page::paged(super::shape::with(general, ARGUMENTS)))
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
    query = query.field(page::paged(super::shape::with(rows, PINNED)));
    for (name, doc, values) in FORMS {
        let keys: Vec<String> = values.iter().map(|(_, key)| (*key).to_owned()).collect();
        let kind = format!("{}RowConnection!", super::shape::pascal(&snake(name)));
        let made = field(name, &kind, doc, move |context| {
            let keys = keys.clone();
            Box::pin(async move { answer(&context, Some(keys)).await })
        });
        query = query.field(page::paged(super::shape::with(made, ARGUMENTS)));
    }
    query
}

async fn answer<'a>(
    context: &ResolverContext<'a>,
    keys: Option<Vec<String>>,
) -> Result<Option<FieldValue<'a>>, Refusal> {
    let asked = asked(context.ctx)?;
    let query = question(&context.args, keys)?;
    let answer = asked
        .hub
        .figures()
        .answer(&asked.sight, &asked.figures, &query)
        .await?;
    note(&asked, &answer);
    Ok(Some(FieldValue::owned_any(Answer {
        answer,
        query: Arc::new(query),
    })))
}

/// Notes the figures of cost and the names of people that an answer shows.
fn note(asked: &Asked, answer: &MetricAnswer) {
    for row in &answer.rows {
        for value in row.values.iter().filter(|value| value.value.is_some()) {
            note_figure(asked, value.key);
        }
        let named = row.dimensions.iter().filter(|value| {
            value.label.is_some()
                && matches!(value.dimension, Dimension::Person | Dimension::Manager)
        });
        for _ in named {
            asked.note(Class::Personal, "person");
        }
    }
}

/// Notes a figure that tells of cost.
fn note_figure(asked: &Asked, key: &str) {
    if let Some(metric) = metric(key).filter(|metric| metric.classes.contains(&Class::Cost)) {
        asked.note(Class::Cost, metric.key);
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

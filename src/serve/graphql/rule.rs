//! The catalogue of rules in the schema, and the journeys that they refer to.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldValue, Object, SchemaBuilder};
use serde_json::{Value, json as object_of};

use super::context::asked;
use super::entity::class_name;
use super::shape::{Line, field, json, object};
use crate::insight::rule::Rule;
use crate::insight::rule::journey::{JOURNEYS, Journey, journey_of};
use crate::insight::rule::registry::{RULES, UNFED};

const RULE: &[Line] = &[
    ("key", "String!", "Key, as `Exception.rule` names it."),
    ("title", "String!", "What it is called."),
    ("description", "String!", "What it looks for."),
    (
        "severity",
        "ExceptionSeverity",
        "How bad what it finds is; nothing where it cannot be evaluated.",
    ),
    (
        "holdSeconds",
        "Int",
        "Seconds that a finding must last before it opens.",
    ),
    (
        "deadlineSeconds",
        "Int",
        "Seconds from opening by which it is to be resolved.",
    ),
    (
        "needs",
        "[String!]!",
        "Entities whose sources must be fresh for it to open or resolve anything.",
    ),
    (
        "classes",
        "[FactClass!]!",
        "Classes of fact that its words and amounts reveal.",
    ),
    ("owner", "String", "Role that owns what it finds."),
    ("metric", "String", "Metric that it distorts."),
    ("journey", "String", "Journey whose delay it tells."),
    ("stage", "String", "Stage of that journey."),
    (
        "missing",
        "String",
        "NO_SOURCE: the fact that no connected system carries, and what would feed it; nothing where it is evaluated.",
    ),
];

const STAGE: &[Line] = &[
    ("key", "String!", "Key."),
    ("title", "String!", "What has been reached at its end."),
    ("owner", "String!", "Role that owns it."),
    ("deadlineSeconds", "Int!", "Seconds that it may take."),
];

const JOURNEY: &[Line] = &[
    ("key", "String!", "Key."),
    ("title", "String!", "What it is called."),
    ("starts", "String!", "Business event that starts it."),
    ("success", "String!", "Effect that is looked for."),
    ("stages", "[JourneyStage!]!", "Stages in order."),
    ("retries", "Int!", "Attempts before it counts as failing."),
    (
        "deadLetterSeconds",
        "Int!",
        "Seconds of failing before it is set aside.",
    ),
    (
        "byHandAbove",
        "Decimal!",
        "Amount in group currency above which a person decides.",
    ),
];

/// Registers the types.
pub(super) fn register(builder: SchemaBuilder) -> SchemaBuilder {
    builder
        .register(object("Rule", "A rule that finds exceptions.", RULE))
        .register(object("JourneyStage", "A part of a journey.", STAGE))
        .register(object(
            "Journey",
            "The way of one business event through the systems.",
            JOURNEY,
        ))
}

/// The root fields.
pub(super) fn root(query: Object) -> Object {
    query
        .field(listed(
            "ruleCatalog",
            "[Rule!]!",
            "Every rule that finds exceptions, with its meaning; those that no connected system feeds say what is missing.",
            rules,
        ))
        .field(listed(
            "journeys",
            "[Journey!]!",
            "The journeys that rules refer to, with their stages, owners and deadlines.",
            || JOURNEYS.iter().map(|journey| journey_value(journey)).collect(),
        ))
}

fn listed(name: &str, kind: &str, doc: &str, list: fn() -> Vec<Value>) -> GraphField {
    field(name, kind, doc, move |context| {
        Box::pin(async move {
            asked(context.ctx)?;
            let list = list().into_iter().map(json).collect();
            Ok(Some(FieldValue::value(Wire::List(list))))
        })
    })
}

fn rules() -> Vec<Value> {
    let unfed = UNFED.iter().map(|rule| {
        object_of!({
            "key": rule.key, "title": rule.title, "description": rule.title, "needs": [], "classes": [], "missing": rule.missing,
        })
    });
    RULES
        .iter()
        .map(|rule| rule_value(rule))
        .chain(unfed)
        .collect()
}

fn rule_value(rule: &Rule) -> Value {
    let journey = rule.stage.and_then(journey_of);
    let needs = rule.needs.iter().chain(rule.also);
    let mut needs: Vec<&str> = needs.map(|kind| kind.entity().table).collect();
    needs.sort_unstable();
    needs.dedup();
    object_of!({
        "key": rule.key,
        "title": rule.title,
        "description": rule.description,
        "severity": rule.severity.name().to_uppercase(),
        "holdSeconds": rule.hold_ms / 1000,
        "deadlineSeconds": rule.deadline_ms / 1000,
        "needs": needs,
        "classes": rule.classes.iter().map(|class| class_name(*class)).collect::<Vec<_>>(),
        "owner": rule.owner,
        "metric": rule.metric,
        "journey": journey.map(|journey| journey.key),
        "stage": rule.stage.map(|stage| stage.key),
    })
}

fn journey_value(journey: &Journey) -> Value {
    let stages: Vec<Value> = journey
        .stages
        .iter()
        .map(|stage| {
            object_of!({
                "key": stage.key,
                "title": stage.title,
                "owner": stage.owner,
                "deadlineSeconds": stage.deadline_ms / 1000,
            })
        })
        .collect();
    object_of!({
        "key": journey.key,
        "title": journey.title,
        "starts": journey.starts,
        "success": journey.success,
        "stages": stages,
        "retries": journey.thresholds.retries,
        "deadLetterSeconds": journey.thresholds.dead_letter_ms / 1000,
        "byHandAbove": journey.thresholds.by_hand_above.to_string(),
    })
}

//! The configured connections and their state.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldValue};

use crate::access::{Class, Permission};
use crate::model::read::operation;
use crate::serve::graphql::context::asked;
use crate::serve::graphql::redact;
use crate::serve::graphql::shape::{Line, field, json};

/// The connections as a list.
pub(in crate::serve::graphql) fn connections() -> GraphField {
    field(
        "connections",
        "[ConfiguredSystem!]!",
        "Configured connections and their state.",
        |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                asked.require(Permission::ReadIntegration, "reading the hub's own state")?;
                let rows = operation::connections(asked.snapshot().await?).await?;
                let operational = asked.sight.shows_somewhere(Class::Operational);
                let told = |text: String| redact::text(&asked, &text);
                let list = rows
                    .into_iter()
                    .map(|row| {
                        json(serde_json::json!({
                            "id": row.key,
                            "vendor": row.vendor,
                            "paused": row.paused,
                            "circuit": row.circuit.to_uppercase(),
                            "circuitUntil": row.circuit_until.map(|at| at.to_string()),
                            "errorCode": row.error_code,
                            "errorDetail": row.error_detail.filter(|_| operational).map(told),
                            "maskedFields": if operational { serde_json::json!([]) } else { serde_json::json!([{
                                "field": "errorDetail", "class": "OPERATIONAL", "rule": "CLASS_NOT_GRANTED",
                            }]) },
                        }))
                    })
                    .collect();
                Ok(Some(FieldValue::value(Wire::List(list))))
            })
        },
    )
}

/// Fields of a connection.
pub(in crate::serve::graphql) const CONNECTION_LINES: &[Line] = &[
    ("id", "ID!", "Its id in the configuration."),
    ("vendor", "String!", "Vendor."),
    ("paused", "Boolean!", "True while a person has paused it."),
    (
        "circuit",
        "String!",
        "Circuit breaker: CLOSED, OPEN or HALF_OPEN.",
    ),
    (
        "circuitUntil",
        "DateTime",
        "When an open circuit is tried again.",
    ),
    ("errorCode", "String", "Stable code of the last failure."),
    (
        "errorDetail",
        "String",
        "What the operator should know of it. Class operational.",
    ),
    (
        "maskedFields",
        "[MaskedField!]!",
        "Fields that are null because the viewer may not read their class.",
    ),
];

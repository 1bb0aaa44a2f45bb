//! Who asks, what that may be seen, within which limits; and how canonical fields are fed.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldValue, SchemaBuilder};

use super::context::{Asked, asked};
use super::entity::class_name;
use super::shape::{Line, field, json, object};
use crate::access::Permission;
use crate::serve::limit;

/// `viewer`.
pub(super) fn field_of_viewer() -> GraphField {
    field(
        "viewer",
        "Viewer!",
        "Who asks, and what the roles show.",
        |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                let viewer = asked.viewer();
                let grants: Vec<serde_json::Value> = asked
                    .sight
                    .grants()
                    .iter()
                    .map(|grant| {
                        let classes = |set: &std::collections::BTreeSet<crate::access::Class>| {
                            set.iter()
                                .map(|class| class_name(*class))
                                .collect::<Vec<_>>()
                        };
                        let most = |of: fn(&crate::access::Limit) -> usize| {
                            grant
                                .rows
                                .as_ref()
                                .and_then(|rows| rows.limits.iter().map(of).min())
                        };
                        serde_json::json!({
                            "role": grant.role,
                            "allRows": grant.rows.is_none(),
                            "customers": most(|limit| limit.customers.len()),
                            "projects": most(|limit| limit.projects.len()),
                            "people": most(|limit| limit.people.len()),
                            "classes": classes(&grant.classes),
                            "inAggregate": classes(&grant.in_aggregate),
                        })
                    })
                    .collect();
                let may: Vec<String> = [
                    Permission::HandleExceptions,
                    Permission::RunSync,
                    Permission::Replay,
                    Permission::FreezePeriod,
                    Permission::ReadAudit,
                    Permission::ReadIntegration,
                ]
                .into_iter()
                .filter(|permission| viewer.may(*permission))
                .map(|permission| format!("{permission:?}"))
                .collect();
                Ok(Some(FieldValue::value(json(serde_json::json!({
                    "subject": viewer.subject,
                    "email": viewer.email,
                    "roles": grants,
                    "permissions": may,
                    "denied": viewer.deny.classes.iter().map(|class| class_name(*class)).collect::<Vec<_>>(),
                    "expiresAt": viewer.expires_at.map(|at| at.to_string()),
                    "sequence": asked.position.sequence.to_string(),
                    "knownAt": asked.position.at.to_string(),
                    "groupCurrency": asked.hub.group_currency(),
                    "timeZone": asked.hub.time_zone(),
                    "minimumGroup": asked.hub.minimum_group(),
                    "limits": limits(&asked),
                })))))
            })
        },
    )
}

const VIEWER: &[Line] = &[
    ("subject", "String!", "Subject of the token."),
    ("email", "String", "Verified e-mail of the token."),
    (
        "roles",
        "[RoleGrant!]!",
        "Roles held: pairs of rows and classes.",
    ),
    (
        "permissions",
        "[String!]!",
        "What it may do besides reading.",
    ),
    (
        "denied",
        "[FactClass!]!",
        "Classes that the token denies whatever its roles show.",
    ),
    ("expiresAt", "DateTime", "When the token ends."),
    (
        "sequence",
        "String!",
        "Change sequence that this answer reads.",
    ),
    ("knownAt", "DateTime!", "Instant of that sequence."),
    ("groupCurrency", "Currency!", "Group reporting currency."),
    ("timeZone", "String!", "Time zone that today is taken in."),
    (
        "minimumGroup",
        "Int!",
        "Least people that a cost-bearing figure is served over.",
    ),
    ("limits", "Limits!", "How much it may ask for."),
];

const LIMITS: &[Line] = &[
    ("depth", "Int!", "Nesting of fields at most."),
    (
        "selections",
        "Int!",
        "Fields named in an operation at most, fragments spelled out.",
    ),
    ("aliases", "Int!", "Aliases of an operation at most."),
    (
        "cost",
        "Int!",
        "Cost of an operation at most: fields times the rows they are asked for. What an operation cost stands in the answer's `extensions`.",
    ),
    (
        "rows",
        "Int!",
        "Rows that the lists of an operation may be asked for, nested ones multiplied.",
    ),
    ("pageSize", "Int!", "Rows of a page at most."),
    ("queryBytes", "Int!", "Bytes of a query's text at most."),
    ("bodyBytes", "Int!", "Bytes of a request's body at most."),
    ("timeMs", "Int!", "Milliseconds that an operation may take."),
    (
        "requestsPerMinute",
        "Int!",
        "Requests a minute in the long run, of this subject at this replica.",
    ),
    ("burst", "Int!", "Requests at once after a pause."),
    (
        "requestsLeft",
        "Int!",
        "Requests that may be sent at once now.",
    ),
    (
        "operations",
        "Int!",
        "Operations open on one WebSocket at most.",
    ),
];

/// How much the viewer may ask for, and what is left of it.
fn limits(asked: &Asked) -> serde_json::Value {
    let viewer = asked.viewer();
    let limits = asked.hub.limits(viewer);
    serde_json::json!({
        "depth": limits.depth,
        "selections": limits.selections,
        "aliases": limits.aliases,
        "cost": limits.cost,
        "rows": limits.rows,
        "pageSize": super::page::MOST,
        "queryBytes": limit::QUERY,
        "bodyBytes": limit::BODY,
        "timeMs": limits.time_ms,
        "requestsPerMinute": limits.requests_per_minute,
        "burst": limits.burst,
        "requestsLeft": asked.hub.left(viewer),
        "operations": limits.operations,
    })
}

const GRANT: &[Line] = &[
    ("role", "String!", "Role it comes from."),
    ("allRows", "Boolean!", "True where it reaches all rows."),
    (
        "customers",
        "Int",
        "Customers reached at most, where not all.",
    ),
    (
        "projects",
        "Int",
        "Projects reached at most, where not all.",
    ),
    ("people", "Int", "People reached at most, where not all."),
    ("classes", "[FactClass!]!", "Classes shown row by row."),
    (
        "inAggregate",
        "[FactClass!]!",
        "Classes shown over groups of people only.",
    ),
];

const MAPPING: &[Line] = &[
    (
        "connection",
        "String!",
        "Connection, by its id in the configuration.",
    ),
    ("stream", "String!", "Stream."),
    ("entity", "String!", "Canonical entity."),
    ("field", "String!", "Canonical field."),
    ("source", "String!", "Source path and conversion."),
    ("class", "FactClass!", "Class of the canonical field."),
];

/// `fieldMappings`.
pub(super) fn field_mappings() -> GraphField {
    field(
        "fieldMappings",
        "[FieldMapping!]!",
        "Which source path feeds which canonical field, connection by connection.",
        |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                asked.require(Permission::ReadIntegration, "reading mappings")?;
                let list = asked
                    .hub
                    .mappings()
                    .iter()
                    .map(|m| {
                        let class = crate::access::class::class_of(&m.entity, &m.field)
                            .unwrap_or(crate::access::Class::Operational);
                        json(serde_json::json!({
                            "connection": m.connection, "stream": m.stream, "entity": m.entity,
                            "field": m.field, "source": m.source, "class": class_name(class),
                        }))
                    })
                    .collect();
                Ok(Some(FieldValue::value(Wire::List(list))))
            })
        },
    )
}

/// Registers the types.
pub(super) fn register(builder: SchemaBuilder) -> SchemaBuilder {
    builder
        .register(object("Viewer", "Who asks.", VIEWER))
        .register(object("Limits", "How much a viewer may ask for.", LIMITS))
        .register(object("RoleGrant", "A pair of rows and classes.", GRANT))
        .register(object(
            "FieldMapping",
            "How a canonical field is fed.",
            MAPPING,
        ))
}

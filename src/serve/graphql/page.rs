//! Pages: the arguments of a connection, its cursors, and its types.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field, Object, ObjectAccessor};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{Refusal, bad};
use super::shape::{Line, key, object};

/// Rows of a page where nothing is said.
pub(crate) const PAGE: usize = 50;
/// Rows of a page at most.
pub(crate) const MOST: usize = 200;

/// Arguments of every page.
pub(super) const ARGUMENTS: &[Line] = &[
    ("first", "Int", "Rows wanted; 50 where empty, 200 at most."),
    ("after", "String", "Go on after this cursor."),
];

/// How many rows are wanted.
pub(super) fn first(args: &ObjectAccessor<'_>) -> Result<usize, Refusal> {
    let Some(Wire::Number(number)) = args.get("first").map(|value| value.as_value().clone()) else {
        return Ok(PAGE);
    };
    number
        .as_u64()
        .and_then(|first| usize::try_from(first).ok())
        .filter(|first| (1..=MOST).contains(first))
        .ok_or_else(|| bad("first", format!("give 1 to {MOST}")))
}

/// A text argument; nothing where it is absent.
pub(super) fn text(args: &ObjectAccessor<'_>, name: &str) -> Option<String> {
    match args.get(name)?.as_value() {
        Wire::String(text) => Some(text.clone()),
        Wire::Enum(name) => Some(name.to_string()),
        _ => None,
    }
}

/// A place as a cursor.
pub(crate) fn cursor(place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).unwrap_or_default())
}

/// The place of a cursor.
pub(crate) fn place<T: DeserializeOwned>(cursor: &str) -> Result<T, Refusal> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| bad("after", "this is no cursor of this list"))
}

/// The type of a page's end.
pub(super) fn page_info() -> Object {
    object(
        "PageInfo",
        "Where a page ends.",
        &[
            ("hasNextPage", "Boolean!", "True where rows follow."),
            (
                "hasPreviousPage",
                "Boolean!",
                "True where the page was asked for after a row, which then precedes it.",
            ),
            (
                "startCursor",
                "String",
                "Cursor of the first row; nothing on an empty page.",
            ),
            (
                "endCursor",
                "String",
                "Cursor of the last row; nothing on an empty page.",
            ),
        ],
    )
}

/// A page's end: the cursors of its first and last row, whether rows follow, and whether it was asked for after one.
pub(super) fn info(ends: [Option<String>; 2], more: bool, after: bool) -> Wire {
    let [start, end] = ends.map(|cursor| cursor.map_or(Wire::Null, Wire::from));
    map([
        ("hasNextPage", more.into()),
        ("hasPreviousPage", after.into()),
        ("startCursor", start),
        ("endCursor", end),
    ])
}

/// The edge and connection types of a node type, for plain nodes.
pub(super) fn connection(node: &str) -> [Object; 2] {
    [
        edge(node),
        head(node).field(key(
            "totalCount",
            "Int!",
            "Rows in all that the viewer reaches.",
        )),
    ]
}

/// The edge type of a node type.
pub(super) fn edge(node: &str) -> Object {
    Object::new(format!("{node}Edge"))
        .description(format!("A {node} and its place."))
        .field(key("cursor", "String!", "Its place."))
        .field(key("node", &format!("{node}!"), "The row."))
}

/// The connection type of a node type, without its count.
pub(super) fn head(node: &str) -> Object {
    Object::new(format!("{node}Connection"))
        .description(format!("A page of {node} rows."))
        .field(key("nodes", &format!("[{node}!]!"), "The rows."))
        .field(key(
            "edges",
            &format!("[{node}Edge!]!"),
            "The rows with their places.",
        ))
        .field(key("pageInfo", "PageInfo!", "Where the page ends."))
}

/// A page of plain rows with their cursors.
pub(super) fn page(rows: Vec<(String, Wire)>, more: bool, after: bool, total: i64) -> Wire {
    let ends = [rows.first(), rows.last()].map(|row| row.map(|(cursor, _)| cursor.clone()));
    let edges: Vec<Wire> = rows
        .iter()
        .map(|(cursor, node)| map([("cursor", cursor.clone().into()), ("node", node.clone())]))
        .collect();
    map([
        (
            "nodes",
            Wire::List(rows.into_iter().map(|(_, node)| node).collect()),
        ),
        ("edges", Wire::List(edges)),
        ("pageInfo", info(ends, more, after)),
        ("totalCount", total.into()),
    ])
}

/// An object value.
pub(super) fn map<const N: usize>(entries: [(&str, Wire); N]) -> Wire {
    Wire::Object(
        entries
            .into_iter()
            .map(|(name, value)| (async_graphql::Name::new(name), value))
            .collect(),
    )
}

/// Adds the arguments of a page to a field.
pub(super) fn paged(field: Field) -> Field {
    super::shape::with(field, ARGUMENTS)
}

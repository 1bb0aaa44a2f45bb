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
    (
        "first",
        "Int",
        "Rows wanted from the beginning on; 50 where neither `first` nor `last` is given, 200 at most.",
    ),
    ("after", "String", "Only rows after this cursor."),
    (
        "last",
        "Int",
        "Rows wanted up to the end, in the same order; 200 at most, and not together with `first`.",
    ),
    ("before", "String", "Only rows before this cursor."),
];

/// Which part of a list is wanted: of what lies between two rows, so many from its beginning on, or up to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// Only what comes after this cursor.
    pub(super) after: Option<String>,
    /// Only what comes before this cursor.
    pub(super) before: Option<String>,
    /// Rows at most.
    pub(super) count: usize,
    /// True where the last ones are wanted.
    pub(super) last: bool,
}

impl Window {
    /// Reads the arguments of a page.
    pub(super) fn of(args: &ObjectAccessor<'_>) -> Result<Self, Refusal> {
        let (first, last) = (number(args, "first")?, number(args, "last")?);
        if first.is_some() && last.is_some() {
            return Err(bad(
                "last",
                "give first or last, not both: each says at which end of the list the page is",
            ));
        }
        Ok(Self {
            after: text(args, "after"),
            before: text(args, "before"),
            count: first.or(last).unwrap_or(PAGE),
            last: last.is_some(),
        })
    }

    /// The places of its cursors.
    pub(super) fn places<T: DeserializeOwned>(&self) -> Result<[Option<T>; 2], Refusal> {
        let read =
            |name, cursor: &Option<String>| cursor.as_deref().map(|c| place(name, c)).transpose();
        Ok([read("after", &self.after)?, read("before", &self.before)?])
    }

    /// Cuts what is wanted out of the rows that lie between its cursors; tells whether there are more of these.
    pub(super) fn cut<T>(&self, rows: &mut Vec<T>) -> bool {
        let more = rows.len().saturating_sub(self.count);
        match self.last {
            true => drop(rows.drain(..more)),
            false => rows.truncate(self.count),
        }
        more > 0
    }

    /// A page's end: the cursors of its first and last row, and whether there are more rows at either end.
    pub(super) fn info(&self, ends: [Option<String>; 2], more: bool) -> Wire {
        let [start, end] = ends.map(|cursor| cursor.map_or(Wire::Null, Wire::from));
        // The row of a cursor lies beyond the page that it bounds.
        let next = self.before.is_some() || (more && !self.last);
        let previous = self.after.is_some() || (more && self.last);
        map([
            ("hasNextPage", next.into()),
            ("hasPreviousPage", previous.into()),
            ("startCursor", start),
            ("endCursor", end),
        ])
    }
}

/// How many rows are wanted from the beginning on.
pub(super) fn first(args: &ObjectAccessor<'_>) -> Result<usize, Refusal> {
    Ok(number(args, "first")?.unwrap_or(PAGE))
}

fn number(args: &ObjectAccessor<'_>, name: &'static str) -> Result<Option<usize>, Refusal> {
    let Some(Wire::Number(number)) = args.get(name).map(|value| value.as_value().clone()) else {
        return Ok(None);
    };
    number
        .as_u64()
        .and_then(|rows| usize::try_from(rows).ok())
        .filter(|rows| (1..=MOST).contains(rows))
        .map(Some)
        .ok_or_else(|| bad(name, format!("give 1 to {MOST}")))
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

/// The place of an argument's cursor.
pub(crate) fn place<T: DeserializeOwned>(
    argument: &'static str,
    cursor: &str,
) -> Result<T, Refusal> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| bad(argument, "this is no cursor of this list"))
}

/// The type of a page's end.
pub(super) fn page_info() -> Object {
    object(
        "PageInfo",
        "Where a page ends.",
        &[
            ("hasNextPage", "Boolean!", "True where rows follow."),
            ("hasPreviousPage", "Boolean!", "True where rows precede."),
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
pub(super) fn page(rows: Vec<(String, Wire)>, window: &Window, more: bool, total: i64) -> Wire {
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
        ("pageInfo", window.info(ends, more)),
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

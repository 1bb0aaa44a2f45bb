//! What an operation may ask, checked before the library looks at it: size, nesting, aliases, and cost by the rows that lists are asked for.
//!
//! Each fragment is measured once, so that doubling fragments cost nothing to refuse; a cycle is refused. The figures of a fragment add up
//! over its spreads, as if each were spelled out.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationType, Selection, SelectionSet, VariableDefinition,
};
use async_graphql::{Name, Positioned, Value, Variables};
use serde_json::json;

use super::graphql::page::{MOST, PAGE};
use crate::access::Limits;

/// Bytes of a request's body at most.
pub const BODY: usize = 256 * 1024;
/// Bytes of a query's text at most.
pub const QUERY: usize = 64 * 1024;
/// Fragments in fragments at most.
const FRAGMENTS: usize = 100;
/// Lists in lists of what the schema says of itself, at most; more of them multiply without end.
const LISTS: u32 = 2;
/// Brackets open at once in a query's text at most; the parser goes down by one for each.
const BRACKETS: usize = 200;

/// Why an operation is refused before it runs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// It cannot be parsed.
    #[error("{0}")]
    Syntax(String),
    /// It has several operations and names none.
    #[error("the document has several operations; say operationName")]
    Unnamed,
    /// It names an operation that is not there.
    #[error("the document has no operation of this name")]
    Absent,
    /// Its fragments contain each other.
    #[error("fragments contain each other")]
    Cycle,
    /// Its text is too long.
    #[error("the query is longer than {QUERY} bytes")]
    Long,
    /// One of its figures is beyond what the viewer may ask for.
    #[error("the operation has {what} {asked}; {allowed} are allowed: {hint}")]
    Beyond {
        /// Stable code.
        code: &'static str,
        /// Which figure.
        what: &'static str,
        /// What it is.
        asked: u64,
        /// What it may be.
        allowed: u64,
        /// What to do.
        hint: &'static str,
    },
    /// The principal asks too often.
    #[error("too many requests; ask again in {wait_ms} ms")]
    Often {
        /// Milliseconds to wait.
        wait_ms: u64,
    },
}

impl TooMuch {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) | Self::Unnamed | Self::Absent => "GRAPHQL_PARSE_FAILED",
            Self::Cycle => "GRAPHQL_VALIDATION_FAILED",
            Self::Long => "QUERY_TOO_LONG",
            Self::Beyond { code, .. } => code,
            Self::Often { .. } => "RATE_LIMITED",
        }
    }

    /// It as an error of an answer.
    pub fn error(&self) -> serde_json::Value {
        let mut extensions = json!({ "code": self.code() });
        match self {
            Self::Beyond { asked, allowed, .. } => {
                extensions["asked"] = json!(asked);
                extensions["allowed"] = json!(allowed);
            }
            Self::Often { wait_ms } => extensions["retryAfterMs"] = json!(wait_ms),
            _ => {}
        }
        json!({ "message": self.to_string(), "extensions": extensions })
    }
}

/// An operation that may be run.
#[derive(Debug)]
pub struct Checked {
    /// The document.
    pub document: ExecutableDocument,
    /// What it does.
    pub kind: OperationType,
    /// What it costs.
    pub cost: u64,
    /// Milliseconds that it may take.
    pub time_ms: u64,
}

/// Parses an operation and measures it.
pub fn check(
    query: &str,
    operation: Option<&str>,
    variables: &Variables,
    limits: &Limits,
) -> Result<Checked, TooMuch> {
    if query.len() > QUERY {
        return Err(TooMuch::Long);
    }
    brackets(query)?;
    let document = parse_query(query).map_err(|error| TooMuch::Syntax(error.to_string()))?;
    let count = document.operations.iter().count();
    let mut all = Size::default();
    let mut kind = None;
    for (name, definition) in document.operations.iter() {
        let chosen = match operation {
            Some(wanted) => name.is_some_and(|name| name == wanted),
            None => count == 1,
        };
        let mut meter = Meter::new(&document, variables, &definition.node.variable_definitions);
        all = all.and(meter.set(&definition.node.selection_set)?);
        if chosen {
            kind = Some(definition.node.ty);
        }
    }
    // The library walks fragments that nothing spreads, too.
    let mut meter = Meter::new(&document, variables, &[]);
    let names: Vec<Name> = document.fragments.keys().cloned().collect();
    for name in &names {
        let size = meter.fragment(name)?;
        all.selections = all.selections.max(size.selections);
    }
    let kind = kind.ok_or(if operation.is_some() {
        TooMuch::Absent
    } else {
        TooMuch::Unnamed
    })?;
    all.within(limits)?;
    Ok(Checked {
        kind,
        cost: all.cost,
        time_ms: limits.time_ms,
        document,
    })
}

/// Refuses text whose brackets go deeper than anything sensible, before a parser goes down with them.
fn brackets(query: &str) -> Result<(), TooMuch> {
    let mut open = 0usize;
    for byte in query.bytes() {
        match byte {
            b'[' | b'{' | b'(' => open += 1,
            b']' | b'}' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > BRACKETS {
            return Err(deep("brackets open", open as u64, BRACKETS as u64));
        }
    }
    Ok(())
}

fn deep(what: &'static str, asked: u64, allowed: u64) -> TooMuch {
    TooMuch::Beyond {
        code: "TOO_DEEP",
        what,
        asked,
        allowed,
        hint: "nest less",
    }
}

/// How big a selection is, fragments spelled out.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    depth: u32,
    selections: u64,
    aliases: u64,
    cost: u64,
    rows: u64,
    /// Lists in lists, if this is about the schema itself.
    lists: u32,
}

impl Size {
    /// Both, one after the other.
    fn and(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            cost: self.cost.saturating_add(other.cost),
            rows: self.rows.saturating_add(other.rows),
            lists: self.lists.max(other.lists),
        }
    }

    fn within(&self, limits: &Limits) -> Result<(), TooMuch> {
        let figures = [
            (
                "TOO_COSTLY",
                "selections",
                self.selections,
                limits.selections,
                "name fewer fields",
            ),
            (
                "TOO_DEEP",
                "a depth of",
                self.depth.into(),
                limits.depth.into(),
                "nest less",
            ),
            (
                "TOO_MANY_ALIASES",
                "aliases",
                self.aliases,
                limits.aliases,
                "send several requests",
            ),
            (
                "TOO_MANY_ROWS",
                "rows",
                self.rows,
                limits.rows,
                "give smaller values of first",
            ),
            (
                "TOO_COSTLY",
                "a cost of",
                self.cost,
                limits.cost,
                "ask for fewer rows or fields",
            ),
        ];
        for (code, what, asked, allowed, hint) in figures {
            if asked > allowed {
                return Err(TooMuch::Beyond {
                    code,
                    what,
                    asked,
                    allowed,
                    hint,
                });
            }
        }
        Ok(())
    }
}

struct Meter<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    defaults: HashMap<&'a str, &'a Value>,
    known: HashMap<Name, Size>,
    open: HashSet<Name>,
}

impl<'a> Meter<'a> {
    fn new(
        document: &'a ExecutableDocument,
        variables: &'a Variables,
        definitions: &'a [Positioned<VariableDefinition>],
    ) -> Self {
        let default = |definition: &'a Positioned<VariableDefinition>| {
            let value = definition.node.default_value.as_ref()?;
            Some((definition.node.name.node.as_str(), &value.node))
        };
        Self {
            document,
            variables,
            defaults: definitions.iter().filter_map(default).collect(),
            known: HashMap::new(),
            open: HashSet::new(),
        }
    }

    fn set(&mut self, set: &'a Positioned<SelectionSet>) -> Result<Size, TooMuch> {
        let mut sum = Size::default();
        for selection in &set.node.items {
            let size = match &selection.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(fragment) => self.set(&fragment.node.selection_set)?,
                Selection::FragmentSpread(spread) => {
                    let name: &'a Name = &spread.node.fragment_name.node;
                    self.fragment(name)?
                }
            };
            sum = sum.and(size);
            if !matches!(selection.node, Selection::Field(_)) {
                sum.selections = sum.selections.saturating_add(1);
            }
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field) -> Result<Size, TooMuch> {
        let below = self.set(&field.selection_set)?;
        if field.name.node.starts_with("__") {
            if below.lists > LISTS {
                return Err(deep(
                    "lists of the schema in each other",
                    below.lists.into(),
                    LISTS.into(),
                ));
            }
            // What the schema says of itself is read from memory, as deep as the usual question of a client goes.
            return Ok(Size {
                depth: 1,
                selections: below.selections.saturating_add(1),
                ..Size::default()
            });
        }
        let list = self.list(field);
        let rows = list.unwrap_or(1);
        let keys = self.keys(field);
        let listing = ["fields", "inputFields", "interfaces", "possibleTypes"];
        Ok(Size {
            lists: below.lists + u32::from(listing.contains(&field.name.node.as_str())),
            depth: below.depth.saturating_add(1),
            selections: below.selections.saturating_add(1),
            aliases: below.aliases + u64::from(field.alias.is_some()),
            cost: rows
                .saturating_mul(keys)
                .saturating_mul(below.cost)
                .saturating_add(1),
            rows: rows
                .saturating_mul(below.rows)
                .saturating_add(list.unwrap_or(0)),
        })
    }

    fn fragment(&mut self, name: &Name) -> Result<Size, TooMuch> {
        if let Some(known) = self.known.get(name) {
            return Ok(*known);
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        if !self.open.insert(name.clone()) {
            return Err(TooMuch::Cycle);
        }
        if self.open.len() > FRAGMENTS {
            return Err(deep(
                "fragments in each other",
                self.open.len() as u64,
                FRAGMENTS as u64,
            ));
        }
        let size = self.set(&fragment.node.selection_set)?;
        self.open.remove(name);
        self.known.insert(name.clone(), size);
        Ok(size)
    }

    /// A field's argument, its variables put in.
    fn argument(&self, field: &Field, wanted: &str) -> Option<Value> {
        let (_, value) = field
            .arguments
            .iter()
            .find(|(name, _)| name.node == wanted)?;
        let given = |name: Name| {
            let value = self.variables.get(&name).cloned();
            let default = || {
                self.defaults
                    .get(name.as_str())
                    .map(|value| (*value).clone())
            };
            Ok::<_, ()>(value.or_else(default).unwrap_or(Value::Null))
        };
        value.node.clone().into_const_with(given).ok()
    }

    /// Rows that a list is asked for: its `first` or `last`, or a page where it is a page; nothing where it is no list.
    fn list(&self, field: &Field) -> Option<u64> {
        let asked = ["first", "last"]
            .into_iter()
            .filter_map(|name| self.argument(field, name))
            .map(|value| match value {
                Value::Number(number) => number.as_u64().unwrap_or(MOST as u64),
                _ => PAGE as u64,
            })
            .max();
        if let Some(asked) = asked {
            return Some(asked.clamp(1, MOST as u64));
        }
        let page = field.selection_set.node.items.iter().any(|selection| {
            matches!(&selection.node, Selection::Field(field)
                if field.node.name.node == "nodes" || field.node.name.node == "edges")
                || matches!(
                    &selection.node,
                    Selection::FragmentSpread(_) | Selection::InlineFragment(_)
                ) && self.pages(&selection.node, &mut HashSet::new())
        });
        page.then_some(PAGE as u64)
    }

    /// Whether a fragment selects the rows of a page.
    fn pages(&self, selection: &Selection, seen: &mut HashSet<Name>) -> bool {
        let set = match selection {
            Selection::Field(field) => {
                return field.node.name.node == "nodes" || field.node.name.node == "edges";
            }
            Selection::InlineFragment(fragment) => &fragment.node.selection_set,
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                match self.document.fragments.get(name) {
                    Some(fragment) if seen.insert(name.clone()) => &fragment.node.selection_set,
                    _ => return false,
                }
            }
        };
        set.node
            .items
            .iter()
            .any(|item| self.pages(&item.node, seen))
    }

    /// Values that each row of a field has: one a metric that is asked for.
    fn keys(&self, field: &Field) -> u64 {
        match self.argument(field, "keys") {
            Some(Value::List(keys)) => keys.len().max(1) as u64,
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(query: &str) -> Result<u64, TooMuch> {
        check(query, None, &Variables::default(), &Limits::USUAL).map(|checked| checked.cost)
    }

    fn code(query: &str) -> &'static str {
        checked(query).map_or_else(|error| error.code(), |_| "OK")
    }

    #[test]
    fn pages_cost_their_rows() {
        let cases = [
            ("{ customers(first: 10) { nodes { id name } } }", 31),
            ("{ customers { nodes { id } } }", 101),
            (
                "query($n: Int = 200) { customers(first: $n) { nodes { id } } }",
                401,
            ),
            ("{ customers(last: 20) { nodes { id } } }", 41),
            (
                "{ customers { ...f } } fragment f on CustomerConnection { ...g } fragment g on CustomerConnection { nodes { id } }",
                101,
            ),
            (
                r#"{ metrics(keys: ["a", "b", "c"], first: 10) { nodes { values { value } } } }"#,
                91,
            ),
        ];
        for (query, cost) in cases {
            assert_eq!(checked(query), Ok(cost), "{query}");
        }
        let given = Variables::from_json(json!({ "n": 3 }));
        let query = "query($n: Int = 200) { customers(first: $n) { nodes { id } } }";
        let cost = check(query, None, &given, &Limits::USUAL).map(|checked| checked.cost);
        assert_eq!(cost, Ok(7));
    }

    #[test]
    fn each_limit_has_its_code() {
        let nested = |levels: usize| format!("{}x{}", "{ a ".repeat(levels), "}".repeat(levels));
        let aliases: String = (0..101)
            .map(|at| format!("a{at}: viewer {{ subject }} "))
            .collect();
        let wide =
            "{ a: customers(first: 200) { nodes { projects(first: 200) { nodes { id } } } } }";
        let costly = format!(
            "{{ customers(first: 200) {{ nodes {{ projects(first: 90) {{ nodes {{ {} }} }} }} }} }}",
            "id ".repeat(12)
        );
        let cases = [
            (nested(15), "OK"),
            (nested(16), "TOO_DEEP"),
            ("{ a(b: ".to_owned() + &"[".repeat(30_000) + ") }", "TOO_DEEP"),
            (format!("{{ {aliases} }}"), "TOO_MANY_ALIASES"),
            (wide.to_owned(), "TOO_MANY_ROWS"),
            (costly, "TOO_COSTLY"),
            (format!("{{ viewer {{ {} }} }}", "id ".repeat(10_000)), "TOO_COSTLY"),
            (format!("{{ viewer {{ subject }} }} # {}", " ".repeat(QUERY)), "QUERY_TOO_LONG"),
            ("{ __schema { types { fields { type { fields { name } } } } } }".to_owned(), "OK"),
            ("{ __schema { types { fields { type { fields { type { possibleTypes { name } } } } } } } }".to_owned(), "TOO_DEEP"),
            ("{".to_owned(), "GRAPHQL_PARSE_FAILED"),
            ("query a { x } query b { y }".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ];
        for (query, wanted) in cases {
            assert_eq!(code(&query), wanted, "{}", &query[..query.len().min(80)]);
        }
    }

    #[test]
    fn doubling_fragments_are_measured_not_spelled_out() {
        for leaf in ["fragment f60 on Query { __typename }", ""] {
            for root in ["{ ...f0 }\n", "{ __typename }\n"] {
                let mut query = String::from(root);
                for level in 0..60 {
                    query += &format!(
                        "fragment f{level} on Query {{ ...f{0} ...f{0} }}\n",
                        level + 1
                    );
                }
                query += leaf;
                assert_eq!(code(&query), "TOO_COSTLY", "{root}{leaf}");
            }
        }
    }

    #[test]
    fn cycles_are_refused() {
        let query = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
        assert_eq!(checked(query), Err(TooMuch::Cycle));
    }

    #[test]
    fn wider_roles_may_ask_for_more() {
        let query = "{ customers(first: 200) { nodes { projects(first: 200) { nodes { id } } } } }";
        let check = |limits| check(query, None, &Variables::default(), limits).is_ok();
        assert!(!check(&Limits::USUAL));
        assert!(check(&Limits::BULK));
    }
}

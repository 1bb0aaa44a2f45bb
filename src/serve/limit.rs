//! What an operation may ask, checked before the library looks at it: size, fragments, and cost by the rows that lists are asked for.
//!
//! Fragments are priced once each, so that doubling fragments cost nothing to refuse; a cycle is refused.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value, Variables};

use super::graphql::page::{MOST, PAGE};

/// Bytes of a request's body at most.
pub const BODY: usize = 256 * 1024;
/// Bytes of a query's text at most.
pub const QUERY: usize = 64 * 1024;
/// Cost of an operation at most: fields times the rows they are asked for.
pub const COST: u64 = 200_000;

/// Why an operation is refused before it runs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// It cannot be parsed.
    #[error("{0}")]
    Syntax(String),
    /// Its text is too long.
    #[error("the query is longer than {QUERY} bytes")]
    Long,
    /// It has several operations and names none.
    #[error("the document has several operations; say operationName")]
    Unnamed,
    /// It names an operation that is not there.
    #[error("the document has no operation of this name")]
    Absent,
    /// Its fragments contain each other.
    #[error("fragments contain each other")]
    Cycle,
    /// It asks for too much.
    #[error("the operation costs {0}; {COST} are allowed: ask for fewer rows or fields")]
    Costly(u64),
}

impl TooMuch {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) | Self::Unnamed | Self::Absent => "GRAPHQL_PARSE_FAILED",
            Self::Long | Self::Cycle | Self::Costly(_) => "TOO_COSTLY",
        }
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
}

/// Parses an operation and prices it.
pub fn check(
    query: &str,
    operation: Option<&str>,
    variables: &Variables,
) -> Result<Checked, TooMuch> {
    if query.len() > QUERY {
        return Err(TooMuch::Long);
    }
    let document = parse_query(query).map_err(|error| TooMuch::Syntax(error.to_string()))?;
    let mut pricer = Pricer {
        document: &document,
        variables,
        known: HashMap::new(),
        open: HashSet::new(),
    };
    let mut kind = None;
    let mut cost = 0u64;
    let count = document.operations.iter().count();
    for (name, definition) in document.operations.iter() {
        let chosen = match operation {
            Some(wanted) => name.is_some_and(|name| name == wanted),
            None => count == 1,
        };
        let price = pricer.set(&definition.node.selection_set)?;
        cost = cost.saturating_add(price);
        if chosen {
            kind = Some(definition.node.ty);
        }
    }
    let Some(kind) = kind else {
        return Err(if operation.is_some() {
            TooMuch::Absent
        } else {
            TooMuch::Unnamed
        });
    };
    if cost > COST {
        return Err(TooMuch::Costly(cost));
    }
    Ok(Checked {
        document,
        kind,
        cost,
    })
}

struct Pricer<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    known: HashMap<&'a Name, u64>,
    open: HashSet<&'a Name>,
}

impl<'a> Pricer<'a> {
    fn set(&mut self, set: &'a Positioned<SelectionSet>) -> Result<u64, TooMuch> {
        let mut sum = 0u64;
        for selection in &set.node.items {
            let price = match &selection.node {
                Selection::Field(field) => {
                    let rows = self.rows(&field.node);
                    let below = self.set(&field.node.selection_set)?;
                    rows.saturating_mul(below).saturating_add(1)
                }
                Selection::InlineFragment(fragment) => self.set(&fragment.node.selection_set)?,
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node)?
                }
            };
            sum = sum.saturating_add(price);
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &'a Name) -> Result<u64, TooMuch> {
        if let Some(known) = self.known.get(name) {
            return Ok(*known);
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(0);
        };
        if !self.open.insert(name) {
            return Err(TooMuch::Cycle);
        }
        let price = self.set(&fragment.node.selection_set)?;
        self.open.remove(name);
        self.known.insert(name, price);
        Ok(price)
    }

    /// Rows that a field is asked for: its `first`, or a page where it is a page.
    fn rows(&self, field: &async_graphql::parser::types::Field) -> u64 {
        let first = field
            .arguments
            .iter()
            .find(|(name, _)| name.node == "first")
            .map(|(_, value)| {
                value.node.clone().into_const_with(|name| {
                    Ok::<_, ()>(self.variables.get(&name).cloned().unwrap_or(Value::Null))
                })
            });
        if let Some(Ok(Value::Number(number))) = &first {
            return number.as_u64().unwrap_or(MOST as u64).clamp(1, MOST as u64);
        }
        let page = field.selection_set.node.items.iter().any(|selection| {
            matches!(&selection.node, Selection::Field(field)
                if field.node.name.node == "nodes" || field.node.name.node == "edges")
        });
        if page || first.is_some() {
            PAGE as u64
        } else {
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(query: &str) -> Result<u64, TooMuch> {
        check(query, None, &Variables::default()).map(|checked| checked.cost)
    }

    #[test]
    fn pages_cost_their_rows() {
        assert_eq!(
            cost("{ customers(first: 10) { nodes { id name } } }"),
            Ok(31)
        );
        assert_eq!(cost("{ customers { nodes { id } } }"), Ok(101));
    }

    #[test]
    fn doubling_fragments_are_priced_not_expanded() {
        let mut query = String::from("{ ...f0 }\n");
        for level in 0..40 {
            query += &format!(
                "fragment f{level} on Query {{ ...f{0} ...f{0} }}\n",
                level + 1
            );
        }
        query += "fragment f40 on Query { __typename }";
        assert!(matches!(cost(&query), Err(TooMuch::Costly(_))));
    }

    #[test]
    fn cycles_are_refused() {
        let query = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
        assert_eq!(cost(query), Err(TooMuch::Cycle));
    }
}

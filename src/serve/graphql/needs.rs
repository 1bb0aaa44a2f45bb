//! What an operation reads: figures, rows, or both, so that all of its answer can be of one moment.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Root fields that read figures only.
const FIGURES: &[&str] = &[
    "metrics",
    "contributions",
    "margin",
    "utilization",
    "billingLatency",
    "integrationHealth",
    "receivables",
    "leakage",
];
/// Root fields that read neither.
const NEITHER: &[&str] = &[
    "viewer",
    "metricCatalog",
    "ruleCatalog",
    "journeys",
    "fieldMappings",
    "__typename",
    "__schema",
    "__type",
];
/// Fields of a figure's rows that read rows.
const OPENED: &[&str] = &["node", "provenance"];

/// What an operation reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Figures.
    pub(crate) figures: bool,
    /// Rows of the database.
    pub(crate) rows: bool,
}

impl Needs {
    /// What the operations of a document read, all taken together.
    pub(crate) fn of(document: &ExecutableDocument) -> Self {
        let mut needs = Self::default();
        for (_, operation) in document.operations.iter() {
            needs.root(document, &operation.node.selection_set.node, 0);
        }
        needs
    }

    fn root(&mut self, document: &ExecutableDocument, set: &SelectionSet, depth: usize) {
        // Cycles of fragments are refused before; the bound only keeps this from trusting that.
        if depth > 32 {
            self.rows = true;
            return;
        }
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let figures = FIGURES.contains(&name);
                    self.figures |= figures;
                    self.rows |= match figures {
                        true => opens(document, &field.node.selection_set.node, 0),
                        false => !NEITHER.contains(&name),
                    };
                }
                Selection::InlineFragment(inline) => {
                    self.root(document, &inline.node.selection_set.node, depth + 1);
                }
                Selection::FragmentSpread(spread) => {
                    match document.fragments.get(&spread.node.fragment_name.node) {
                        Some(fragment) => {
                            self.root(document, &fragment.node.selection_set.node, depth + 1);
                        }
                        None => self.rows = true,
                    }
                }
            }
        }
    }
}

/// True where a figure's selection opens rows.
fn opens(document: &ExecutableDocument, set: &SelectionSet, depth: usize) -> bool {
    if depth > 32 {
        return true;
    }
    set.items.iter().any(|selection| match &selection.node {
        Selection::Field(field) => {
            OPENED.contains(&field.node.name.node.as_str())
                || opens(document, &field.node.selection_set.node, depth + 1)
        }
        Selection::InlineFragment(inline) => {
            opens(document, &inline.node.selection_set.node, depth + 1)
        }
        Selection::FragmentSpread(spread) => document
            .fragments
            .get(&spread.node.fragment_name.node)
            .is_none_or(|fragment| opens(document, &fragment.node.selection_set.node, depth + 1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    fn needs(query: &str) -> (bool, bool) {
        let needs = Needs::of(&parse_query(query).unwrap());
        (needs.figures, needs.rows)
    }

    #[test]
    fn fields_tell_what_is_read() {
        assert_eq!(needs("{ viewer { subject } }"), (false, false));
        assert_eq!(
            needs("{ ruleCatalog { key } journeys { key } fieldMappings { field } }"),
            (false, false)
        );
        assert_eq!(needs("{ m: metrics { nodes { cursor } } }"), (true, false));
        assert_eq!(
            needs("{ metrics { nodes { values { contributions { nodes { node { id } } } } } } }"),
            (true, true)
        );
        assert_eq!(
            needs(
                "query { ...a } fragment a on Query { margin { totalCount } customers { totalCount } }"
            ),
            (true, true)
        );
    }
}

//! Looks at a document before the executor does: fragments that multiply would cost minutes of its validation.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

/// Why a document is not looked at further.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// A fragment contains itself.
    #[error("a fragment spreads itself")]
    Cycle,
    /// Too many selections once fragments are spread out.
    #[error("the operation selects more than {0} fields once its fragments are spread out")]
    TooMany(usize),
    /// No operation has the name, or one must be named.
    #[error("{0}")]
    Operation(String),
}

/// What kind of operation a request runs, and whether its size is within the limit.
pub(super) fn inspect(
    document: &ExecutableDocument,
    name: Option<&str>,
    most: usize,
) -> Result<OperationType, Refused> {
    let mut operations = document.operations.iter();
    let operation = match name {
        Some(name) => operations
            .find(|(known, _)| known.is_some_and(|known| known == name))
            .map(|(_, operation)| operation)
            .ok_or_else(|| Refused::Operation(format!("no operation is called {name:?}")))?,
        None => match (operations.next(), operations.next()) {
            (Some((_, only)), None) => only,
            (None, _) => {
                return Err(Refused::Operation(
                    "the document has no operation".to_owned(),
                ));
            }
            _ => {
                return Err(Refused::Operation(
                    "the document has several operations: name one in operationName".to_owned(),
                ));
            }
        },
    };
    let mut counted = HashMap::new();
    let mut total = 0_usize;
    for (_, operation) in document.operations.iter() {
        total = total.saturating_add(count(
            &operation.node.selection_set,
            document,
            &mut counted,
            &mut Vec::new(),
            most,
        )?);
        if total > most {
            return Err(Refused::TooMany(most));
        }
    }
    Ok(operation.node.ty)
}

fn count<'d>(
    set: &'d Positioned<SelectionSet>,
    document: &'d ExecutableDocument,
    counted: &mut HashMap<&'d Name, usize>,
    path: &mut Vec<&'d Name>,
    most: usize,
) -> Result<usize, Refused> {
    let mut total = 0_usize;
    for selection in &set.node.items {
        let inside = match &selection.node {
            Selection::Field(field) => {
                1 + count(&field.node.selection_set, document, counted, path, most)?
            }
            Selection::InlineFragment(inline) => {
                count(&inline.node.selection_set, document, counted, path, most)?
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if path.contains(&name) {
                    return Err(Refused::Cycle);
                }
                match (counted.get(name), document.fragments.get(name)) {
                    (Some(known), _) => *known,
                    (None, None) => 0,
                    (None, Some(fragment)) => {
                        path.push(name);
                        let inside =
                            count(&fragment.node.selection_set, document, counted, path, most)?;
                        path.pop();
                        counted.insert(name, inside);
                        inside
                    }
                }
            }
        };
        total = total.saturating_add(inside);
        if total > most {
            return Err(Refused::TooMany(most));
        }
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str, name: Option<&str>) -> Result<OperationType, Refused> {
        inspect(
            &async_graphql::parser::parse_query(text).unwrap(),
            name,
            5_000,
        )
    }

    #[test]
    fn doubling_fragments_are_refused_at_once() {
        let mut text = String::from("{ ...f0 }");
        for n in 0..60 {
            text += &format!(" fragment f{n} on Q {{ ...f{} ...f{} }}", n + 1, n + 1);
        }
        text += " fragment f60 on Q { a }";
        assert_eq!(look(&text, None), Err(Refused::TooMany(5_000)));
        assert_eq!(
            look(
                "{ ...a } fragment a on Q { ...b } fragment b on Q { ...a }",
                None
            ),
            Err(Refused::Cycle)
        );
    }

    #[test]
    fn the_operation_is_found_by_name() {
        let text = "query A { a } mutation B { b }";
        assert_eq!(look(text, Some("B")), Ok(OperationType::Mutation));
        assert!(matches!(look(text, None), Err(Refused::Operation(_))));
        assert!(matches!(look(text, Some("C")), Err(Refused::Operation(_))));
    }
}

//! What a token takes away: classes and rows that no role of its may give. A denial always wins over a grant.

use std::collections::BTreeSet;

use super::Class;

/// What is denied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Deny {
    /// Classes shown on no row and in no figure.
    pub classes: BTreeSet<Class>,
    /// Legal entities, by source id or name, whose rows are hidden.
    pub legal_entities: Vec<String>,
    /// Practices whose rows are hidden.
    pub practices: Vec<String>,
    /// Customers whose rows are hidden.
    pub customers: Vec<String>,
}

impl Deny {
    /// Takes another denial on top.
    pub fn add(&mut self, other: Self) {
        self.classes.extend(other.classes);
        self.legal_entities.extend(other.legal_entities);
        self.practices.extend(other.practices);
        self.customers.extend(other.customers);
    }
}

/// A class by its name in a token, in any case; nothing for an unknown word and for what is never served.
pub fn class(name: &str) -> Option<Class> {
    [
        Class::Plain,
        Class::Commercial,
        Class::Cost,
        Class::Personal,
        Class::Operational,
    ]
    .into_iter()
    .find(|class| name.eq_ignore_ascii_case(&format!("{class:?}")))
}

//! Grants with their rows worked out: which rows, and which classes in them.

use std::collections::{BTreeSet, HashSet};

use super::Class;
use super::policy::Role;

/// Which rows a grant reaches: of each kind all (`None`), or those listed. Everything else hangs on one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowScope {
    /// Customers (representatives).
    pub customers: Option<HashSet<i64>>,
    /// Projects (representatives).
    pub projects: Option<HashSet<i64>>,
    /// Practices (representatives).
    pub practices: Option<HashSet<i64>>,
    /// Legal entities (representatives).
    pub legal_entities: Option<HashSet<i64>>,
    /// People (representatives).
    pub people: Option<HashSet<i64>>,
}

impl RowScope {
    /// No business rows at all.
    pub fn nothing() -> Self {
        let none = || Some(HashSet::new());
        Self {
            customers: none(),
            projects: none(),
            practices: none(),
            legal_entities: none(),
            people: none(),
        }
    }
}

/// A pair of rows and classes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// Role it comes from.
    pub role: &'static str,
    /// Rows; all where empty.
    pub rows: Option<RowScope>,
    /// Classes, row by row.
    pub classes: BTreeSet<Class>,
    /// Classes served only over groups of people.
    pub in_aggregate: BTreeSet<Class>,
}

impl Grant {
    /// A role's grant over rows, with the classes that its token may narrow.
    pub fn new(role: &'static Role, rows: Option<RowScope>, token_classes: &[String]) -> Self {
        let wanted = |class: &Class| {
            !role.classes_from_token
                || *class == Class::Plain
                || token_classes
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(&format!("{class:?}")))
        };
        Self {
            role: role.key,
            rows,
            classes: role.classes.iter().copied().filter(wanted).collect(),
            in_aggregate: role.in_aggregate.iter().copied().collect(),
        }
    }
}

/// What a row hangs on: it is visible where one of these is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Customer.
    pub customer: Option<i64>,
    /// Project.
    pub project: Option<i64>,
    /// Practice.
    pub practice: Option<i64>,
    /// Legal entity.
    pub legal_entity: Option<i64>,
    /// Person.
    pub person: Option<i64>,
}

impl Grant {
    /// Whether a row that hangs on these is in the grant's rows: judged by its project, else its customer, else its person, else its
    /// practice or legal entity; a row that hangs on none of them is nobody's but whoever sees all.
    pub fn reaches(&self, subject: &Subject) -> bool {
        let Some(rows) = &self.rows else { return true };
        let by_order = [
            (&rows.projects, subject.project),
            (&rows.customers, subject.customer),
            (&rows.people, subject.person),
            (&rows.practices, subject.practice),
            (&rows.legal_entities, subject.legal_entity),
        ];
        let judge = by_order
            .into_iter()
            .find_map(|(set, id)| id.map(|id| set.as_ref().is_none_or(|set| set.contains(&id))));
        judge.unwrap_or(false)
    }

    /// Whether it shows a class row by row.
    pub fn shows(&self, class: Class) -> bool {
        self.classes.contains(&class)
    }
}

/// A value that is hidden, told apart from one that is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// Field of the API.
    pub field: &'static str,
    /// Its class.
    pub class: Class,
    /// Why.
    pub rule: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::policy::role;

    #[test]
    fn several_grants_unite_pair_by_pair() {
        let own = RowScope {
            customers: Some(HashSet::from([1])),
            ..RowScope::nothing()
        };
        let lead = Grant::new(role("account_lead").unwrap(), Some(own), &[]);
        let engineer = Grant::new(role("integration_engineer").unwrap(), None, &[]);
        let other = Subject {
            customer: Some(2),
            ..Subject::default()
        };
        let shows = |subject: &Subject, class| {
            [&lead, &engineer]
                .iter()
                .any(|grant| grant.reaches(subject) && grant.shows(class))
        };
        assert!(shows(
            &Subject {
                customer: Some(1),
                ..other
            },
            Class::Commercial
        ));
        assert!(shows(&other, Class::Plain));
        assert!(
            !shows(&other, Class::Commercial),
            "commercial must not spread to rows of another grant"
        );
    }

    #[test]
    fn classes_of_a_token_never_exceed_the_role() {
        let classes = ["cost".to_owned(), "operational".to_owned()];
        let grant = Grant::new(role("bi_reader").unwrap(), None, &classes);
        assert_eq!(grant.classes, BTreeSet::from([Class::Plain, Class::Cost]));
    }
}

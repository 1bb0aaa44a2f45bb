//! Grants with their rows worked out: which rows, and which classes in them.

use std::collections::{BTreeSet, HashSet};

use super::policy::{Permission, Role};
use super::{Class, RoleClaim, deny};

/// What a limit of rows goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum By {
    /// Legal entities.
    LegalEntity,
    /// Practices.
    Practice,
    /// Customers.
    #[default]
    Customer,
}

/// A limit of rows by one thing, worked out: what of each kind lies within it (representatives).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limit {
    /// What it goes by.
    pub by: By,
    /// Legal entities it names, with all below them.
    pub legal_entities: HashSet<i64>,
    /// Practices it names, with all below them.
    pub practices: HashSet<i64>,
    /// Customers it names, or that it reaches by their projects.
    pub customers: HashSet<i64>,
    /// Those of the customers that lie within it as a whole, so that figures of the account tell of nothing outside.
    pub whole_customers: HashSet<i64>,
    /// Projects.
    pub projects: HashSet<i64>,
    /// Price lists of its projects.
    pub rate_cards: HashSet<i64>,
    /// People with a day within it.
    pub people: HashSet<i64>,
    /// People within it today.
    pub present: HashSet<i64>,
    /// Stretches of days, first and last, on which a person is within it.
    pub held: Vec<(i64, i32, i32)>,
}

impl Limit {
    /// Whether what a row hangs on lies within; a row that hangs on nothing it goes by does not.
    fn holds(&self, subject: &Subject) -> bool {
        let project = subject.project.map(|id| self.projects.contains(&id));
        let customer = subject.customer.map(|id| match subject.whole {
            true => self.whole_customers.contains(&id),
            false => self.customers.contains(&id),
        });
        let practice = subject.practice.map(|id| self.practices.contains(&id));
        let entity = subject
            .legal_entity
            .map(|id| self.legal_entities.contains(&id));
        let person = subject.person.map(|id| self.present.contains(&id));
        let judged = match self.by {
            By::LegalEntity => entity.or(project).or(customer).or(person),
            By::Practice => project.or(practice).or(customer).or(person),
            By::Customer => project.or(customer),
        };
        judged.unwrap_or(false)
    }

    /// Whether anything a row hangs on lies within: a denial takes it away then.
    fn touches(&self, subject: &Subject) -> bool {
        let among = |set: &HashSet<i64>, id: Option<i64>| id.is_some_and(|id| set.contains(&id));
        match self.by {
            By::LegalEntity => {
                among(&self.legal_entities, subject.legal_entity)
                    || among(&self.projects, subject.project)
                    || among(&self.whole_customers, subject.customer)
                    || among(&self.present, subject.person)
            }
            By::Practice => {
                among(&self.practices, subject.practice)
                    || among(&self.projects, subject.project)
                    || among(&self.whole_customers, subject.customer)
                    || among(&self.present, subject.person)
            }
            By::Customer => {
                among(&self.customers, subject.customer) || among(&self.projects, subject.project)
            }
        }
    }

    fn day(&self, practice: i64, legal_entity: i64) -> bool {
        match self.by {
            By::LegalEntity => self.legal_entities.contains(&legal_entity),
            By::Practice => self.practices.contains(&practice),
            By::Customer => false,
        }
    }
}

/// Which rows a grant reaches: those within every limit, and within no denial; all where there are neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowScope {
    /// Every one must hold.
    pub limits: Vec<Limit>,
    /// None may touch.
    pub denied: Vec<Limit>,
}

impl RowScope {
    /// No business rows at all.
    pub fn nothing() -> Self {
        Self {
            limits: vec![Limit::default()],
            denied: Vec::new(),
        }
    }

    /// Whether a row that hangs on these is within. A row that hangs on nothing is nobody's but whoever has no limit.
    pub fn reaches(&self, subject: &Subject) -> bool {
        self.limits.iter().all(|limit| limit.holds(subject))
            && !self.denied.iter().any(|limit| limit.touches(subject))
    }

    /// Whether a project is within.
    pub fn project(&self, id: i64) -> bool {
        self.reaches(&Subject {
            project: Some(id),
            ..Subject::default()
        })
    }

    /// Whether a person's day is within, by the practice and the legal entity held on it.
    pub fn day(&self, practice: i64, legal_entity: i64) -> bool {
        self.limits
            .iter()
            .all(|limit| limit.day(practice, legal_entity))
            && !self
                .denied
                .iter()
                .any(|limit| limit.day(practice, legal_entity))
    }

    /// Whether a person's row is within: somebody with a day in it.
    pub fn person(&self, id: i64) -> bool {
        self.limits.iter().all(|limit| limit.people.contains(&id))
            && !self.denied.iter().any(|limit| limit.present.contains(&id))
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
    /// What it may do besides reading.
    pub may: &'static [Permission],
}

impl Grant {
    /// A role's grant over rows, with the classes that its token narrows and denies.
    pub fn new(
        role: &'static Role,
        rows: Option<RowScope>,
        claim: &RoleClaim,
        denied: &BTreeSet<Class>,
    ) -> Self {
        let names = match &claim.classes {
            None if role.classes_from_token => Some(&[][..]),
            names => names.as_deref(),
        };
        let named = |class: Class| {
            class == Class::Plain
                || names
                    .is_none_or(|names| names.iter().any(|name| deny::class(name) == Some(class)))
        };
        let over_groups = |class: Class| {
            let word = format!("{class:?}-in-aggregate");
            names.is_some_and(|names| names.iter().any(|name| name.eq_ignore_ascii_case(&word)))
        };
        let keep = |class: &Class| !denied.contains(class);
        let classes: BTreeSet<Class> = role
            .classes
            .iter()
            .copied()
            .filter(|class| named(*class))
            .filter(keep)
            .collect();
        let own = role
            .in_aggregate
            .iter()
            .copied()
            .filter(|class| named(*class) || over_groups(*class));
        let lesser = role.classes.iter().copied().filter(|class| {
            *class == Class::Cost && !classes.contains(class) && over_groups(*class)
        });
        Self {
            role: role.key,
            rows,
            in_aggregate: own.chain(lesser).filter(keep).collect(),
            classes,
            may: role.may,
        }
    }

    /// Everything, for the hub itself.
    pub fn everything(role: &'static str) -> Self {
        Self {
            role,
            rows: None,
            classes: [
                Class::Plain,
                Class::Commercial,
                Class::Cost,
                Class::Personal,
                Class::Operational,
            ]
            .into(),
            in_aggregate: BTreeSet::new(),
            may: &[],
        }
    }

    /// Whether it reaches a row that hangs on these.
    pub fn reaches(&self, subject: &Subject) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.reaches(subject))
    }

    /// Whether it reaches a person's row.
    pub fn person(&self, id: i64) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.person(id))
    }

    /// Whether it shows a class row by row.
    pub fn shows(&self, class: Class) -> bool {
        self.classes.contains(&class)
    }
}

/// What a row hangs on: it is visible where the first of these that a limit goes by is.
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
    /// Person, as of today.
    pub person: Option<i64>,
    /// True where it tells of the customer's account as a whole, so that a part of the account is not enough to see it.
    pub whole: bool,
}

impl Subject {
    /// What hangs on a customer alone tells of the account as a whole.
    pub fn of_account(self) -> Self {
        let alone = self
            == Self {
                customer: self.customer,
                ..Self::default()
            };
        Self {
            whole: alone && self.customer.is_some(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::policy::role;

    fn of_customer(id: i64) -> Subject {
        Subject {
            customer: Some(id),
            ..Subject::default()
        }
    }

    fn claim(classes: &[&str]) -> RoleClaim {
        RoleClaim {
            classes: Some(classes.iter().map(|name| (*name).to_owned()).collect()),
            ..RoleClaim::default()
        }
    }

    fn grant(key: &str, rows: Option<RowScope>, claim: &RoleClaim) -> Grant {
        Grant::new(role(key).unwrap(), rows, claim, &BTreeSet::new())
    }

    #[test]
    fn several_grants_unite_pair_by_pair() {
        let own = RowScope {
            limits: vec![Limit {
                customers: HashSet::from([1]),
                ..Limit::default()
            }],
            denied: Vec::new(),
        };
        let lead = grant("account_lead", Some(own), &RoleClaim::default());
        let engineer = grant("integration_engineer", None, &RoleClaim::default());
        let shows = |subject: &Subject, class| {
            [&lead, &engineer]
                .iter()
                .any(|grant| grant.reaches(subject) && grant.shows(class))
        };
        assert!(shows(&of_customer(1), Class::Commercial));
        assert!(shows(&of_customer(2), Class::Plain));
        assert!(
            !shows(&of_customer(2), Class::Commercial),
            "commercial must not spread to rows of another grant"
        );
    }

    #[test]
    fn classes_of_a_token_never_exceed_the_role() {
        let reader = grant("bi_reader", None, &claim(&["cost", "operational"]));
        assert_eq!(reader.classes, BTreeSet::from([Class::Plain, Class::Cost]));
        let without = grant("bi_reader", None, &RoleClaim::default());
        assert_eq!(without.classes, BTreeSet::from([Class::Plain]));
        let grouped = grant("bi_reader", None, &claim(&["cost-in-aggregate"]));
        assert_eq!(grouped.classes, BTreeSet::from([Class::Plain]));
        assert_eq!(grouped.in_aggregate, BTreeSet::from([Class::Cost]));
        let narrowed = grant("finance", None, &claim(&["commercial"]));
        assert_eq!(
            narrowed.classes,
            BTreeSet::from([Class::Plain, Class::Commercial])
        );
        let pmo = grant("pmo", None, &claim(&["cost"]));
        assert!(
            !pmo.classes.contains(&Class::Cost),
            "a token widens no role"
        );
        let unread = grant("pmo", None, &claim(&["salary"]));
        assert_eq!(unread.classes, BTreeSet::from([Class::Plain]));
        assert!(unread.in_aggregate.is_empty());
    }

    #[test]
    fn a_denied_class_is_in_no_grant() {
        let denied = BTreeSet::from([Class::Cost]);
        let none = RoleClaim::default();
        for key in ["finance", "pmo", "auditor"] {
            let grant = Grant::new(role(key).unwrap(), None, &none, &denied);
            assert!(!grant.classes.contains(&Class::Cost), "{key}");
            assert!(!grant.in_aggregate.contains(&Class::Cost), "{key}");
        }
    }

    #[test]
    fn every_limit_must_hold_and_no_denial_touch() {
        let entity = Limit {
            by: By::LegalEntity,
            legal_entities: HashSet::from([7]),
            customers: HashSet::from([1, 2]),
            whole_customers: HashSet::from([1]),
            projects: HashSet::from([11]),
            ..Limit::default()
        };
        let rows = RowScope {
            limits: vec![entity.clone()],
            denied: vec![Limit {
                by: By::Customer,
                customers: HashSet::from([2]),
                ..Limit::default()
            }],
        };
        assert!(rows.reaches(&of_customer(1)));
        assert!(!rows.reaches(&of_customer(2)), "the denial wins");
        let elsewhere = Subject {
            legal_entity: Some(8),
            ..of_customer(1)
        };
        assert!(
            !rows.reaches(&elsewhere),
            "a row of another entity is not within, though its customer is"
        );
        assert!(!rows.reaches(&Subject::default()));
        let whole = Subject {
            whole: true,
            ..of_customer(2)
        };
        let limited = RowScope {
            limits: vec![entity],
            denied: Vec::new(),
        };
        assert!(limited.reaches(&of_customer(2)));
        assert!(
            !limited.reaches(&whole),
            "the account goes beyond the entity"
        );
    }
}

//! The roles: one static value each. The committed matrix `tests/policy.txt` is this table as a reviewer reads it.

use super::Class::{self, Commercial, Cost, Operational, Personal, Plain};
use super::Limits;

/// Which rows a role reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowRule {
    /// All.
    All,
    /// Legal entities that the token names; all where it names none.
    LegalEntities,
    /// Practices that the token names, else those the person leads.
    OwnPractices,
    /// Customers that the token names, else those the person leads.
    OwnCustomers,
    /// What the token names; none where it names nothing.
    AsToken,
    /// No business rows; the hub's own configuration and state.
    Configuration,
}

/// What a role may do besides reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// Acknowledge, assign and resolve exceptions.
    HandleExceptions,
    /// Start, pause and resume syncs.
    RunSync,
    /// Retry and discard dead letters, replay.
    Replay,
    /// Freeze a period.
    FreezePeriod,
    /// Read the audit log.
    ReadAudit,
    /// Read runs, streams, dead letters and mappings.
    ReadIntegration,
}

/// A role.
#[derive(Debug)]
pub struct Role {
    /// Name in tokens.
    pub key: &'static str,
    /// Who it is for.
    pub title: &'static str,
    /// Rows.
    pub rows: RowRule,
    /// Classes of fact, row by row.
    pub classes: &'static [Class],
    /// Classes served only over groups of people of the minimum size.
    pub in_aggregate: &'static [Class],
    /// True where classes come from the token, out of `classes`.
    pub classes_from_token: bool,
    /// What it may do.
    pub may: &'static [Permission],
    /// How much it may ask for.
    pub limits: Limits,
}

use Permission::{FreezePeriod, HandleExceptions, ReadAudit, ReadIntegration, Replay, RunSync};

const ROLE: Role = Role {
    key: "",
    title: "",
    rows: RowRule::All,
    classes: &[],
    in_aggregate: &[],
    classes_from_token: false,
    may: &[],
    limits: Limits::USUAL,
};

/// Every role.
pub static ROLES: &[Role] = &[
    Role {
        key: "finance",
        title: "Finance: numbers that tie to the ledger, of its legal entities or all",
        rows: RowRule::LegalEntities,
        classes: &[Plain, Commercial, Cost, Personal],
        may: &[HandleExceptions, FreezePeriod, ReadIntegration],
        limits: Limits::BULK,
        ..ROLE
    },
    Role {
        key: "pmo",
        title: "Project management office: all projects, cost over groups",
        classes: &[Plain, Commercial, Personal],
        in_aggregate: &[Cost],
        may: &[HandleExceptions, ReadIntegration],
        ..ROLE
    },
    Role {
        key: "delivery_lead",
        title: "Delivery lead: own practices, cost over groups",
        rows: RowRule::OwnPractices,
        classes: &[Plain, Commercial, Personal],
        in_aggregate: &[Cost],
        may: &[HandleExceptions],
        ..ROLE
    },
    Role {
        key: "account_lead",
        title: "Account lead: own customers, their contracts, invoices and payments",
        rows: RowRule::OwnCustomers,
        classes: &[Plain, Commercial],
        may: &[HandleExceptions],
        ..ROLE
    },
    Role {
        key: "executive",
        title: "Executive: everything, cost over groups, people by number",
        classes: &[Plain, Commercial],
        in_aggregate: &[Cost],
        may: &[ReadIntegration],
        ..ROLE
    },
    Role {
        key: "bi_reader",
        title: "Business intelligence: rows and classes as its token says",
        rows: RowRule::AsToken,
        classes: &[Plain, Commercial, Cost, Personal],
        classes_from_token: true,
        limits: Limits::BULK,
        ..ROLE
    },
    Role {
        key: "integration_engineer",
        title: "Integration engineer: all rows without amounts, payloads and errors",
        classes: &[Plain, Operational],
        may: &[HandleExceptions, RunSync, Replay, ReadIntegration],
        ..ROLE
    },
    Role {
        key: "auditor",
        title: "Auditor: everything, and the audit log",
        classes: &[Plain, Commercial, Cost, Personal],
        may: &[ReadAudit, ReadIntegration],
        limits: Limits::BULK,
        ..ROLE
    },
    Role {
        key: "admin",
        title: "Administrator: configuration",
        rows: RowRule::Configuration,
        classes: &[Plain, Operational],
        may: &[RunSync, ReadIntegration],
        ..ROLE
    },
];

/// A role by name.
pub fn role(key: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.key == key)
}

/// The table as text, for the committed matrix.
pub fn matrix() -> String {
    let mut text = String::from("role | rows | classes | in aggregate | may\n");
    let names = |list: Vec<String>| {
        if list.is_empty() {
            "-".to_owned()
        } else {
            list.join(" ")
        }
    };
    for role in ROLES {
        let classes = |classes: &[Class]| {
            names(
                classes
                    .iter()
                    .map(|class| format!("{class:?}").to_lowercase())
                    .collect(),
            )
        };
        let source = if role.classes_from_token {
            " (as the token says)"
        } else {
            ""
        };
        text += &format!(
            "{} | {:?} | {}{source} | {} | {}\n",
            role.key,
            role.rows,
            classes(role.classes),
            classes(role.in_aggregate),
            names(role.may.iter().map(|may| format!("{may:?}")).collect()),
        );
    }
    text
}

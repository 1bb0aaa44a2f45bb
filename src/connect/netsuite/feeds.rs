//! What each stream reads: its table, what belongs to a row, the names a row needs, and how its changes and deletions show.

use super::account::Lookup;
use super::feed::{Child, Feed, Follow};
use super::tables;

/// Lists under which parts of a row stand in its object.
pub mod list {
    /// Lines of a transaction.
    pub const LINES: &str = "lines";
    /// What a payment or credit note settles.
    pub const APPLICATIONS: &str = "applications";
    /// Postings of a transaction.
    pub const POSTINGS: &str = "postings";
}

const LINES: Child = Child {
    name: list::LINES,
    table: tables::LINE,
    parent: "transaction",
    lookups: &[Lookup::Entity, Lookup::SubsidiaryCurrency],
};

const APPLICATIONS: Child = Child {
    name: list::APPLICATIONS,
    table: tables::LINK,
    parent: "nextdoc",
    lookups: &[],
};

const POSTINGS: Child = Child {
    name: list::POSTINGS,
    table: tables::ACCOUNTING_LINE,
    parent: "transaction",
    lookups: &[],
};

/// Names of a transaction's header.
const HEADER: &[Lookup] = &[Lookup::Currency("currency"), Lookup::Entity];

const fn table(table: super::suiteql::Table, lookups: &'static [Lookup], deletions: &'static [&'static str]) -> Feed {
    Feed {
        table,
        children: &[],
        lookups,
        follow: None,
        deletions,
    }
}

const fn transaction(table: super::suiteql::Table, children: &'static [Child]) -> Feed {
    Feed {
        table,
        children,
        lookups: HEADER,
        follow: None,
        deletions: &["-30", "transaction"],
    }
}

/// What a stream of this name reads.
pub fn feed(stream: &str) -> Option<&'static Feed> {
    FEEDS.iter().find(|(name, _)| *name == stream).map(|(_, feed)| feed)
}

const FEEDS: &[(&str, Feed)] = &[
    ("legal_entities", table(tables::SUBSIDIARY, &[Lookup::Currency("currency")], &["-117", "subsidiary"])),
    ("practices", table(tables::DEPARTMENT, &[], &["-102", "department"])),
    (
        "exchange_rates",
        table(
            tables::CURRENCYRATE,
            &[Lookup::Currency("basecurrency"), Lookup::Currency("transactioncurrency")],
            &["currencyrate"],
        ),
    ),
    (
        "customers",
        table(
            tables::CUSTOMER,
            &[Lookup::Currency("currency"), Lookup::Terms, Lookup::SubsidiaryCurrency],
            &["-2", "customer"],
        ),
    ),
    ("people", table(tables::EMPLOYEE, &[Lookup::SubsidiaryCurrency], &["-4", "employee"])),
    (
        "positions",
        table(
            tables::SYSTEMNOTE,
            &[Lookup::Department("oldvalue"), Lookup::Department("newvalue"), Lookup::Employee],
            &[],
        ),
    ),
    ("engagements", transaction(tables::SALES_ORDER, &[LINES])),
    ("projects", table(tables::JOB, &[Lookup::Currency("currency"), Lookup::SubsidiaryCurrency], &["-7", "job"])),
    ("tasks", table(tables::PROJECTTASK, &[], &["projecttask"])),
    ("assignments", table(tables::RESOURCEALLOCATION, &[], &["resourceallocation"])),
    ("time_postings", table(tables::TIMEBILL, &[], &["timebill"])),
    ("charges", table(tables::CHARGE, &[Lookup::Currency("currency")], &["charge"])),
    ("expenses", transaction(tables::EXPENSE_REPORT, &[LINES])),
    (
        "invoices",
        Feed {
            follow: Some(Follow {
                read: "previousdoc",
                stamped: "nextdoc",
            }),
            ..transaction(tables::INVOICE, &[LINES, APPLICATIONS])
        },
    ),
    (
        "payments",
        Feed {
            follow: Some(Follow {
                read: "nextdoc",
                stamped: "previousdoc",
            }),
            ..transaction(tables::PAYMENT, &[LINES, APPLICATIONS])
        },
    ),
    ("vendor_bills", transaction(tables::VENDOR_BILL, &[LINES])),
    ("purchase_orders", transaction(tables::PURCHASE_ORDER, &[LINES])),
    ("journals", transaction(tables::JOURNAL, &[LINES, POSTINGS])),
];

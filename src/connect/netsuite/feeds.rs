//! What each stream reads: its table, what belongs to a row, the names a row needs, and how its changes and deletions show.

use chrono::DateTime;
use chrono_tz::Tz;

use super::answer::{Row, text};
use super::feed::{Child, Feed, Follow, Reopen};
use super::names::Lookup;
use super::suiteql::Table;
use super::tables;

/// Names that rows are given here, which no installation's own column has.
const GIVEN: &[&str] = &[
    "project",
    "customer",
    "project_currency",
    "subsidiary",
    "subsidiary_currency",
    "createdfrom",
    "department",
    "terms_days",
    "recordid_currency",
    "recordid_zone",
    "account_type",
    "notedon",
];

/// Whether a name is given to rows here rather than read from a column.
pub fn given(name: &str) -> bool {
    GIVEN.contains(&name) || name.ends_with("_code") || name.ends_with("_department")
}

/// Lines of a document: its own, those of tax, those of stock, and those that say what it is about.
const LINES: Child = Child {
    lists: &["lines", "taxes", "main", "stock"],
    sort: |line| {
        let set = |flag| text(line, flag) == Some("T");
        Some(match () {
            () if set("taxline") => "taxes",
            () if set("mainline") => "main",
            () if set("iscogs") => "stock",
            () => "lines",
        })
    },
    table: tables::LINE,
    parent: "transaction",
    lookups: &[Lookup::Entity("entity"), Lookup::Subsidiary],
    hoist: &[
        "subsidiary",
        "subsidiary_currency",
        "createdfrom",
        "department",
    ],
};

/// Lines of a journal: those on accounts of income, and the others.
const JOURNAL_LINES: Child = Child {
    lists: &["revenue", "others"],
    sort: |line| {
        Some(if text(line, "account_type") == Some("Income") {
            "revenue"
        } else {
            "others"
        })
    },
    lookups: &[
        Lookup::Entity("entity"),
        Lookup::Subsidiary,
        Lookup::Account,
    ],
    ..LINES
};

/// What a document settles; rows without an amount are noise.
const APPLICATIONS: Child = Child {
    lists: &["applications"],
    sort: |link| {
        let amount = text(link, "foreignamount")?;
        amount
            .bytes()
            .any(|b| (b'1'..=b'9').contains(&b))
            .then_some("applications")
    },
    table: tables::LINK,
    parent: "nextdoc",
    lookups: &[],
    hoist: &[],
};

/// Invoices that a stamped payment or credit note settles. One that it no longer settles is open again, and met among the open
/// invoices of the same customer.
const SETTLED: Follow = Follow {
    from: "nexttransactionlinelink t JOIN transaction d ON d.id = t.nextdoc",
    read: "previousdoc",
    filter: "t.linktype = 'Payment'",
};

const fn table(
    table: Table,
    lookups: &'static [Lookup],
    deletions: &'static [&'static str],
) -> Feed {
    Feed {
        table,
        children: &[],
        lookups,
        follow: &[],
        reopen: None,
        deletions,
        shape: None,
        total: ("", ""),
    }
}

const fn transaction(
    table: Table,
    children: &'static [Child],
    deletions: &'static [&'static str],
) -> Feed {
    Feed {
        table,
        children,
        lookups: &[Lookup::Currency("currency"), Lookup::Entity("entity")],
        follow: &[],
        reopen: None,
        deletions,
        shape: Some(bare_status),
        total: ("", ""),
    }
}

/// Leaves the letter of a status that comes as `CustInvc:A` or as `A`.
fn bare_status(row: &mut Row) {
    let letter = text(row, "status")
        .and_then(|status| status.rsplit(':').next())
        .map(str::to_owned);
    if let Some(letter) = letter {
        row.insert("status".to_owned(), letter.into());
    }
}

/// Gives a note what it says under the name of the field it is about, and the day it was made, in the zone of the person's company.
fn note(row: &mut Row) {
    let zone = text(row, "recordid_zone").and_then(|name| name.parse::<Tz>().ok());
    let at = text(row, "notedat").and_then(|at| DateTime::parse_from_rfc3339(at).ok());
    if let Some(at) = at {
        let day = at.with_timezone(&zone.unwrap_or(Tz::UTC)).date_naive();
        row.insert("notedon".to_owned(), day.to_string().into());
    }
    let Some(field) = text(row, "field").map(str::to_owned) else {
        return;
    };
    for (word, value) in [("new", "newvalue"), ("old", "oldvalue")] {
        for (from, to) in [
            (value.to_owned(), format!("{word}:{field}")),
            (
                format!("{value}_department"),
                format!("{word}:{field}:department"),
            ),
        ] {
            if let Some(value) = row
                .get(&from)
                .filter(|value| value.as_str().is_some_and(|text| !text.is_empty()))
                .cloned()
            {
                row.insert(to, value);
            }
        }
    }
}

/// What a stream of this name reads.
pub fn feed(stream: &str) -> Option<&'static Feed> {
    FEEDS
        .iter()
        .find(|(name, _)| *name == stream)
        .map(|(_, feed)| feed)
}

const FEEDS: &[(&str, Feed)] = &[
    (
        "legal_entities",
        table(
            tables::SUBSIDIARY,
            &[Lookup::Currency("currency"), Lookup::Subsidiary],
            &[],
        ),
    ),
    ("practices", table(tables::DEPARTMENT, &[], &[])),
    (
        "exchange_rates",
        table(
            tables::CURRENCYRATE,
            &[
                Lookup::Currency("basecurrency"),
                Lookup::Currency("transactioncurrency"),
            ],
            &["currencyrate"],
        ),
    ),
    (
        "people",
        table(tables::EMPLOYEE, &[Lookup::Subsidiary], &["-4", "employee"]),
    ),
    (
        "positions",
        Feed {
            shape: Some(note),
            ..table(
                tables::SYSTEMNOTE,
                &[
                    Lookup::Department("oldvalue"),
                    Lookup::Department("newvalue"),
                    Lookup::Employee,
                ],
                &[],
            )
        },
    ),
    (
        "customers",
        table(
            tables::CUSTOMER,
            &[
                Lookup::Currency("currency"),
                Lookup::Terms,
                Lookup::Subsidiary,
            ],
            &["-2", "customer"],
        ),
    ),
    (
        "opportunities",
        transaction(
            tables::OPPORTUNITY,
            &[LINES],
            &["-30", "transaction", "opprtnty", "opportunity"],
        ),
    ),
    (
        "engagements",
        transaction(
            tables::SALES_ORDER,
            &[LINES],
            &[
                "-30",
                "transaction",
                "salesord",
                "salesorder",
                "sales order",
            ],
        ),
    ),
    (
        "projects",
        table(
            tables::JOB,
            &[Lookup::Currency("currency"), Lookup::Subsidiary],
            &["-7", "job", "project"],
        ),
    ),
    ("tasks", table(tables::PROJECTTASK, &[], &["projecttask"])),
    (
        "assignments",
        table(tables::RESOURCEALLOCATION, &[], &["resourceallocation"]),
    ),
    (
        "time_postings",
        table(
            tables::TIMEBILL,
            &[Lookup::Entity("customer")],
            &["timebill"],
        ),
    ),
    (
        "charges",
        table(
            tables::CHARGE,
            &[Lookup::Currency("currency"), Lookup::Entity("billto")],
            &["charge"],
        ),
    ),
    (
        "expenses",
        transaction(
            tables::EXPENSE_REPORT,
            &[LINES],
            &[
                "-30",
                "transaction",
                "exprept",
                "expensereport",
                "expense report",
            ],
        ),
    ),
    (
        "invoices",
        Feed {
            follow: &[
                SETTLED,
                Follow {
                    from: "transaction t JOIN transaction d ON d.entity = t.entity",
                    read: "id",
                    filter: "t.type = 'CustInvc' AND t.status IN ('A','CustInvc:A') AND d.type IN ('CustPymt','CustCred')",
                },
            ],
            total: ("foreigntotal", "total"),
            reopen: Some(Reopen {
                deleted: &[
                    "-30",
                    "transaction",
                    "custpymt",
                    "customerpayment",
                    "customer payment",
                    "payment",
                    "custcred",
                    "creditmemo",
                    "credit memo",
                ],
                rows: "t.type = 'CustInvc' AND t.status IN ('A','CustInvc:A')",
            }),
            ..transaction(
                tables::INVOICE,
                &[LINES, APPLICATIONS],
                &[
                    "-30",
                    "transaction",
                    "custinvc",
                    "invoice",
                    "custcred",
                    "creditmemo",
                    "credit memo",
                ],
            )
        },
    ),
    (
        "payments",
        Feed {
            total: ("foreigntotal", "amount"),
            follow: &[Follow {
                from: "nexttransactionlinelink t JOIN transaction d ON d.id = t.previousdoc",
                read: "nextdoc",
                ..SETTLED
            }],
            ..transaction(
                tables::PAYMENT,
                &[LINES, APPLICATIONS],
                &[
                    "-30",
                    "transaction",
                    "custpymt",
                    "customerpayment",
                    "customer payment",
                    "payment",
                ],
            )
        },
    ),
    (
        "vendor_bills",
        transaction(
            tables::VENDOR_BILL,
            &[LINES],
            &[
                "-30",
                "transaction",
                "vendbill",
                "vendorbill",
                "vendor bill",
                "bill",
            ],
        ),
    ),
    (
        "purchase_orders",
        transaction(
            tables::PURCHASE_ORDER,
            &[LINES],
            &[
                "-30",
                "transaction",
                "purchord",
                "purchaseorder",
                "purchase order",
            ],
        ),
    ),
    (
        "journals",
        transaction(
            tables::JOURNAL,
            &[JOURNAL_LINES],
            &[
                "-30",
                "transaction",
                "journal",
                "journalentry",
                "journal entry",
            ],
        ),
    ),
];

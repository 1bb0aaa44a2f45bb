//! Subcontractors' bills and orders, and revenue as the ledger has it.

use super::*;

/// A line of a document that names a project.
const LINE: Mapping = Mapping {
    object: "transactionline",
    key: &["^id", "id"],
    each: "lines",
    when: When::Has("project"),
    ..MAPPING
};

pub const VENDOR_BILLS: Stream = Stream {
    name: "vendor_bills",
    object: "transaction",
    source: "VendBill",
    emits: &[Kind::VendorBill],
    mappings: &[Mapping {
        kind: Kind::VendorBill,
        lines: &[
            line("number", &["^tranid"], Convert::Text),
            line("project_id", &["project"], to("job")),
            line("legal_entity_id", &["subsidiary"], to("subsidiary")),
            line("billed_on", &["^trandate"], Convert::Day),
            line("amount", &["foreignamount"], Convert::Money),
            line("currency", &["^currency_code"], Convert::Currency),
            line(
                "status",
                &["^status"],
                one_of(
                    &[
                        ("A", "open"),
                        ("B", "paid"),
                        ("D", "draft"),
                        ("E", "draft"),
                        ("C", "void"),
                        ("V", "void"),
                    ],
                    "unknown",
                ),
            ),
        ],
        ..LINE
    }],
    ..STAMPED
};

pub const PURCHASE_ORDERS: Stream = Stream {
    name: "purchase_orders",
    object: "transaction",
    source: "PurchOrd",
    emits: &[Kind::PurchaseOrder],
    mappings: &[Mapping {
        kind: Kind::PurchaseOrder,
        lines: &[
            line("number", &["^tranid"], Convert::Text),
            line("project_id", &["project"], to("job")),
            line("ordered_on", &["^trandate"], Convert::Day),
            line("amount", &["foreignamount"], Convert::Money),
            line("currency", &["^currency_code"], Convert::Currency),
            line(
                "status",
                &["^status"],
                one_of(
                    &[
                        ("A", "draft"),
                        ("B", "open"),
                        ("D", "open"),
                        ("E", "open"),
                        ("F", "open"),
                        ("G", "closed"),
                        ("H", "closed"),
                        ("C", "void"),
                    ],
                    "unknown",
                ),
            ),
        ],
        ..LINE
    }],
    ..STAMPED
};

/// What a line of a journal adds to the total of its account.
const TOTAL: Mapping = Mapping {
    kind: Kind::JournalTotal,
    when: When::Some("netamount"),
    lines: &[
        line("legal_entity_id", &["subsidiary"], to("subsidiary")),
        line(
            "account",
            &["account", "account_type", "^type"],
            Convert::Text,
        ),
        line("period_on", &["^trandate"], Convert::Day),
        line("amount", &["netamount"], Convert::Money),
        line("currency", &["subsidiary_currency"], Convert::Currency),
    ],
    ..LINE
};

/// Revenue lines of journals: recognition is posted as a credit, which the ledger writes negative. Every line is part of a total too.
pub const JOURNALS: Stream = Stream {
    name: "journals",
    object: "transaction",
    source: "Journal",
    emits: &[Kind::RevenueEvent, Kind::JournalTotal],
    mappings: &[
        Mapping {
            each: "revenue",
            ..TOTAL
        },
        Mapping {
            each: "others",
            ..TOTAL
        },
        Mapping {
            kind: Kind::RevenueEvent,
            each: "revenue",
            when: When::Always,
            lines: &[
                line("project_id", &["project"], to("job")),
                line("legal_entity_id", &["subsidiary"], to("subsidiary")),
                line("posted_on", &["^trandate"], Convert::Day),
                line("amount", &["netamount"], Convert::MoneyNegated),
                line("currency", &["subsidiary_currency"], Convert::Currency),
            ],
            ..LINE
        },
    ],
    ..STAMPED
};

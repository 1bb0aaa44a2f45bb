//! Invoices, credit notes and payments, with their lines and what they settle.

use entity::value::Money;
use rust_decimal::Decimal;

use super::*;
use crate::connect::mapping::Object;
use crate::connect::mapping::json::Scalar;
use crate::domain::record::Value;

const INVOICE: &[&str] = &["CustInvc"];
const CREDIT: &[&str] = &["CustCred"];

/// Pending approval and rejected count as drafts; fully applied counts as paid.
const STATUS: Convert = one_of(
    &[
        ("A", "open"),
        ("B", "paid"),
        ("D", "draft"),
        ("E", "draft"),
        ("V", "void"),
    ],
    "unknown",
);

const DOCUMENT: Mapping = Mapping {
    kind: Kind::Invoice,
    finish: Some(amounts),
    ..MAPPING
};

macro_rules! document {
    ($($own:expr),* $(,)?) => {
        &[
            line("number", &["tranid"], Convert::Text),
            line("document", &["type"], one_of(&[("CustInvc", "invoice"), ("CustCred", "credit_note")], "")),
            line("customer_id", &["customer"], to("customer")),
            line("project_id", &["project"], to("job")),
            line("legal_entity_id", &["subsidiary"], to("subsidiary")),
            line("status", &["status"], STATUS),
            line("issued_on", &["trandate"], Convert::Day),
            line("due_on", &["duedate"], Convert::Day),
            line("currency", &["currency_code"], Convert::Currency),
            line("total", &["foreigntotal"], Convert::Money),
            line("open_amount", &["foreignamountunpaid"], Convert::Money),
            line("exchange_rate", &["exchangerate"], Convert::Fx),
            line("created_at", &["createddate"], Convert::At),
            $($own),*
        ]
    };
}

macro_rules! document_line {
    ($amount:expr, $quantity:expr) => {
        &[
            line("invoice_id", &["^id"], to("transaction")),
            line("position", &["linesequencenumber", "id"], Convert::Int),
            line("project_id", &["project", "^project"], to("job")),
            line("amount", &["foreignamount"], $amount),
            line("currency", &["^currency_code"], Convert::Currency),
            line("quantity", &["quantity"], $quantity),
            line("unit_price", &["rate"], Convert::Rate),
            line("delivery", &[], one_of(&[], "none")),
        ]
    };
}

/// A line; the list has neither the header's own line nor tax lines.
const LINE: Mapping = Mapping {
    kind: Kind::InvoiceLine,
    object: "transactionline",
    key: &["^id", "id"],
    each: "lines",
    ..MAPPING
};

/// What a document settles of an invoice, in the document's own currency.
const APPLICATION: Mapping = Mapping {
    kind: Kind::PaymentApplication,
    object: "nexttransactionlinelink",
    key: &["nextdoc", "nextline", "previousdoc", "previousline"],
    each: "applications",
    ..MAPPING
};

macro_rules! application {
    ($field:literal) => {
        &[
            line($field, &["nextdoc"], to("transaction")),
            line("invoice_id", &["previousdoc"], to("transaction")),
            line("amount", &["foreignamount"], Convert::Money),
            line("applied_on", &["^trandate"], Convert::Day),
        ]
    };
}

pub const INVOICES: Stream = Stream {
    name: "invoices",
    object: "transaction",
    source: "CustInvc, CustCred",
    emits: &[
        Kind::Invoice,
        Kind::InvoiceLine,
        Kind::PaymentApplication,
        Kind::InvoiceHold,
        Kind::Adjustment,
    ],
    mappings: &[
        Mapping {
            when: When::Is("type", INVOICE),
            lines: document![line("engagement_id", &["createdfrom"], to("transaction"))],
            ..DOCUMENT
        },
        Mapping {
            when: When::Is("type", CREDIT),
            lines: document![line("corrects_id", &["createdfrom"], to("transaction"))],
            ..DOCUMENT
        },
        Mapping {
            when: When::Is("^type", INVOICE),
            lines: document_line!(Convert::MoneyNegated, Convert::RatioNegated),
            ..LINE
        },
        Mapping {
            when: When::Is("^type", CREDIT),
            lines: document_line!(Convert::Money, Convert::Ratio),
            ..LINE
        },
        Mapping {
            when: When::Is("^type", CREDIT),
            lines: application!("credit_note_id"),
            ..APPLICATION
        },
        HOLD,
        ADJUSTMENT,
    ],
    ..STAMPED
};

/// A hold or dispute, where the firm has a field for it: its profile says what kind, and from when where that is not the document's day.
const HOLD: Mapping = Mapping {
    kind: Kind::InvoiceHold,
    when: When::Reads("nature"),
    lines: &[
        line("invoice_id", &["id"], to("transaction")),
        line("from_on", &["trandate"], Convert::Day),
    ],
    ..MAPPING
};

/// A document that gives an amount up, where the firm has a field that says so: its profile says what kind.
const ADJUSTMENT: Mapping = Mapping {
    kind: Kind::Adjustment,
    when: When::Reads("nature"),
    lines: &[
        line("invoice_id", &["createdfrom", "id"], to("transaction")),
        line("project_id", &["project"], to("job")),
        line("adjusted_on", &["trandate"], Convert::Day),
        line("amount", &["foreigntotal"], Convert::Money),
        line("currency", &["currency_code"], Convert::Currency),
        line("reason", &["memo"], Convert::Text),
    ],
    ..MAPPING
};

pub const PAYMENTS: Stream = Stream {
    name: "payments",
    object: "transaction",
    source: "CustPymt",
    emits: &[Kind::Payment, Kind::PaymentApplication],
    mappings: &[
        Mapping {
            kind: Kind::Payment,
            lines: &[
                line("number", &["tranid"], Convert::Text),
                line("customer_id", &["customer"], to("customer")),
                line("legal_entity_id", &["subsidiary"], to("subsidiary")),
                line("received_on", &["trandate"], Convert::Day),
                line(
                    "status",
                    &["status"],
                    one_of(
                        &[
                            ("A", "pending"),
                            ("B", "received"),
                            ("C", "received"),
                            ("R", "void"),
                            ("V", "void"),
                        ],
                        "unknown",
                    ),
                ),
                line("amount", &["foreigntotal"], Convert::Money),
                line("currency", &["currency_code"], Convert::Currency),
                line("exchange_rate", &["exchangerate"], Convert::Fx),
            ],
            finish: Some(unapplied),
            ..MAPPING
        },
        Mapping {
            lines: application!("payment_id"),
            ..APPLICATION
        },
    ],
    ..STAMPED
};

/// Amounts of a document, positive in both kinds: the tax is the sum of the tax lines, the net is the rest of the total.
fn amounts(document: &Object<'_>, values: &mut [Option<Value>]) {
    let invoice = Kind::Invoice.entity();
    let place = |name| invoice.field(name).map(|(place, _)| place);
    let (Some(net), Some(tax), Some(total), Some(open)) = (
        place("net"),
        place("tax"),
        place("total"),
        place("open_amount"),
    ) else {
        return;
    };
    for place in [total, open] {
        absolute(&mut values[place]);
    }
    if let Some(Value::Money(whole)) = values[total]
        && let Some(sum) = sum(document, "taxes")
    {
        let sum = Money(sum.0.abs());
        values[tax] = Some(Value::Money(sum));
        values[net] = Some(Value::Money(whole - sum));
    }
}

/// The rest of a payment, in its own currency.
fn unapplied(document: &Object<'_>, values: &mut [Option<Value>]) {
    let payment = Kind::Payment.entity();
    let place = |name| payment.field(name).map(|(place, _)| place);
    let (Some(amount), Some(rest)) = (place("amount"), place("unapplied")) else {
        return;
    };
    absolute(&mut values[amount]);
    if let Some(Value::Money(whole)) = values[amount]
        && let Some(applied) = sum(document, "applications")
    {
        values[rest] = Some(Value::Money(whole - applied));
    }
}

fn absolute(value: &mut Option<Value>) {
    if let Some(Value::Money(money)) = value {
        money.0 = money.0.abs();
    }
}

/// The sum of a list's amounts; `None` where one is no amount, which its own mapping refuses.
fn sum(document: &Object<'_>, list: &str) -> Option<Money> {
    let mut sum = Decimal::ZERO;
    for text in document.list(list) {
        let row = Object::parse(text).ok()?;
        let Ok(Some(Scalar::Text(amount))) = row.scalar("foreignamount") else {
            continue;
        };
        sum += Decimal::from_str_exact(&amount)
            .or_else(|_| Decimal::from_scientific(&amount))
            .or_else(|_| amount.parse())
            .ok()?;
    }
    Money::rounded(sum).ok()
}

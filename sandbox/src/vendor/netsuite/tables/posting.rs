//! What the lines of posting transactions book on which account, in the entity's currency.

use rust_decimal::Decimal;

use super::document::Document;
use super::line::{Line, Part, lines_in};
use super::{Table, View};
use crate::firm::InvoiceStatus;

fn posted<'a>(view: &View<'a>, id: u64) -> Option<Line<'a>> {
    Line::find(view, id).filter(|line| match line.document {
        Document::Order(_) => false,
        Document::Invoice(row) => row.status != InvoiceStatus::Void,
        _ => true,
    })
}

fn amount(view: &View<'_>, line: &Line<'_>) -> Decimal {
    line.minor(view)
        .map_or(Decimal::ZERO, |minor| line.document.in_base(view, minor))
}

/// `transactionaccountingline`
pub static ACCOUNTING_LINE: Table = Table {
    name: "transactionaccountingline",
    columns: columns![view, row in posted;
        "transaction" (-> "transaction") => row.document.id(),
        "transactionline" => row.number,
        "account" (-> "account") => row.account(),
        "accountingbook" => 1u32,
        "amount" => amount(view, &row),
        "netamount" => amount(view, &row),
        "debit" => Some(amount(view, &row)).filter(Decimal::is_sign_positive),
        "credit" => Some(amount(view, &row)).filter(Decimal::is_sign_negative).map(|amount| -amount),
        "exchangerate" => row.document.rate(view),
        "posting" => match row.document { Document::Invoice(invoice) => invoice.status.issued(), _ => true },
        "ismainline" => matches!(row.part, Part::Main),
    ],
    key: &["transaction", "transactionline"],
    rows: |view, range| {
        Box::new(lines_in(view, range).filter(move |id| posted(&view, *id).is_some()))
    },
    stamp: None,
    partition: None,
};

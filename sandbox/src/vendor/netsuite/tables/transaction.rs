//! Headers of transactions.

use std::ops::Range;

use chrono::Datelike;

use super::Table;
use super::document::{Document, DocumentKind, ids_in};
use crate::firm::InvoiceStatus;
use crate::vendor::netsuite::suiteql::value::Value;

/// Ranges of internal ids of a kind of transaction.
fn ranges(value: &Value) -> Vec<Range<u64>> {
    match value {
        Value::Text(code) => DocumentKind::named(code)
            .map(DocumentKind::span)
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// `transaction`
pub static TRANSACTION: Table = Table {
    name: "transaction",
    columns: columns![view, row in Document::find;
        "id" => row.id(),
        "type" => row.kind().code(),
        "recordtype" => row.kind().record(),
        "tranid" => row.tranid(),
        "transactionnumber" => row.tranid(),
        "externalid" => row.external(),
        "entity" (-> "entity") => row.entity(view),
        "status" => row.status(view),
        "approvalstatus" => row.approval(view),
        "currency" (-> "currency") => row.currency(view).number(),
        "exchangerate" => row.rate(view),
        "foreigntotal" => row.decimal(view, row.header_minor(view)),
        "total" => row.header_minor(view).map(|minor| row.in_base(view, minor)),
        "foreignamountpaid" => row.decimal(view, row.paid_minor()),
        "foreignamountunpaid" => row.decimal(view, row.unpaid_minor(view)),
        "trandate" => row.day(),
        "duedate" => row.due(),
        "startdate" => row.term().0,
        "enddate" => row.term().1,
        "terms" (-> "term") => match &row { Document::Invoice(row) => view.firm.customer(row.customer).map(|customer| customer.terms_days), _ => None },
        "otherrefnum" => match &row { Document::Order(row) => row.purchase_order.clone(), _ => None },
        "job" (-> "job") => row.job(view),
        "memo" => row.memo(),
        "posting" => !matches!(row, Document::Order(_)) && row.approval(view).is_none_or(|status| status == 2),
        "postingperiod" (-> "accountingperiod") => (!matches!(row, Document::Order(_))).then(|| super::account::period_of(row.day().year(), row.day().month())),
        "voided" => matches!(row, Document::Invoice(row) if row.status == InvoiceStatus::Void),
        "isreversal" => false,
        "custbody_credit_reason" => match &row { Document::Credit(row) => Some(row.reason.code()), _ => None },
        "custbody_rebill_of" (-> "transaction") => match &row { Document::Invoice(row) => row.rebill_of.map(|id| DocumentKind::Invoice.id(id)), _ => None },
        "createddate" => row.created(),
        "lastmodifieddate" => row.modified(view).max(row.created()),
    ],
    key: &["id"],
    rows: ids_in,
    stamp: Some("lastmodifieddate"),
    partition: Some(("type", ranges)),
};

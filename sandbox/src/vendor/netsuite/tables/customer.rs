//! Billing accounts, which subsidiary serves them, and vendors.

use super::column::number;
use super::{Rows, Table, View, rows_of};
use crate::firm::{Customer, Kind, LegalEntity, ids};

const BASE: u32 = 100_000;
const VENDORS: u64 = 50_000;

/// The customer with an internal id, if the ERP has it.
pub fn customer<'a>(view: &View<'a>, id: u64) -> Option<&'a Customer> {
    view.firm
        .customer(number(id, u64::from(BASE))?)
        .filter(|row| row.in_erp && row.meta.live())
}

/// A customer's number in the ERP, which the CRM may hold as account number.
pub fn entityid(number: u32) -> String {
    format!("C-{number:05}")
}

fn vendor<'a>(view: &View<'a>, id: u64) -> Option<&'a LegalEntity> {
    view.firm.entity(number(id, VENDORS)?)
}

/// Internal id of the vendor that bills an entity's subcontracted work.
pub fn vendor_of(entity: u32) -> u32 {
    VENDORS as u32 + entity
}

/// `customer`
pub static CUSTOMER: Table = Table {
    name: "customer",
    columns: columns![view, row in customer;
        "id" => ids::netsuite(Kind::Customer, row.id),
        "entityid" => entityid(row.id),
        "externalid" => row.cross_referenced.then(|| format!("sf:{}", ids::salesforce(Kind::Customer, row.id))),
        "companyname" => row.name.clone(),
        "altname" => row.name.clone(),
        "isperson" => false,
        "parent" (-> "customer") => row.parent.map(|id| ids::netsuite(Kind::Customer, id)),
        "email" => format!("ap@{}.example", entityid(row.id).to_lowercase()),
        "currency" (-> "currency") => row.currency.number(),
        "terms" (-> "term") => row.terms_days,
        "receivablesaccount" (-> "account") => super::account::RECEIVABLES,
        "creditlimit" => row.credit_limit_minor.map(|minor| row.currency.decimal(minor)),
        "salesrep" (-> "employee") => ids::netsuite(Kind::Person, row.leader),
        "subsidiary" (-> "subsidiary") => row.entity,
        "vatregnumber" => row.tax_id.clone(),
        "entitystatus" => 13u32,
        "searchstage" => "Customer",
        "isinactive" => false,
        "datecreated" => row.erp_created_at,
        "lastmodifieddate" => row.meta.updated_at.max(row.erp_created_at),
    ],
    key: &["id"],
    rows: |view, range| {
        rows_of(&view.firm.customers, u64::from(BASE), range, |row| {
            row.in_erp
        })
    },
    stamp: Some("lastmodifieddate"),
    partition: None,
};

/// `customersubsidiaryrelationship`
pub static RELATIONSHIP: Table = Table {
    name: "customersubsidiaryrelationship",
    columns: columns![_view, row in customer;
        "id" => ids::netsuite(Kind::Customer, row.id),
        "entity" (-> "customer") => ids::netsuite(Kind::Customer, row.id),
        "subsidiary" (-> "subsidiary") => row.entity,
        "primarycurrency" (-> "currency") => row.currency.number(),
        "isprimarysub" => true,
        "isinactive" => false,
    ],
    key: &["id"],
    rows: |view, range| {
        rows_of(&view.firm.customers, u64::from(BASE), range, |row| {
            row.in_erp
        })
    },
    stamp: None,
    partition: None,
};

/// `vendor`
pub static VENDOR: Table = Table {
    name: "vendor",
    columns: columns![_view, row in vendor;
        "id" => vendor_of(row.id),
        "entityid" => format!("V-{:03}", row.id),
        "companyname" => format!("Subcontracting pool {}", row.country),
        "subsidiary" (-> "subsidiary") => row.id,
        "currency" (-> "currency") => row.currency.number(),
        "isinactive" => false,
        "lastmodifieddate" => row.meta.updated_at,
    ],
    key: &["id"],
    rows: |view, range| -> Rows<'_> { rows_of(&view.firm.entities, VENDORS, range, |_| true) },
    stamp: None,
    partition: None,
};

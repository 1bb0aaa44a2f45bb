//! Certinia accounting: companies and invoices.

use super::{PROJECT, prefix, reference};
use crate::firm::{Invoice, InvoiceStatus, Kind, ids};
use crate::vendor::salesforce::cell::Cell;
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

pub(super) const ACCOUNT: Type = Type::Reference("Account", "c2g__Account__r");
pub(super) const COMPANY: Type = Type::Reference("c2g__codaCompany__c", "c2g__OwnerCompany__r");
pub(super) const INVOICE: Type = Type::Reference("c2g__codaInvoice__c", "c2g__Invoice__r");

pub(super) fn customer(id: u32) -> Option<Cell> {
    Some(ids::salesforce(Kind::Customer, id).into())
}

/// Accounting companies: one a legal entity.
pub fn companies() -> Object {
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(v.firm.entity(n)?.name.into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(v.firm.entity(n)?.currency.code().into())
        }),
        field("c2g__Country__c", Type::Text(80), |v, n| {
            Some(v.firm.entity(n)?.country.into())
        }),
    ];
    Object::new(
        "c2g__codaCompany__c",
        prefix::COMPANY,
        Stamps::Full,
        &[Kind::LegalEntity],
        |v| rows_of(&v.firm.entities, |_| true),
        fields,
    )
}

pub(super) fn invoice<'a>(view: &View<'a>, number: u32) -> Option<&'a Invoice> {
    view.firm.invoice(number)
}

pub(super) fn money(row: &Invoice, minor: i64) -> Option<Cell> {
    Some(row.currency.decimal(minor).into())
}

/// Invoices that reached accounting.
pub fn invoices() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            Some(invoice(v, n)?.tranid().into())
        }),
        field("c2g__Account__c", ACCOUNT, |v, n| {
            customer(invoice(v, n)?.customer)
        }),
        field("c2g__OwnerCompany__c", COMPANY, |v, n| {
            reference(prefix::COMPANY, invoice(v, n)?.entity)
        }),
        field("c2g__InvoiceDate__c", Type::Date, |v, n| {
            Some(invoice(v, n)?.issued_on.into())
        }),
        field("c2g__DueDate__c", Type::Date, |v, n| {
            Some(invoice(v, n)?.due_on.into())
        }),
        field(
            "c2g__InvoiceStatus__c",
            Type::Picklist(&["In Progress", "Complete", "Discarded"]),
            |v, n| {
                let word = match invoice(v, n)?.status {
                    InvoiceStatus::PendingApproval | InvoiceStatus::Rejected => "In Progress",
                    InvoiceStatus::Open | InvoiceStatus::Paid => "Complete",
                    InvoiceStatus::Void => "Discarded",
                };
                Some(word.into())
            },
        ),
        fixed(
            "c2g__PaymentStatus__c",
            Type::Picklist(&["Unpaid", "Part Paid", "Paid"]),
            |v, n| {
                let row = invoice(v, n).filter(|row| row.status.issued())?;
                let word = match (row.open_minor(), row.applied_minor) {
                    (..=0, _) => "Paid",
                    (_, 1..) => "Part Paid",
                    _ => "Unpaid",
                };
                Some(word.into())
            },
        ),
        fixed("c2g__NetTotal__c", Type::Currency, |v, n| {
            money(invoice(v, n)?, invoice(v, n)?.net_minor)
        }),
        fixed("c2g__TaxTotal__c", Type::Currency, |v, n| {
            money(invoice(v, n)?, invoice(v, n)?.tax_minor)
        }),
        fixed("c2g__InvoiceTotal__c", Type::Currency, |v, n| {
            money(invoice(v, n)?, invoice(v, n)?.total_minor())
        }),
        fixed("c2g__OutstandingValue__c", Type::Currency, |v, n| {
            money(invoice(v, n)?, invoice(v, n)?.open_minor())
        }),
        field("c2g__InvoiceCurrency__c", Type::Text(3), |v, n| {
            Some(invoice(v, n)?.currency.code().into())
        }),
        field("c2g__InvoiceRate__c", Type::Double(10), |v, n| {
            Some(invoice(v, n)?.exchange_rate.into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(invoice(v, n)?.currency.code().into())
        }),
    ];
    Object::new(
        "c2g__codaInvoice__c",
        prefix::INVOICE,
        Stamps::Full,
        &[Kind::Invoice],
        |v| {
            let mut entries = rows_of(&v.firm.invoices, |row| row.erp_created_at.is_some());
            for entry in &mut entries {
                let arrived = invoice(v, entry.number).and_then(|row| row.erp_created_at);
                entry.created = arrived.map_or(entry.created, |at| at.seconds());
                entry.moved(arrived);
            }
            entries
        },
        fields,
    )
}

/// Their lines.
pub fn invoice_lines() -> Object {
    let fields = vec![
        field("c2g__Invoice__c", INVOICE, |v, n| {
            let row = v.firm.invoice_lines.get((n as usize).checked_sub(1)?)?;
            reference(prefix::INVOICE, row.invoice)
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            let row = v.firm.invoice_lines.get((n as usize).checked_sub(1)?)?;
            reference(prefix::PROJECT, row.project)
        }),
        fixed("c2g__NetValue__c", Type::Currency, |v, n| {
            let row = v.firm.invoice_lines.get((n as usize).checked_sub(1)?)?;
            money(invoice(v, row.invoice)?, row.net_minor)
        }),
        field(
            "pse__Billing_Event_Item__c",
            Type::Reference("pse__Billing_Event_Item__c", "pse__Billing_Event_Item__r"),
            |_, n| reference(prefix::ITEM, n),
        ),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            let row = v.firm.invoice_lines.get((n as usize).checked_sub(1)?)?;
            Some(invoice(v, row.invoice)?.currency.code().into())
        }),
    ];
    Object::new(
        "c2g__codaInvoiceLineItem__c",
        prefix::INVOICE_LINE,
        Stamps::Full,
        &[Kind::InvoiceLine, Kind::Invoice],
        |v| {
            let arrived = |id| invoice(v, id).and_then(|row| row.erp_created_at);
            let mut entries = rows_of(&v.firm.invoice_lines, |row| arrived(row.invoice).is_some());
            for entry in &mut entries {
                let line = v.firm.invoice_lines.get(entry.number as usize - 1);
                entry.moved(line.and_then(|row| arrived(row.invoice)));
            }
            entries
        },
        fields,
    )
}

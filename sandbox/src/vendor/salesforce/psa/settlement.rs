//! Certinia accounting: credit notes, cash entries and what is matched to what.

use super::accounting::{ACCOUNT, COMPANY, INVOICE, customer, invoice, money};
use super::{PROJECT, prefix, reference};
use crate::firm::{Application, AppliedFrom, CreditNote, Kind, Payment};
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

const CREDIT: Type = Type::Reference("c2g__codaCreditNote__c", "c2g__CreditNote__r");
const CASH: Type = Type::Reference("c2g__codaCashEntry__c", "c2g__CashEntry__r");

fn credit<'a>(view: &View<'a>, number: u32) -> Option<&'a CreditNote> {
    view.firm.credit_note(number)
}

/// Credit notes.
pub fn credits() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            Some(credit(v, n)?.tranid().into())
        }),
        field("c2g__Account__c", ACCOUNT, |v, n| {
            customer(credit(v, n)?.customer)
        }),
        field("c2g__OwnerCompany__c", COMPANY, |v, n| {
            reference(prefix::COMPANY, credit(v, n)?.entity)
        }),
        field("c2g__Invoice__c", INVOICE, |v, n| {
            reference(prefix::INVOICE, credit(v, n)?.invoice)
        }),
        field("c2g__CreditNoteDate__c", Type::Date, |v, n| {
            Some(credit(v, n)?.issued_on.into())
        }),
        field("c2g__CreditNoteReason__c", Type::Picklist(&[]), |v, n| {
            Some(credit(v, n)?.reason.code().into())
        }),
        field(
            "c2g__CreditNoteStatus__c",
            Type::Picklist(&["In Progress", "Complete"]),
            |v, n| {
                credit(v, n)?;
                Some("Complete".into())
            },
        ),
        fixed("c2g__NetTotal__c", Type::Currency, |v, n| {
            Some(
                credit(v, n)?
                    .currency
                    .decimal(credit(v, n)?.net_minor)
                    .into(),
            )
        }),
        fixed("c2g__TaxTotal__c", Type::Currency, |v, n| {
            Some(
                credit(v, n)?
                    .currency
                    .decimal(credit(v, n)?.tax_minor)
                    .into(),
            )
        }),
        fixed("c2g__CreditNoteTotal__c", Type::Currency, |v, n| {
            let row = credit(v, n)?;
            Some(row.currency.decimal(row.net_minor + row.tax_minor).into())
        }),
        fixed("c2g__OutstandingValue__c", Type::Currency, |v, n| {
            let row = credit(v, n)?;
            let rest = row.net_minor + row.tax_minor - row.applied_minor;
            Some(row.currency.decimal(rest).into())
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(credit(v, n)?.currency.code().into())
        }),
    ];
    Object::new(
        "c2g__codaCreditNote__c",
        prefix::CREDIT,
        Stamps::Full,
        &[Kind::CreditNote],
        |v| rows_of(&v.firm.credit_notes, |_| true),
        fields,
    )
}

/// Their lines.
pub fn credit_lines() -> Object {
    let fields = vec![
        field("c2g__CreditNote__c", CREDIT, |v, n| {
            let row = v.firm.credit_lines.get((n as usize).checked_sub(1)?)?;
            reference(prefix::CREDIT, row.credit_note)
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            let row = v.firm.credit_lines.get((n as usize).checked_sub(1)?)?;
            reference(prefix::PROJECT, row.project)
        }),
        fixed("c2g__NetValue__c", Type::Currency, |v, n| {
            let row = v.firm.credit_lines.get((n as usize).checked_sub(1)?)?;
            Some(
                credit(v, row.credit_note)?
                    .currency
                    .decimal(row.net_minor)
                    .into(),
            )
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            let row = v.firm.credit_lines.get((n as usize).checked_sub(1)?)?;
            Some(credit(v, row.credit_note)?.currency.code().into())
        }),
    ];
    Object::new(
        "c2g__codaCreditNoteLineItem__c",
        prefix::CREDIT_LINE,
        Stamps::Full,
        &[Kind::CreditLine, Kind::CreditNote],
        |v| rows_of(&v.firm.credit_lines, |_| true),
        fields,
    )
}

fn payment<'a>(view: &View<'a>, number: u32) -> Option<&'a Payment> {
    view.firm.payment(number)
}

/// Cash entries: payments received.
pub fn cash() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            Some(payment(v, n)?.tranid().into())
        }),
        field("c2g__Account__c", ACCOUNT, |v, n| {
            customer(payment(v, n)?.customer)
        }),
        field("c2g__OwnerCompany__c", COMPANY, |v, n| {
            reference(prefix::COMPANY, payment(v, n)?.entity)
        }),
        field("c2g__Date__c", Type::Date, |v, n| {
            Some(payment(v, n)?.received_on.into())
        }),
        field("c2g__Type__c", Type::Picklist(&["Receipt"]), |v, n| {
            payment(v, n)?;
            Some("Receipt".into())
        }),
        field(
            "c2g__Status__c",
            Type::Picklist(&["In Progress", "Complete"]),
            |v, n| {
                payment(v, n)?;
                Some("Complete".into())
            },
        ),
        fixed("c2g__NetValue__c", Type::Currency, |v, n| {
            Some(
                payment(v, n)?
                    .currency
                    .decimal(payment(v, n)?.amount_minor)
                    .into(),
            )
        }),
        fixed("c2g__OutstandingValue__c", Type::Currency, |v, n| {
            let row = payment(v, n)?;
            Some(
                row.currency
                    .decimal(row.amount_minor - row.applied_minor)
                    .into(),
            )
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(payment(v, n)?.currency.code().into())
        }),
    ];
    Object::new(
        "c2g__codaCashEntry__c",
        prefix::CASH,
        Stamps::Full,
        &[Kind::Payment],
        |v| rows_of(&v.firm.payments, |_| true),
        fields,
    )
}

fn matching<'a>(view: &View<'a>, number: u32) -> Option<&'a Application> {
    view.firm
        .applications
        .get((number as usize).checked_sub(1)?)
}

/// What is matched to what.
pub fn matchings() -> Object {
    let fields = vec![
        field("c2g__Account__c", ACCOUNT, |v, n| {
            customer(invoice(v, matching(v, n)?.invoice)?.customer)
        }),
        field("c2g__Invoice__c", INVOICE, |v, n| {
            reference(prefix::INVOICE, matching(v, n)?.invoice)
        }),
        field("c2g__CashEntry__c", CASH, |v, n| {
            match matching(v, n)?.from {
                AppliedFrom::Payment(id) => reference(prefix::CASH, id),
                AppliedFrom::Credit(_) => None,
            }
        }),
        field("c2g__CreditNote__c", CREDIT, |v, n| {
            match matching(v, n)?.from {
                AppliedFrom::Credit(id) => reference(prefix::CREDIT, id),
                AppliedFrom::Payment(_) => None,
            }
        }),
        field("c2g__MatchingDate__c", Type::Date, |v, n| {
            Some(matching(v, n)?.applied_on.into())
        }),
        field("c2g__DocumentValue__c", Type::Currency, |v, n| {
            let row = matching(v, n)?;
            money(invoice(v, row.invoice)?, row.amount_minor)
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(invoice(v, matching(v, n)?.invoice)?.currency.code().into())
        }),
    ];
    Object::new(
        "c2g__codaCashMatchingHistory__c",
        prefix::MATCHING,
        Stamps::Full,
        &[Kind::Application],
        |v| rows_of(&v.firm.applications, |_| true),
        fields,
    )
}

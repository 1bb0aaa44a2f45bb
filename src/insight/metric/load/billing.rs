//! Reads documents, payments, approvals, postings and exchange rates.

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;
use entity::canonical::adjustment::{self, AdjustmentNature};
use entity::canonical::approval::{self, Decision};
use entity::canonical::charge::{self, ChargeStage};
use entity::canonical::invoice::{self, InvoiceStatus};
use entity::canonical::invoice_hold::{self, InvoiceHoldNature};
use entity::canonical::invoice_line::{self, Delivery};
use entity::canonical::payment::{self, PaymentStatus};
use entity::canonical::submission::{self, SubmissionStatus};
use entity::canonical::{fx_rate, payment_application, time_posting};
use entity::value::{Currency, Day, Instant};
use sea_orm::{ConnectionTrait, DbErr};

use super::read::Reader;
use crate::domain::record::Kind;
use crate::insight::metric::calc::fx::FxTable;
use crate::insight::metric::calc::input::{Application, Document, GivenUp, Hold, Line, Payment};
use crate::insight::metric::calc::ledger::Ledger;
use crate::insight::metric::inputs::Inputs;

const NOON_MS: i64 = 12 * 3_600_000;

/// An instant that most zones put on the same civil day, for a decision whose source keeps only the day.
fn noon(on: Day) -> Instant {
    Instant(i64::from(on.0) * 86_400_000 + NOON_MS)
}

pub(super) async fn load<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
    group_currency: Currency,
) -> Result<(), DbErr> {
    documents(reader, inputs, group_currency).await?;
    payments(reader, inputs, group_currency).await?;
    postings(reader, inputs).await?;
    let mut rates = reader.facts::<fx_rate::Entity>(Kind::FxRate).await?;
    rates.sort_by_key(|rate| (rate.version_at, rate.id.0));
    inputs.fx = FxTable::new(group_currency);
    for rate in rates {
        inputs.fx.publish(
            rate.base,
            rate.quote,
            rate.rate_type,
            rate.effective_on,
            rate.rate,
        );
    }
    inputs.fx.sort();
    inputs.ledger.index();
    Ok(())
}

async fn documents<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
    group_currency: Currency,
) -> Result<(), DbErr> {
    for row in reader.facts::<invoice::Entity>(Kind::Invoice).await? {
        let document = document(reader, inputs, group_currency, &row);
        inputs.ledger.documents.insert(document.id, document);
    }
    for row in reader
        .facts::<invoice_line::Entity>(Kind::InvoiceLine)
        .await?
    {
        let line = line(reader, &row);
        inputs
            .ledger
            .lines
            .entry(line.document)
            .or_default()
            .push(line);
    }
    for row in reader
        .facts::<invoice_hold::Entity>(Kind::InvoiceHold)
        .await?
    {
        let document = reader.whole(Kind::Invoice, Some(row.invoice_id.0));
        inputs.ledger.holds.entry(document).or_default().push(Hold {
            document,
            dispute: row.nature == InvoiceHoldNature::Dispute,
            from_on: row.from_on,
            to_on: row.to_on,
        });
    }
    for row in reader.facts::<adjustment::Entity>(Kind::Adjustment).await? {
        let given = GivenUp {
            id: row.id.0,
            document: reader.whole(Kind::Invoice, row.invoice_id.map(|id| id.0)),
            entry: reader.whole(Kind::TimeEntry, row.time_entry_id.map(|id| id.0)),
            nature: row.nature,
            on: row.adjusted_on,
            amount: row.amount.0,
        };
        match given.nature {
            AdjustmentNature::WriteDown => {
                inputs
                    .ledger
                    .written_down
                    .entry(given.entry)
                    .or_default()
                    .push(given);
            }
            _ => inputs
                .ledger
                .given_up
                .entry(given.document)
                .or_default()
                .push(given),
        }
    }
    Ok(())
}

/// An invoice or credit note as figures read it.
pub(super) fn document<C: ConnectionTrait>(
    reader: &Reader<'_, C>,
    inputs: &Inputs,
    group_currency: Currency,
    row: &invoice::Model,
) -> Document {
    let customer = reader.whole(Kind::Customer, row.customer_id.map(|id| id.0));
    let legal_entity = reader.whole(Kind::LegalEntity, row.legal_entity_id.map(|id| id.0));
    let company = inputs.companies.get(&legal_entity);
    let terms = inputs.terms.get(&customer).copied();
    let tax = row.tax.map_or(0, |amount| amount.0);
    let net = row.net.map(|amount| amount.0);
    let total = row.total.map(|amount| amount.0);
    Document {
        id: row.id.0,
        credit: row.document == invoice::Document::CreditNote,
        issued: matches!(row.status, InvoiceStatus::Open | InvoiceStatus::Paid),
        paid: row.status == InvoiceStatus::Paid,
        customer,
        project: reader.whole(Kind::Project, row.project_id.map(|id| id.0)),
        contract: reader.whole(Kind::Engagement, row.engagement_id.map(|id| id.0)),
        legal_entity,
        zone: company.map_or(Tz::UTC, |company| company.zone),
        entity_currency: company.map_or(group_currency, |company| company.currency),
        issued_on: row.issued_on,
        due_on: row.due_on.or_else(|| Some(Day(row.issued_on?.0 + terms?))),
        currency: row.currency,
        net: net.or(total.map(|total| total - tax)).unwrap_or(0),
        total: total.or(net.map(|net| net + tax)).unwrap_or(0),
        rate: row.exchange_rate.map(|rate| rate.0),
        corrects: reader.whole(Kind::Invoice, row.corrects_id.map(|id| id.0)),
        reason: row.credit_reason,
        rebill_of: reader.whole(Kind::Invoice, row.rebill_of_id.map(|id| id.0)),
        advance: row.advance == Some(true),
    }
}

/// A line as figures read it.
pub(super) fn line<C: ConnectionTrait>(reader: &Reader<'_, C>, row: &invoice_line::Model) -> Line {
    let time = row
        .time_entry_id
        .map(|id| reader.whole(Kind::TimeEntry, Some(id.0)));
    Line {
        id: row.id.0,
        document: reader.whole(Kind::Invoice, Some(row.invoice_id.0)),
        project: reader.whole(Kind::Project, row.project_id.map(|id| id.0)),
        amount: row.amount.0,
        currency: row.currency,
        unit_price: row.unit_price.map(|price| price.0),
        item: time
            .or(row
                .expense_id
                .map(|id| reader.whole(Kind::Expense, Some(id.0))))
            .or(row.milestone_id.map(|id| id.0))
            .unwrap_or(0),
        service_from: row.service_from_on,
        service_to: row.service_to_on,
        fee: row.delivery == Delivery::Fee,
    }
}

pub(super) async fn payments<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
    group_currency: Currency,
) -> Result<(), DbErr> {
    let mut single = Vec::new();
    for row in reader.facts::<payment::Entity>(Kind::Payment).await? {
        if row.status != PaymentStatus::Received {
            continue;
        }
        let legal_entity = reader.whole(Kind::LegalEntity, row.legal_entity_id.map(|id| id.0));
        let company = inputs.companies.get(&legal_entity);
        let payment = Payment {
            id: row.id.0,
            customer: reader.whole(Kind::Customer, row.customer_id.map(|id| id.0)),
            legal_entity,
            entity_currency: company.map_or(group_currency, |company| company.currency),
            received_on: row.received_on,
            amount: row.amount.0,
            currency: row.currency,
        };
        if let Some(invoice) = row.invoice_id {
            single.push((payment.id, reader.whole(Kind::Invoice, Some(invoice.0))));
        }
        inputs.ledger.payments.insert(payment.id, payment);
    }
    let mut applied = HashSet::new();
    for row in reader
        .facts::<payment_application::Entity>(Kind::PaymentApplication)
        .await?
    {
        let payment = reader.whole(Kind::Payment, row.payment_id.map(|id| id.0));
        let credit_note = reader.whole(Kind::Invoice, row.credit_note_id.map(|id| id.0));
        applied.insert(payment);
        let document = reader.whole(Kind::Invoice, Some(row.invoice_id.0));
        let received = inputs.ledger.payments.get(&payment).map(|p| p.received_on);
        let credited = inputs
            .ledger
            .documents
            .get(&credit_note)
            .and_then(|d| d.issued_on);
        let Some(applied_on) = row.applied_on.or(received).or(credited) else {
            continue;
        };
        inputs
            .ledger
            .settled
            .entry(document)
            .or_default()
            .push(Application {
                id: row.id.0,
                payment,
                credit_note,
                document,
                amount: row.amount.0,
                applied_on,
            });
    }
    for (payment, document) in single {
        if let Some(row) = inputs
            .ledger
            .payments
            .get(&payment)
            .filter(|_| !applied.contains(&payment))
        {
            inputs
                .ledger
                .settled
                .entry(document)
                .or_default()
                .push(Application {
                    id: payment,
                    payment,
                    credit_note: 0,
                    document,
                    amount: row.amount,
                    applied_on: row.received_on,
                });
        }
    }
    Ok(())
}

/// Reads what is handed in and approved.
pub(super) async fn submissions<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
) -> Result<(), DbErr> {
    let approvals = reader.facts::<approval::Entity>(Kind::Approval).await?;
    decided(&mut inputs.ledger, approvals);
    for row in reader.facts::<submission::Entity>(Kind::Submission).await? {
        submission(inputs, &row);
    }
    Ok(())
}

/// Notes the approvals of submissions of which none was noted before, in order.
pub(super) fn decided(ledger: &mut Ledger, mut rows: Vec<approval::Model>) {
    rows.retain(|row| row.decision == Decision::Approved);
    rows.sort_by_key(|row| row.decided_at);
    for row in rows {
        let decisions = ledger.approvals.entry(row.submission_id.0).or_default();
        decisions.push(row.decided_at);
    }
}

/// Notes a submission, once its approvals are noted: where it has none, its own word and day stand for one.
pub(super) fn submission(inputs: &mut Inputs, row: &submission::Model) {
    let ledger = &mut inputs.ledger;
    inputs.reports.insert(row.id.0, row.status);
    if let Some(at) = row.submitted_at {
        ledger.submitted.insert(row.id.0, at);
    }
    if let (Some(on), SubmissionStatus::Approved) = (row.decided_on, row.status) {
        let decisions = ledger.approvals.entry(row.id.0);
        decisions.or_insert_with(|| vec![noon(on)]);
    }
}

/// Notes that a time entry has arrived in the ERP; the first arrival stands.
pub(super) fn posted(ledger: &mut Ledger, entry: i64, at: Instant) {
    let first = ledger.posted.entry(entry).or_insert(at);
    *first = (*first).min(at);
}

async fn postings<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
) -> Result<(), DbErr> {
    let mut entry_of: HashMap<i64, i64> = HashMap::new();
    for row in reader
        .facts::<time_posting::Entity>(Kind::TimePosting)
        .await?
    {
        let entry = reader.whole(Kind::TimeEntry, Some(row.time_entry_id.0));
        entry_of.insert(row.id.0, entry);
        if let Some(at) = row.posted_at {
            posted(&mut inputs.ledger, entry, at);
        }
    }
    for row in reader.facts::<charge::Entity>(Kind::Charge).await? {
        if row.stage == Some(ChargeStage::Hold)
            && let Some(entry) = row.time_entry_id.and_then(|id| entry_of.get(&id.0))
        {
            inputs.ledger.charge_holds.insert(*entry);
        }
    }
    Ok(())
}

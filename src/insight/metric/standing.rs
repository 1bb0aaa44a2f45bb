//! Keeps the payment status of every account: a function of its open invoices, the day and the freshness of their source.

use std::collections::HashMap;

use entity::insight::payment_event;
use entity::insight::payment_status::{self, Model};
use entity::value::{Day, Instant};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter};

use super::calc::input::Document;
use super::calc::receivable::{at_spot, days_past_due, open};
use super::calc::status::{PaymentState, of_invoice};
use super::snapshot::Snapshot;
use crate::domain::record::Kind;
use crate::model::upsert::announce;

const CHUNK: usize = 500;

/// The status of every account that was ever billed, without its moment of change.
pub(crate) fn standings(snapshot: &Snapshot) -> HashMap<i64, Model> {
    let (group, on) = snapshot.usual;
    let ledger = &snapshot.inputs.ledger;
    let late = snapshot
        .behind(&[Kind::Invoice])
        .iter()
        .any(|source| source.late || source.loading);
    let mut by_customer: HashMap<i64, Vec<&Document>> = HashMap::new();
    for document in ledger
        .documents
        .values()
        .filter(|d| d.customer != 0 && d.stands(on))
    {
        by_customer
            .entry(document.customer)
            .or_default()
            .push(document);
    }
    let mut standings: HashMap<i64, Model> = HashMap::new();
    for (customer, mut documents) in by_customer {
        documents.sort_unstable_by_key(|document| document.id);
        let mut worst: Option<(PaymentState, i32, i64)> = None;
        let (mut total, mut overdue) = (0, 0);
        for document in documents {
            let Some(state) = of_invoice(ledger, document, on) else {
                continue;
            };
            let past = days_past_due(document, on).unwrap_or(0);
            let rest = open(ledger, document, on);
            let amount =
                at_spot(rest, document.currency, group, &snapshot.inputs.fx, on).unwrap_or(0);
            total += amount;
            if past > 0 {
                overdue += amount;
            }
            if worst.is_none_or(|(other, days, _)| (other, days) < (state, past)) {
                worst = Some((state, past, document.id));
            }
        }
        let (state, past, invoice) = worst.unwrap_or((PaymentState::Current, 0, 0));
        let state = if late { PaymentState::Unknown } else { state };
        standings.insert(
            customer,
            blank(customer, state, past.max(0), total, overdue, invoice),
        );
    }
    for payment in ledger
        .payments
        .values()
        .filter(|p| p.customer != 0 && p.received_on <= on)
    {
        if let Some(standing) = standings.get_mut(&payment.customer) {
            let latest = (standing.last_paid_on, standing.last_payment_id);
            if latest < (Some(payment.received_on), Some(payment.id)) {
                standing.last_paid_on = Some(payment.received_on);
                standing.last_payment_id = Some(payment.id);
            }
        }
    }
    standings
}

fn blank(
    customer_id: i64,
    state: PaymentState,
    days: i32,
    total: i64,
    overdue: i64,
    invoice: i64,
) -> Model {
    Model {
        customer_id,
        status: state.code().to_owned(),
        days_past_due: days,
        open_amount: total,
        overdue_amount: overdue,
        worst_invoice_id: (invoice != 0).then_some(invoice),
        last_payment_id: None,
        last_paid_on: None::<Day>,
        changed_at: Instant(0),
        tx: 0,
    }
}

/// The change of an account's status, for the log that subscribers follow.
fn event(old: Option<&Model>, new: &Model, tx: i64, at: Instant) -> payment_event::ActiveModel {
    payment_event::ActiveModel {
        id: NotSet,
        customer_id: Set(new.customer_id),
        tx: Set(tx),
        at: Set(at),
        from_status: Set(old.map(|old| old.status.clone())),
        status: Set(new.status.clone()),
        days_past_due: Set(new.days_past_due),
        open_amount: Set(new.open_amount),
        overdue_amount: Set(new.overdue_amount),
        worst_invoice_id: Set(new.worst_invoice_id),
        last_payment_id: Set(new.last_payment_id),
        last_paid_on: Set(new.last_paid_on),
    }
}

/// Writes the accounts whose status changed, each with its change in the log, and tells the feed.
pub(crate) async fn write(
    transaction: &DatabaseTransaction,
    snapshot: &Snapshot,
    tx: i64,
    now: Instant,
) -> Result<u64, DbErr> {
    let stored: HashMap<i64, Model> = payment_status::Entity::find()
        .all(transaction)
        .await?
        .into_iter()
        .map(|row| (row.customer_id, row))
        .collect();
    let present = standings(snapshot);
    let mut changed: Vec<Model> = present
        .values()
        .filter(|row| {
            stored.get(&row.customer_id).is_none_or(|old| {
                let old = Model {
                    changed_at: Instant(0),
                    tx: 0,
                    ..old.clone()
                };
                old != **row
            })
        })
        .cloned()
        .collect();
    changed.sort_by_key(|row| row.customer_id);
    let mut gone: Vec<i64> = stored
        .keys()
        .filter(|id| !present.contains_key(id))
        .copied()
        .collect();
    gone.sort_unstable();
    // An account without any document left owes nothing; whoever follows it hears so.
    let cleared: Vec<Model> = gone
        .iter()
        .map(|customer| blank(*customer, PaymentState::Current, 0, 0, 0, 0))
        .collect();
    let events: Vec<payment_event::ActiveModel> = changed
        .iter()
        .chain(&cleared)
        .map(|row| event(stored.get(&row.customer_id), row, tx, now))
        .collect();
    gone.extend(changed.iter().map(|row| row.customer_id));
    if gone.is_empty() {
        return Ok(0);
    }
    for chunk in gone.chunks(CHUNK) {
        payment_status::Entity::delete_many()
            .filter(payment_status::Column::CustomerId.is_in(chunk.to_vec()))
            .exec(transaction)
            .await?;
    }
    for chunk in changed.chunks(CHUNK) {
        let rows = chunk.iter().map(|row| {
            Model {
                changed_at: now,
                tx,
                ..row.clone()
            }
            .into_active_model()
        });
        payment_status::Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await?;
    }
    for chunk in events.chunks(CHUNK) {
        payment_event::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(transaction)
            .await?;
    }
    announce(transaction, tx, 0).await?;
    Ok(gone.len() as u64)
}

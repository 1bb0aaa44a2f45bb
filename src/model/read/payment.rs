//! The log of payment statuses: each change as it was written, for those who follow accounts.

use entity::insight::{payment_event, payment_status};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// Changes of payment status that these transactions wrote, in order.
pub async fn changes(
    connection: &impl ConnectionTrait,
    txs: &[i64],
) -> Result<Vec<payment_event::Model>, DbErr> {
    payment_event::Entity::find()
        .filter(payment_event::Column::Tx.is_in(txs.iter().copied()))
        .order_by_asc(payment_event::Column::Id)
        .all(connection)
        .await
}

/// The status that a change of it led to.
pub fn status_after(event: &payment_event::Model) -> payment_status::Model {
    payment_status::Model {
        customer_id: event.customer_id,
        status: event.status.clone(),
        days_past_due: event.days_past_due,
        open_amount: event.open_amount,
        overdue_amount: event.overdue_amount,
        worst_invoice_id: event.worst_invoice_id,
        last_payment_id: event.last_payment_id,
        last_paid_on: event.last_paid_on,
        changed_at: event.at,
        tx: event.tx,
    }
}

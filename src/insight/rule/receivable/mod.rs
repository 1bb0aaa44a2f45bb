//! Money that is owed: overdue invoices, statuses that two systems tell differently, credit limits, cash that pays nothing.

pub(super) mod credit_limit_exceeded;
pub(super) mod due_date_missing;
pub(super) mod invoice_overdue;
pub(super) mod invoice_status_mismatch;
pub(super) mod payment_status_mismatch;
pub(super) mod unapplied_cash;

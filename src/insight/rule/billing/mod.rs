//! From delivered work to an invoice: what is stuck, what is billed without cause, what is billed twice.

pub(super) mod invoice_line_without_delivery;
pub(super) mod invoice_posting_delayed;
pub(super) mod pile;
pub(super) mod quantity_billed_twice;
pub(super) mod time_sync_backlog;
pub(super) mod unbilled;

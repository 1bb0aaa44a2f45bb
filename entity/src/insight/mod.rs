//! Numbers and exceptions made from canonical rows.

pub mod billing_item;
pub mod exception;
pub mod exception_event;
pub mod metric_watermark;
pub mod payment_event;
pub mod payment_status;
pub mod person_day;
pub mod project_month;

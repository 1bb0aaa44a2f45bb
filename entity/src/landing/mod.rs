//! What came from the vendors, as it came, and how far.

pub mod connection;
pub mod control_total;
pub mod dead_letter;
pub mod drift;
pub mod page_digest;
pub mod raw_record;
pub mod row_part;
pub mod stream_state;
pub mod sync_run;
pub mod sync_watermark;
pub mod waiting_reference;

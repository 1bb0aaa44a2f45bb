//! The words every stage uses: ids, clock, faults and canonical records.

pub mod clock;
pub mod fault;
pub mod id;
pub mod record;

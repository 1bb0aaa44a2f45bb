//! The change feed: which rows changed, in commit order, and what they were before.

pub mod change;
pub mod change_tx;
pub mod row_history;

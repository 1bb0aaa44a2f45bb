//! The firm as it truly is: one typed model from which every simulator projects its vendor's tables.
//!
//! Conventions: `id` counts from 1 and is the row's place in its table plus one; rows are never removed, a deletion sets
//! `meta.deleted_at` and appends to `Firm::deletions`; money is in minor units of the currency named beside it.

mod base;
pub mod billing;
pub mod clock;
pub mod contract;
pub mod delivery;
pub mod generate;
pub mod ids;
pub mod money;
pub mod organisation;
pub mod table;
pub mod time;
pub mod truth;

pub use base::{Firm, Scale};
pub use billing::*;
pub use clock::Stamp;
pub use contract::*;
pub use delivery::*;
pub use money::*;
pub use organisation::*;
pub use table::{Deletion, Kind, Meta, Row};
pub use time::*;

//! The values every stage stores: typed ids, exact fixed-point amounts, civil days and instants.
//!
//! Everything is an integer or a short text in the database, so that SQLite and PostgreSQL sum and compare alike.

mod amount;
mod currency;
mod id;
mod time;

pub use amount::{Duration, Fx, Money, Ratio, UnitPrice, ValueError};
pub use currency::{Currency, NotACurrency};
pub use id::*;
pub use time::{Day, Instant};

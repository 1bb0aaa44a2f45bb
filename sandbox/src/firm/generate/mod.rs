//! Makes the firm from a seed: the same seed, scale and day give the same firm, bit for bit.

use chrono::NaiveDate;

use super::{Firm, Scale};

/// Generates the firm whose history ends on `today`.
pub fn generate(seed: u64, scale: Scale, today: NaiveDate) -> Firm {
    Firm::empty(seed, scale, today)
}

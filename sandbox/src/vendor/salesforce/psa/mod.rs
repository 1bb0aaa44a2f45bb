//! Certinia's objects on the same org.

use super::schema::Object;
use crate::firm::Firm;

/// Services work.
#[derive(Default)]
pub struct Work;

impl Work {
    /// Of a firm.
    pub fn of(_: &Firm) -> Self {
        Self
    }
}

/// All objects.
pub fn objects() -> Vec<Object> {
    Vec::new()
}

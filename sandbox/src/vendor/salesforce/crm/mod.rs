//! The core CRM's objects, projected from the firm.

mod account;
mod contract;
mod currency;
mod history;
mod opportunity;
pub(super) mod user;

use super::cell::Cell;
use super::schema::Object;
use crate::firm::{Currency, Kind, ids};

/// Picklist of currencies.
pub const CURRENCIES: &[&str] = &["USD", "EUR", "GBP", "JPY"];

/// All core objects.
pub fn objects() -> Vec<Object> {
    vec![
        account::object(),
        opportunity::object(),
        opportunity::lines(),
        history::stages(),
        history::fields(),
        contract::object(),
        user::object(),
        currency::types(),
        currency::dated(),
    ]
}

/// The id of a row as a reference.
pub fn reference(kind: Kind, id: u32) -> Option<Cell> {
    Some(ids::salesforce(kind, id).into())
}

/// An amount in minor units.
pub fn amount(currency: Currency, minor: i64) -> Option<Cell> {
    Some(currency.decimal(minor).into())
}

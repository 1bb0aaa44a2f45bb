//! What a collection is: a name, its rows by number, its filters and orders, how a row renders and what can be included.

use super::json::Object;
use super::params::Params;
use crate::firm::{Firm, Kind, Meta, ids};

/// A collection of the API: a definition; the machinery is in `page`.
pub struct Collection {
    /// Plural name: path, map and results key.
    pub name: &'static str,
    /// Truth table whose numbers the rows carry and whose stamps they have; for its index too.
    pub kind: Option<Kind>,
    /// Vendor id of a number.
    pub vendor_id: fn(u32) -> u32,
    /// Number of a vendor id.
    pub number: fn(u32) -> Option<u32>,
    /// All numbers, in order.
    pub numbers: fn(&Firm) -> Vec<u32>,
    /// The row exists for this vendor (and is not gone).
    pub present: fn(&Firm, u32) -> bool,
    /// Filters beyond the shared ones, default filters included.
    pub matches: fn(&Firm, u32, &Params) -> bool,
    /// Stamps of a row; none where the vendor shows none.
    pub meta: fn(&Firm, u32) -> Option<Meta>,
    /// Order columns beside `id`, `created_at`, `updated_at`, each with its sort key.
    pub orders: &'static [Order],
    /// May be ordered by stamps.
    pub order_by_stamps: bool,
    /// Default order.
    pub default_order: (&'static str, bool),
    /// Parameters that only switch default filters off, so that an unfiltered index answers.
    pub opens_all: &'static [&'static str],
    /// Renders a row.
    pub render: fn(&Firm, u32, &mut Object, &Params),
    /// Associations.
    pub includes: &'static [Include],
    /// Name in external references and events, if it has one.
    pub subject: Option<&'static str>,
}

/// An order column and its sort key.
pub type Order = (&'static str, fn(&Firm, u32) -> i64);

/// An association that `include=` names.
pub struct Include {
    /// Its name.
    pub name: &'static str,
    /// Collection of its rows.
    pub collection: &'static str,
    /// Member with the ids, for to-many associations.
    pub ids_member: Option<&'static str>,
    /// The rows.
    pub of: fn(&Firm, u32) -> Vec<u32>,
}

/// The plain collection of a truth table; definitions override what differs.
pub const PLAIN: Collection = Collection {
    name: "",
    kind: None,
    vendor_id: |number| number,
    number: |id| (id > 0).then_some(id),
    numbers: |_| Vec::new(),
    present: |_, _| true,
    matches: |_, _, _| true,
    meta: |_, _| None,
    orders: &[],
    order_by_stamps: true,
    default_order: ("updated_at", true),
    opens_all: &[],
    render: |_, _, _, _| {},
    includes: &[],
    subject: None,
};

/// Vendor id of a row of a table.
pub fn id_of(kind: Kind, number: u32) -> u32 {
    ids::kantata(kind, number)
}

/// A filter by one id or a list of ids; absent lets all pass.
pub fn among(params: &Params, keys: &[&str], id: Option<u32>) -> bool {
    keys.iter().all(|key| {
        params
            .numbers(key)
            .is_none_or(|list| id.is_some_and(|id| list.contains(&id)))
    })
}

/// Declares `kind`, ids, numbers, presence and stamps of a table in one line.
macro_rules! table {
    ($kind:ident, $table:ident) => {
        $crate::vendor::kantata::collection::Collection {
            kind: Some($crate::firm::Kind::$kind),
            vendor_id: |number| $crate::firm::ids::kantata($crate::firm::Kind::$kind, number),
            number: |id| $crate::firm::ids::kantata_number($crate::firm::Kind::$kind, id),
            numbers: |firm| (1..=firm.$table.len() as u32).collect(),
            present: |firm, number| {
                firm.$table
                    .get(number as usize - 1)
                    .is_some_and(|row| row.meta.live())
            },
            meta: |firm, number| firm.$table.get(number as usize - 1).map(|row| row.meta),
            ..$crate::vendor::kantata::collection::PLAIN
        }
    };
}
pub(super) use table;

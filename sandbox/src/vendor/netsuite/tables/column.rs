//! A column, and the short form in which tables list theirs.

use std::ops::Range;

use super::{Rows, View};
use crate::firm::Row;
use crate::vendor::netsuite::suiteql::value::Value;

/// A column.
pub struct Column {
    /// Name, in lower case.
    pub name: &'static str,
    /// Table of the id it holds, for its display text; empty where it holds none.
    pub refers: &'static str,
    /// Its value in a row.
    pub get: fn(&View<'_>, u64) -> Value,
}

impl std::fmt::Debug for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Columns of a table: `"name" => value` or `"name" (-> table) => value`, with the row found by a function.
macro_rules! columns {
    (@refers) => { "" };
    (@refers $table:literal) => { $table };
    ($view:ident, $row:ident in $find:path; $($name:literal $((-> $table:literal))? => $value:expr),* $(,)?) => {
        &[$($crate::vendor::netsuite::tables::Column {
            name: $name,
            refers: columns!(@refers $($table)?),
            get: |$view, id| match $find($view, id) {
                Some($row) => {
                    let _ = &$row;
                    $crate::vendor::netsuite::suiteql::value::Value::from($value)
                }
                None => $crate::vendor::netsuite::suiteql::value::Value::Null,
            },
        }),*]
    };
}

/// Live rows of a list of the firm whose numbers lie in a range, shifted by `base`, and that a test keeps.
pub fn rows_of<'a, T: Row>(
    list: &'a [T],
    base: u64,
    range: Range<u64>,
    keep: impl Fn(&T) -> bool + 'a,
) -> Rows<'a> {
    let place = |number: u64| {
        let place = number.saturating_sub(base + 1);
        usize::try_from(place).unwrap_or(usize::MAX).min(list.len())
    };
    let (from, to) = (place(range.start), place(range.end));
    let part = list.get(from..to).unwrap_or_default();
    Box::new(
        part.iter()
            .filter(move |row| row.meta().live() && keep(row))
            .map(move |row| base + u64::from(row.id())),
    )
}

/// Number of a row in its list, from a shifted number.
pub fn number(id: u64, base: u64) -> Option<u32> {
    u32::try_from(id.checked_sub(base)?).ok()
}

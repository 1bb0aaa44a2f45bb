//! Display texts of references: what `BUILTIN.DF` shows.

use super::{View, table};
use crate::vendor::netsuite::suiteql::value::Value;

/// Columns that name a record, best first.
const NAMES: [&str; 8] = [
    "tranid",
    "altname",
    "entityid",
    "symbol",
    "name",
    "itemid",
    "title",
    "periodname",
];

/// The text that a record is shown by; the id itself where it has none.
pub fn label(view: &View<'_>, refers: &str, value: Value) -> Value {
    let Some(id) = value.int().and_then(|id| u64::try_from(id).ok()) else {
        return value;
    };
    let tables: &[&str] = if refers == "entity" {
        &["customer", "job", "employee", "vendor"]
    } else {
        &[refers]
    };
    for name in tables {
        let Some(table) = table(name) else { continue };
        if view.settings.hides_table(name) {
            continue;
        }
        let column = NAMES.iter().find_map(|name| table.column(name));
        if let Some(column) = column {
            let text = (column.get)(view, id);
            if !text.none() {
                return text;
            }
        }
    }
    value
}

//! What stands between the systems: references that wait, records set aside, totals that differ, runs that fail, rows that disagree.

pub(super) mod control_total_mismatch;
pub(super) mod customer_conflict;
pub(super) mod dead_letter;
pub(super) mod mapping_failure;
pub(super) mod ownership_conflict;
pub(super) mod run_failed;
pub(super) mod schema_drift;
pub(super) mod unresolved_reference;

/// The first names of a list, and how many more there are.
fn listed(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(5);
    names.truncate(5);
    let list = names.join(", ");
    if more == 0 {
        list
    } else {
        format!("{list} and {more} more")
    }
}

//! Which source records are one thing: links, the groups they make, and what a group's row says.
//!
//! Each source record keeps its own row and id. Linked rows form a group, represented by the row of the system that owns the entity.

mod compose;
mod conflict;
mod groups;
mod ownership;
mod rule;

pub use compose::{Heads, compose};
pub use conflict::compare;
pub use groups::Groups;
pub use ownership::Ownership;
pub use rule::{Linked, link};

use crate::domain::id::source_id;
use crate::domain::record::Kind;

/// The id of a link between two rows of a kind: a pure function of the three.
pub fn link_id(kind: Kind, left: i64, right: i64) -> i64 {
    let (left, right) = (left.min(right), left.max(right));
    source_id(
        kind.entity().table,
        &format!("{left:016x}"),
        &format!("{right:016x}"),
    )
}

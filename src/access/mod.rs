//! Decides what a viewer may see, as pure tables: which rows, and which classes of fact.
//!
//! A grant is a pair of rows and classes; several unite pair by pair, never as a cross product. No other module names a role.

pub mod class;
pub mod deny;
mod limits;
pub mod policy;
mod scope;
mod viewer;

pub use crate::domain::record::Class;
pub use deny::Deny;
pub use limits::Limits;
pub use policy::{Permission, Role, RowRule};
pub use scope::{By, Grant, Limit, RowScope, Subject};
pub use viewer::{RoleClaim, Viewer};

//! What Throughline stores: one SeaORM model a table, grouped by the stage that writes it.

pub mod canonical;
pub mod change;
pub mod governance;
pub mod insight;
pub mod landing;
pub mod value;

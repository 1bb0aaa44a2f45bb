//! The metric engine over a real database: a small firm in, answers out.

mod access;
mod change;
mod figures;
mod firm;
mod retention;
mod scale;

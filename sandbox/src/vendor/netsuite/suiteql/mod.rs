//! The query service: its dialect, read, looked up and run over the firm, and the answer written as the vendor writes it.

pub mod answer;
mod bind;
mod bound;
mod bounds;
mod eval;
mod expression;
mod function;
mod group;
mod join;
mod parse;
mod run;
mod syntax;
mod token;
pub mod value;
mod walk;
pub mod zone;

pub use parse::parse;
pub use run::{Cut, Page, run};

//! The subset of SOQL that the simulator understands.

pub mod bind;
mod bound;
pub mod eval;
mod lex;
mod parse;
mod values;

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use parse::parse;

/// A dotted name and where it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Names.
    pub names: Vec<String>,
    /// Place in the text.
    pub at: usize,
}

/// An aggregate function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Rows with a value.
    Count,
    /// Different values.
    CountDistinct,
    /// Sum.
    Sum,
    /// Smallest.
    Min,
    /// Greatest.
    Max,
    /// Mean.
    Avg,
}

/// One item of a select list.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A field, perhaps of a parent; in aggregate queries with an alias.
    Field(Path, Option<String>),
    /// A child query.
    Children(Select),
    /// An aggregate.
    Call(Function, Path, Option<String>),
    /// `COUNT()`
    CountAll,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Flag(bool),
    /// A number.
    Number(Decimal),
    /// Text in quotes.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// An instant in milliseconds.
    Time(i64),
    /// A named range of days, from and to (exclusive), relative to today.
    Days(i64, i64),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=` or `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `LIKE`
    Like,
    /// `IN`
    In,
    /// `NOT IN`
    NotIn,
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All hold.
    And(Vec<Condition>),
    /// One holds.
    Or(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A comparison with constants (one, or a list for `IN`).
    Test(Path, Operator, Vec<Literal>, usize),
    /// `IN` or `NOT IN` with a query.
    Within(Path, bool, Box<Select>),
}

/// One key of the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Field.
    pub path: Path,
    /// Downwards.
    pub down: bool,
    /// Nulls at the end.
    pub nulls_last: bool,
}

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// Select list.
    pub items: Vec<Item>,
    /// Object, or relationship in a child query.
    pub from: String,
    /// Its place in the text.
    pub from_at: usize,
    /// Condition.
    pub filter: Option<Condition>,
    /// Grouping.
    pub group: Vec<Path>,
    /// Order.
    pub order: Vec<Key>,
    /// At most so many rows.
    pub limit: Option<usize>,
    /// Rows to pass over.
    pub offset: usize,
}

impl Select {
    /// Whether it gives aggregates instead of records.
    pub fn aggregates(&self) -> bool {
        !self.group.is_empty() || self.items.iter().any(|item| matches!(item, Item::Call(..)))
    }
}

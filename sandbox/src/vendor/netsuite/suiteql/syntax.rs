//! A statement as it is written, before its names are looked up.

use super::value::Value;

/// A `SELECT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// Rows that are the same are given once.
    pub distinct: bool,
    /// What is given.
    pub items: Vec<Item>,
    /// First table; none for `DUAL`.
    pub from: Option<Named>,
    /// Tables joined to it, in order.
    pub joins: Vec<Join>,
    /// `WHERE`
    pub filter: Option<Expr>,
    /// `GROUP BY`
    pub group: Vec<Expr>,
    /// `HAVING`
    pub having: Option<Expr>,
    /// `ORDER BY`: expression and whether descending.
    pub order: Vec<(Expr, bool)>,
    /// `FETCH FIRST n ROWS ONLY`
    pub fetch: Option<usize>,
}

/// One item of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `*`
    All,
    /// An expression and its alias.
    One(Expr, Option<String>),
}

/// A table and the name it goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Table.
    pub table: String,
    /// Alias; the table's name where none is given.
    pub alias: String,
}

/// A joined table.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// The table.
    pub named: Named,
    /// Rows without a partner stay.
    pub left: bool,
    /// Condition.
    pub on: Expr,
}

/// Signs between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `=`
    Equal,
    /// `<>`
    Differs,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
    /// `||`
    Concat,
}

/// Sums over rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// `COUNT`
    Count,
    /// `SUM`
    Sum,
    /// `MIN`
    Min,
    /// `MAX`
    Max,
    /// `AVG`
    Average,
}

/// An expression or condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A value.
    Literal(Value),
    /// A column: alias, if given, and name.
    Column(Option<String>, String),
    /// A function by name, `builtin.df` included.
    Call(String, Vec<Expr>),
    /// A sum; without an expression it is `COUNT(*)`.
    Total(Total, bool, Option<Box<Expr>>),
    /// Two expressions and the sign between.
    Pair(Sign, Box<Expr>, Box<Expr>),
    /// `NOT`
    Not(Box<Expr>),
    /// `IN` of a list.
    In(Box<Expr>, Vec<Expr>),
    /// `IN` of another statement.
    InSelect(Box<Expr>, Box<Select>),
    /// `IS NULL`
    IsNull(Box<Expr>),
    /// `LIKE`
    Like(Box<Expr>, Box<Expr>),
    /// `CASE`: conditions with results, and the result otherwise.
    Case(Vec<(Expr, Expr)>, Option<Box<Expr>>),
}

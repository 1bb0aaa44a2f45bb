//! A statement whose names are looked up, ready to run.

use std::collections::HashSet;

use super::syntax::{Sign, Total};
use super::value::Value;
use crate::vendor::netsuite::tables::{Column, Table};

/// A function of the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `TO_CHAR`
    ToChar,
    /// `TO_DATE`
    ToDate,
    /// `TO_TIMESTAMP`
    ToTimestamp,
    /// `TO_NUMBER`
    ToNumber,
    /// `TRUNC`
    Trunc,
    /// `ROUND`
    Round,
    /// `NVL`, `COALESCE`
    Coalesce,
    /// `UPPER`
    Upper,
    /// `LOWER`
    Lower,
    /// `SUBSTR`
    Substring,
    /// `LENGTH`
    Length,
    /// `ABS`
    Absolute,
}

impl Function {
    /// A function by name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "to_char" => Self::ToChar,
            "to_date" => Self::ToDate,
            "to_timestamp" => Self::ToTimestamp,
            "to_number" => Self::ToNumber,
            "trunc" => Self::Trunc,
            "round" => Self::Round,
            "nvl" | "coalesce" => Self::Coalesce,
            "upper" => Self::Upper,
            "lower" => Self::Lower,
            "substr" => Self::Substring,
            "length" => Self::Length,
            "abs" => Self::Absolute,
            _ => return None,
        })
    }
}

/// Values of an `IN`.
#[derive(Clone, Debug, Default)]
pub struct Among {
    /// Whole numbers, texts that read as such among them.
    pub numbers: HashSet<i64>,
    /// Texts.
    pub texts: HashSet<String>,
    /// Other values.
    pub others: Vec<Value>,
}

impl Among {
    /// Collects values; no value is like nothing.
    pub fn of(values: impl IntoIterator<Item = Value>) -> Self {
        let mut found = Self::default();
        for value in values {
            if let Some(number) = value.int() {
                found.numbers.insert(number);
            }
            match value {
                Value::Null => {}
                Value::Text(text) => {
                    found.texts.insert(text.into_owned());
                }
                Value::Int(number) => {
                    found.texts.insert(number.to_string());
                }
                other => found.others.push(other),
            }
        }
        found
    }
}

/// An expression or condition with its names looked up.
#[derive(Clone, Debug)]
pub enum Bound {
    /// A value.
    Literal(Value),
    /// A column of a table of the statement.
    Column(usize, &'static Column),
    /// The display text of a column.
    Display(usize, &'static Column),
    /// A function.
    Call(Function, Vec<Bound>),
    /// A sum of the statement, by place.
    Total(usize),
    /// Two expressions.
    Pair(Sign, Box<Bound>, Box<Bound>),
    /// `NOT`
    Not(Box<Bound>),
    /// `IN`
    In(Box<Bound>, Box<Among>),
    /// `IS NULL`
    IsNull(Box<Bound>),
    /// `LIKE`
    Like(Box<Bound>, Box<Bound>),
    /// `CASE`
    Case(Vec<(Bound, Bound)>, Option<Box<Bound>>),
}

impl Bound {
    /// Whether it is this column of a table of the statement.
    pub fn is(&self, slot: usize, name: &str) -> bool {
        matches!(self, Self::Column(own, column) if *own == slot && column.name == name)
    }

    /// Conditions that all have to hold.
    pub fn conjuncts(&self) -> Vec<&Bound> {
        match self {
            Self::Pair(Sign::And, left, right) => {
                let mut all = left.conjuncts();
                all.extend(right.conjuncts());
                all
            }
            other => vec![other],
        }
    }

    /// Calls a function with every column in it.
    pub fn each_slot(&self, seen: &mut impl FnMut(usize)) {
        match self {
            Self::Column(slot, _) | Self::Display(slot, _) => seen(*slot),
            Self::Literal(_) | Self::Total(_) => {}
            Self::Call(_, list) => list.iter().for_each(|part| part.each_slot(seen)),
            Self::Pair(_, left, right) | Self::Like(left, right) => {
                left.each_slot(seen);
                right.each_slot(seen);
            }
            Self::Not(part) | Self::IsNull(part) | Self::In(part, _) => part.each_slot(seen),
            Self::Case(cases, otherwise) => {
                for (condition, result) in cases {
                    condition.each_slot(seen);
                    result.each_slot(seen);
                }
                if let Some(otherwise) = otherwise {
                    otherwise.each_slot(seen);
                }
            }
        }
    }
}

/// A joined table.
#[derive(Debug)]
pub struct Joined {
    /// The table.
    pub table: &'static Table,
    /// Rows without a partner stay.
    pub left: bool,
    /// Condition.
    pub on: Bound,
}

/// A sum: what, only different values, of what.
#[derive(Debug)]
pub struct Sum {
    /// What.
    pub total: Total,
    /// Only different values.
    pub distinct: bool,
    /// Of what; none counts rows.
    pub of: Option<Bound>,
}

/// A statement ready to run.
#[derive(Debug)]
pub struct Query {
    /// First table; none for `DUAL`.
    pub from: Option<&'static Table>,
    /// Joined tables.
    pub joins: Vec<Joined>,
    /// Names and expressions of the answer.
    pub items: Vec<(String, Bound)>,
    /// Condition.
    pub filter: Option<Bound>,
    /// Sums.
    pub totals: Vec<Sum>,
    /// Rows are put together by these; none where the statement is no sum.
    pub group: Option<Vec<Bound>>,
    /// Condition on groups.
    pub having: Option<Bound>,
    /// Order, and whether descending.
    pub order: Vec<(Bound, bool)>,
    /// `FETCH FIRST`
    pub fetch: Option<usize>,
}

//! A query with names resolved: objects and fields by their places.

use std::collections::{BTreeSet, HashSet};

use super::{Function, Literal, Operator};
use crate::vendor::salesforce::schema::Type;

/// What the user may see.
#[derive(Clone, Debug, Default)]
pub struct Eyes {
    /// Hidden fields, as object and field in lower case.
    pub hidden: BTreeSet<(String, String)>,
    /// Several currencies.
    pub multi_currency: bool,
}

impl Eyes {
    /// Whether an object is there.
    pub fn object(&self, name: &str) -> bool {
        self.multi_currency || !matches!(name, "CurrencyType" | "DatedConversionRate")
    }

    /// Whether a field is there.
    pub fn field(&self, object: &str, name: &str) -> bool {
        if !self.multi_currency && matches!(name, "CurrencyIsoCode" | "DefaultCurrencyIsoCode") {
            return false;
        }
        self.hidden.is_empty()
            || !self
                .hidden
                .contains(&(object.to_ascii_lowercase(), name.to_ascii_lowercase()))
    }
}

/// A field reached over look-ups.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// Look-up field and target object, one a step.
    pub hops: Vec<(usize, usize)>,
    /// Object of the field.
    pub object: usize,
    /// Field.
    pub field: usize,
}

/// A part of a rendered record.
#[derive(Clone, Debug)]
pub enum Node {
    /// A field.
    Leaf(usize),
    /// A parent: relationship, look-up field, target and its parts.
    Parent(String, usize, usize, Vec<Node>),
    /// Children: relationship, look-up field in the child, query.
    Children(String, usize, Box<Bound>),
}

/// A condition with names resolved.
#[derive(Clone, Debug)]
pub enum Check {
    /// All hold.
    And(Vec<Check>),
    /// One holds.
    Or(Vec<Check>),
    /// It does not hold.
    Not(Box<Check>),
    /// A comparison.
    Test(Access, Type, Operator, Vec<Literal>),
    /// In the answers of another query.
    Within(Access, bool, Box<Bound>, HashSet<String>),
}

/// One column of an aggregate answer.
#[derive(Clone, Debug)]
pub enum Column {
    /// A grouped field.
    Group(usize),
    /// A function.
    Call(Function, Access),
}

/// A query with names resolved.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Object.
    pub object: usize,
    /// Parts of each record.
    pub nodes: Vec<Node>,
    /// Flat access and header of each selected field, for CSV.
    pub flat: Vec<(String, Access)>,
    /// Condition.
    pub check: Option<Check>,
    /// Grouping.
    pub group: Vec<Access>,
    /// Columns of an aggregate answer.
    pub columns: Vec<(String, Column)>,
    /// Order: access, downwards, nulls last.
    pub order: Vec<(Access, bool, bool)>,
    /// At most so many rows.
    pub limit: Option<usize>,
    /// Rows to pass over.
    pub offset: usize,
    /// `COUNT()`
    pub counting: bool,
}

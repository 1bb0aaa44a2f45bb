//! What a field is, where its value comes from, and a record's stamps.

use chrono::NaiveDate;

use super::cell::Cell;
pub use super::object::{Object, decode, rows_of};
use super::side::Side;
use crate::firm::{Firm, Row};

/// What a field's value is computed from.
pub struct View<'a> {
    /// The firm.
    pub firm: &'a Firm,
    /// Look-ups prepared from it.
    pub side: &'a Side,
    /// The simulated day.
    pub today: NaiveDate,
}

/// Reads a field of the record with this number.
pub type Get = fn(&View<'_>, u32) -> Option<Cell>;

/// A field's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// The record's id.
    Id,
    /// A look-up: object and relationship name.
    Reference(&'static str, &'static str),
    /// Text of so many characters.
    Text(u32),
    /// Text on several lines.
    TextArea,
    /// One of some values.
    Picklist(&'static [&'static str]),
    /// Money.
    Currency,
    /// A number with so many decimals.
    Double(u32),
    /// 0 to 100.
    Percent,
    /// A whole number.
    Int,
    /// A checkbox.
    Flag,
    /// A day.
    Date,
    /// An instant.
    Time,
}

/// Where a value comes from.
#[derive(Clone, Copy)]
pub enum Source {
    /// The record's id.
    Id,
    /// Creation.
    Created,
    /// Last change.
    Modified,
    /// Deleted.
    Deleted,
    /// The integration's own user.
    Machine,
    /// The firm.
    Firm(Get),
    /// Only what was written through the API.
    Written,
}

/// A field of an object.
pub struct Field {
    /// API name.
    pub name: &'static str,
    /// Type.
    pub kind: Type,
    /// Origin of the value.
    pub source: Source,
    /// May be written.
    pub writable: bool,
    /// An external id.
    pub external: bool,
    /// A formula.
    pub calculated: bool,
}

impl Field {
    /// Printed without decimals.
    pub fn integer(&self) -> bool {
        self.kind == Type::Int
    }
}

/// A writable field read from the firm.
pub fn field(name: &'static str, kind: Type, get: Get) -> Field {
    Field {
        name,
        kind,
        source: Source::Firm(get),
        writable: true,
        external: false,
        calculated: false,
    }
}

/// A field nobody may write.
pub fn fixed(name: &'static str, kind: Type, get: Get) -> Field {
    Field {
        writable: false,
        calculated: true,
        ..field(name, kind, get)
    }
}

/// A field that is empty until someone writes it.
pub fn written(name: &'static str, kind: Type) -> Field {
    Field {
        source: Source::Written,
        ..field(name, kind, |_, _| None)
    }
}

/// A field that is an external id.
pub fn external(field: Field) -> Field {
    Field {
        external: true,
        ..field
    }
}

/// One record's stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Number behind the id.
    pub number: u32,
    /// Created, in seconds since 1970.
    pub created: i64,
    /// Last changed.
    pub modified: i64,
    /// Deleted.
    pub deleted: Option<i64>,
}

impl Entry {
    /// The stamps of a firm's row.
    pub fn of(row: &impl Row) -> Self {
        Self::numbered(row.id(), row.meta())
    }

    /// The stamps of a row under another number.
    pub fn numbered(number: u32, meta: &crate::firm::Meta) -> Self {
        let deleted = meta.deleted_at.map(|at| at.seconds());
        Self {
            number,
            created: meta.created_at.seconds(),
            modified: meta.updated_at.seconds().max(deleted.unwrap_or(0)),
            deleted,
        }
    }
}

impl Entry {
    /// Counts as changed at the start of a day that has come.
    pub fn turns(&mut self, day: Option<NaiveDate>, today: NaiveDate) {
        if let Some(day) = day.filter(|day| *day <= today) {
            let at = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
            self.modified = self.modified.max(at);
        }
    }

    /// Counts as changed at an instant.
    pub fn moved(&mut self, at: Option<crate::firm::Stamp>) {
        self.modified = self.modified.max(at.map_or(0, |at| at.seconds()));
    }
}

/// Which stamps every record of an object shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamps {
    /// All of them.
    Full,
    /// Creation only, as history rows have.
    CreatedOnly,
    /// All but deletion, for what cannot be deleted.
    Kept,
}

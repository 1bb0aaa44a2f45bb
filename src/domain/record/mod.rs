//! Canonical records as a connector emits them: a kind, a key at the source and named values.
//!
//! A parent is named by connection, object and external id; its id follows from these, so none waits for another.

mod catalogue;

pub use catalogue::{ENTITIES, Kind};
use entity::value::{Currency, Day, Duration, Fx, Instant, Money, Ratio, UnitPrice};

use super::id::source_id;

/// Class of fact a column holds; decides who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Anybody who sees the row.
    Plain,
    /// Bill rates, contract, invoice and payment amounts.
    Commercial,
    /// Cost rates, labour cost, margin.
    Cost,
    /// A person's name, e-mail and own figures.
    Personal,
    /// Payloads and connector errors.
    Operational,
    /// Never served.
    Secret,
}

/// Type of a canonical field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// Whole number.
    Int,
    /// Civil date.
    Day,
    /// Instant.
    At,
    /// Amount with 4 decimals.
    Money,
    /// Price or rate with 6 decimals.
    Rate,
    /// Exchange rate with 10 decimals.
    Fx,
    /// Fraction or quantity with 6 decimals.
    Ratio,
    /// Length of time in milliseconds.
    Duration,
    /// Currency code.
    Currency,
    /// One of a closed list.
    Enum(&'static [&'static str]),
    /// Another canonical row.
    Ref(Kind),
}

/// A canonical field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Column name.
    pub name: &'static str,
    /// Type.
    pub ty: Type,
    /// True where a record without it is a dead letter.
    pub required: bool,
    /// Class of fact.
    pub class: Class,
    /// Meaning.
    pub doc: &'static str,
}

/// A canonical entity.
#[derive(Clone, Copy, Debug)]
pub struct Entity {
    /// Kind.
    pub kind: Kind,
    /// Table.
    pub table: &'static str,
    /// Prefix of its ids in text.
    pub prefix: &'static str,
    /// Meaning.
    pub doc: &'static str,
    /// Fields besides id, connection_id, source_id, version_at, tx and deleted_at.
    pub fields: &'static [Field],
}

impl Kind {
    /// Its description.
    pub fn entity(self) -> &'static Entity {
        &ENTITIES[self as usize - 1]
    }

    /// The kind of a number.
    pub fn from_number(number: i16) -> Option<Self> {
        usize::try_from(number)
            .ok()
            .and_then(|n| n.checked_sub(1))
            .and_then(|n| ENTITIES.get(n))
            .map(|e| e.kind)
    }
}

impl Entity {
    /// The table of a kind.
    pub fn table_of(kind: Kind) -> &'static str {
        kind.entity().table
    }

    /// A field by name, with its place.
    pub fn field(&self, name: &str) -> Option<(usize, &'static Field)> {
        self.fields
            .iter()
            .enumerate()
            .find(|(_, field)| field.name == name)
    }
}

/// A source record named from another: which connection, which object, which key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExternalRef {
    /// Connection's id in the configuration.
    pub connection: std::sync::Arc<str>,
    /// Object at the vendor.
    pub object: &'static str,
    /// Key at the vendor.
    pub external_id: String,
}

impl ExternalRef {
    /// The id of the row it names.
    pub fn id(&self) -> i64 {
        source_id(&self.connection, self.object, &self.external_id)
    }
}

impl std::fmt::Display for ExternalRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}/{}/{}",
            self.connection, self.object, self.external_id
        )
    }
}

/// A value of a canonical field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// True or false.
    Bool(bool),
    /// Whole number.
    Int(i64),
    /// Civil date.
    Day(Day),
    /// Instant.
    At(Instant),
    /// Amount.
    Money(Money),
    /// Price or rate.
    Rate(UnitPrice),
    /// Exchange rate.
    Fx(Fx),
    /// Fraction or quantity.
    Ratio(Ratio),
    /// Length of time.
    Duration(Duration),
    /// Currency code.
    Currency(Currency),
    /// One of a closed list.
    Enum(&'static str),
    /// Another row.
    Ref(ExternalRef),
}

/// One canonical record of a source object.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Kind.
    pub kind: Kind,
    /// Key; its id follows from it.
    pub key: ExternalRef,
    /// Values in the order of the kind's fields; `None` where the source says nothing.
    pub values: Vec<Option<Value>>,
    /// True where it says all there is: an empty value then empties the field; a partial record leaves it as it is.
    pub whole: bool,
    /// Records of other systems that the source itself says are the same thing.
    pub same_as: Vec<ExternalRef>,
}

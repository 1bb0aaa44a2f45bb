//! What an object is: its fields, where their values come from, and how records are numbered.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::cell::Cell;
use super::side::Side;
use crate::firm::ids::salesforce_id;
use crate::firm::{Firm, Kind, Row};

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

/// An object: its name, fields and records.
pub struct Object {
    /// API name.
    pub name: &'static str,
    /// First three characters of its ids.
    pub prefix: &'static str,
    /// Fields, in describe order.
    pub fields: Vec<Field>,
    /// Children: relationship, object and look-up field.
    pub children: &'static [(&'static str, &'static str, &'static str)],
    /// Tables of the firm that its records come from.
    pub sources: &'static [Kind],
    /// Its records, in order of number.
    pub rows: fn(&View<'_>) -> Vec<Entry>,
    /// Fields that an insert must name.
    pub required: &'static [&'static str],
    /// Known to the Bulk API.
    pub bulk: bool,
    by_name: HashMap<String, usize>,
}

impl Object {
    /// An object with the usual system fields before its own.
    pub fn new(
        name: &'static str,
        prefix: &'static str,
        stamps: Stamps,
        sources: &'static [Kind],
        rows: fn(&View<'_>) -> Vec<Entry>,
        own: Vec<Field>,
    ) -> Self {
        let mut fields = vec![system("Id", Type::Id, Source::Id)];
        if stamps != Stamps::Kept {
            fields.push(system("IsDeleted", Type::Flag, Source::Deleted));
        }
        fields.push(system("CreatedDate", Type::Time, Source::Created));
        let user = |relation| Type::Reference("User", relation);
        fields.push(system("CreatedById", user("CreatedBy"), Source::Machine));
        if stamps != Stamps::CreatedOnly {
            fields.push(system("LastModifiedDate", Type::Time, Source::Modified));
            fields.push(system(
                "LastModifiedById",
                user("LastModifiedBy"),
                Source::Machine,
            ));
            fields.push(system("SystemModstamp", Type::Time, Source::Modified));
        }
        fields.extend(own);
        let by_name = fields
            .iter()
            .enumerate()
            .map(|(place, field)| (field.name.to_ascii_lowercase(), place))
            .collect();
        Self {
            name,
            prefix,
            fields,
            children: &[],
            sources,
            rows,
            required: &[],
            bulk: true,
            by_name,
        }
    }

    /// Adds fields that another package brings.
    pub fn extend(&mut self, fields: Vec<Field>) {
        for field in fields {
            self.by_name
                .insert(field.name.to_ascii_lowercase(), self.fields.len());
            self.fields.push(field);
        }
    }

    /// With child relationships.
    pub fn with_children(
        mut self,
        children: &'static [(&'static str, &'static str, &'static str)],
    ) -> Self {
        self.children = children;
        self
    }

    /// With fields that an insert must name.
    pub fn requiring(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// Unknown to the Bulk API.
    pub fn without_bulk(mut self) -> Self {
        self.bulk = false;
        self
    }

    /// Place of a field by its name in any case.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }

    /// Look-up field and target object of a relationship name in any case.
    pub fn parent(&self, relation: &str) -> Option<(usize, &'static str)> {
        self.fields
            .iter()
            .enumerate()
            .find_map(|(place, field)| match field.kind {
                Type::Reference(target, name) if name.eq_ignore_ascii_case(relation) => {
                    Some((place, target))
                }
                _ => None,
            })
    }

    /// The 18-character id of a record.
    pub fn id(&self, number: u32) -> String {
        salesforce_id(self.prefix, number)
    }

    /// The number behind a 15- or 18-character id of this object.
    pub fn number(&self, id: &str) -> Option<u32> {
        let (prefix, number) = decode(id)?;
        (prefix == self.prefix).then_some(number)
    }
}

fn system(name: &'static str, kind: Type, source: Source) -> Field {
    Field {
        name,
        kind,
        source,
        writable: false,
        external: false,
        calculated: false,
    }
}

/// Prefix and number of an id of 15 or 18 characters.
pub fn decode(id: &str) -> Option<(&str, u32)> {
    if !id.is_ascii() || !matches!(id.len(), 15 | 18) || &id[3..8] != "Qy000" {
        return None;
    }
    let mut number = 0u64;
    for byte in id[8..15].bytes() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            b'a'..=b'z' => byte - b'a' + 36,
            _ => return None,
        };
        number = number * 62 + u64::from(digit);
    }
    let number = u32::try_from(number).ok()?;
    (id.len() == 15 || salesforce_id(&id[..3], number) == id).then_some((&id[..3], number))
}

/// Entries of the rows of a table that belong here.
pub fn rows_of<R: Row>(table: &[R], here: impl Fn(&R) -> bool) -> Vec<Entry> {
    table
        .iter()
        .filter(|row| here(row))
        .map(Entry::of)
        .collect()
}

//! An object: its fields, its records' numbers and its relationships.

use std::collections::HashMap;

use super::schema::{Entry, Field, Source, Stamps, Type, View};
use crate::firm::ids::salesforce_id;
use crate::firm::{Kind, Row};

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

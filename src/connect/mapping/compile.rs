//! Mappings made ready to run: the static tables with a connection's own lines in them.

use std::collections::HashMap;

use super::convert::Convert;
use super::{Mapping, profile};
use crate::connect::Stream;
use crate::domain::record::{Entity, Field};

/// A line as it runs: the static one, or this connection's own.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    /// Place of the field.
    pub place: usize,
    /// Field.
    pub field: &'static Field,
    /// Source paths.
    pub from: Vec<&'static str>,
    /// Conversion.
    pub convert: Convert,
}

/// A mapping as it runs.
pub(super) struct Table {
    /// Mapping as declared.
    pub mapping: &'static Mapping,
    /// Kind of its records.
    pub entity: &'static Entity,
    /// Object that keys are made with.
    pub object: &'static str,
    /// Lines, the connection's own first.
    pub lines: Vec<Compiled>,
    /// Where the object says what it is in other systems.
    pub same_as: Vec<profile::Parsed>,
}

impl Table {
    /// All that it depends on, as text: what another text is mapped differently.
    pub fn says(&self) -> String {
        let Mapping {
            key,
            each,
            when,
            partial,
            ..
        } = self.mapping;
        format!(
            "{}{}{key:?}{each}{when:?}{partial}{:?}{:?}",
            self.entity.table, self.object, self.lines, self.same_as
        )
    }
}

/// A mapping with the connection's own lines in place of those for the same fields.
pub(super) fn compile(
    stream: &'static Stream,
    mapping: &'static Mapping,
    own: &profile::Own,
) -> Table {
    let entity = mapping.kind.entity();
    let own_lines = own.lines(stream.name, entity.table);
    let mut lines: Vec<Compiled> = own_lines.to_vec();
    for line in mapping.lines {
        let (place, field) = match entity.field(line.field) {
            Some(found) if !own_lines.iter().any(|own| own.place == found.0) => found,
            _ => continue,
        };
        let from = line.from.to_vec();
        lines.push(Compiled {
            place,
            field,
            from,
            convert: line.convert,
        });
    }
    let object = if mapping.object.is_empty() {
        stream.object
    } else {
        mapping.object
    };
    Table {
        mapping,
        entity,
        object,
        lines,
        same_as: own.same_as(stream.name, entity.table).to_vec(),
    }
}

/// Objects that ids are made with, as static text: those of this process's vendors, and those that a profile names.
pub(super) fn intern(object: &str) -> &'static str {
    use std::sync::{LazyLock, RwLock};
    static KNOWN: LazyLock<RwLock<HashMap<String, &'static str>>> = LazyLock::new(RwLock::default);
    if let Some(known) = KNOWN
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .get(object)
    {
        return known;
    }
    let mut known = KNOWN
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    known
        .entry(object.to_owned())
        .or_insert_with(|| Box::leak(object.to_owned().into_boxed_str()))
}

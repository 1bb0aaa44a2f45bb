//! Mappings as data: canonical field, source path, conversion; listed, versioned, and overridden for an installation's own names.

mod compile;
pub mod convert;
pub mod json;
mod mapper;
mod profile;

pub use convert::Convert;
pub use json::Object;
pub use mapper::{Drift, MapError, Mapped, Mapper};

use crate::domain::record::{Kind, Value};

/// How one object makes records of one kind.
pub struct Mapping {
    /// Kind of the records.
    pub kind: Kind,
    /// Object that their keys are made with; the stream's where empty.
    pub object: &'static str,
    /// Path of the key, or a fixed text after `=`; parts of several are joined by a dash.
    pub key: &'static [&'static str],
    /// Path of a list, each entry of which makes a record (one that is no object stands at `value`); the object itself where empty.
    pub each: &'static str,
    /// Condition under which a record is made.
    pub when: When,
    /// Lines.
    pub lines: &'static [Line],
    /// True where the record knows only some fields of a row that another object makes.
    pub partial: bool,
    /// What a table cannot say: changes the finished values, in the order of the kind's fields.
    pub finish: Option<Finish>,
}

/// Changes the finished values of a record, in the order of its kind's fields, by the whole object.
pub type Finish = fn(&Object<'_>, &mut [Option<Value>]);

/// A mapping to copy from: no lines, always.
pub const MAPPING: Mapping = Mapping {
    kind: Kind::LegalEntity,
    object: "",
    key: &["id"],
    each: "",
    when: When::Always,
    lines: &[],
    partial: false,
    finish: None,
};

/// When an object makes a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Where the text at a path is one of these.
    Is(&'static str, &'static [&'static str]),
    /// Where the text at a path is none of these (a missing one is none).
    Not(&'static str, &'static [&'static str]),
    /// Where the texts at two paths are each one of these.
    Both(
        (&'static str, &'static [&'static str]),
        (&'static str, &'static [&'static str]),
    ),
    /// Where something stands at a path.
    Has(&'static str),
    /// Where a number other than zero stands at a path.
    Some(&'static str),
    /// Where the line of this field, an installation's own included, reads a value.
    Reads(&'static str),
    /// Likewise, or where nothing stands at a path.
    ReadsOr(&'static str, &'static str),
    /// Where the mappings before this one made nothing of the object.
    Otherwise,
    /// Where no line of `same_as` says that another system has it: the source's own, not a copy.
    Own,
    /// Likewise, and where something stands at a path.
    OwnWith(&'static str),
}

/// One line of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Canonical field.
    pub field: &'static str,
    /// Source paths; the first at which something stands is read. `^` before a path reads the whole object where `each` is set.
    pub from: &'static [&'static str],
    /// Conversion.
    pub convert: Convert,
}

/// A line.
pub const fn line(field: &'static str, from: &'static [&'static str], convert: Convert) -> Line {
    Line {
        field,
        from,
        convert,
    }
}

//! What an installation's profile and overrides ask of the account besides the vendor's own columns.

use super::feed::Custom;
use super::feeds::{feed, given};
use super::suiteql::{Column, Form, among_texts, identifier};
use crate::connect::mapping::Convert;
use crate::connect::{Mapper, Stream};

/// Columns and condition of a stream.
pub fn of(stream: &Stream, mapper: &Mapper) -> Custom {
    let mut custom = Custom::default();
    let mut fields: Vec<String> = Vec::new();
    for (list, path, convert) in mapper.sources(stream.name) {
        fields.extend(noted_field(path));
        let Some(table) = feed(stream.name).and_then(|feed| feed.table_of(list)) else {
            continue;
        };
        let known = table.columns.iter().any(|column| column.name == path);
        if known || given(path) || !identifier(path) {
            continue;
        }
        let form = match convert {
            Convert::Day => Form::Date,
            Convert::At => Form::Instant,
            _ => Form::Plain,
        };
        let columns = custom.columns.entry(list).or_default();
        match columns.iter_mut().find(|column| column.name == path) {
            // Read by several lines, one of which needs a form of its own.
            Some(column) if form != Form::Plain => column.form = form,
            Some(_) => {}
            None => columns.extend(Column::custom(path, form)),
        }
    }
    fields.sort();
    fields.dedup();
    if !fields.is_empty() {
        custom.condition = Some(among_texts("field", fields.iter().map(String::as_str)));
    }
    custom
}

/// Fields of an employee whose notes tell a title.
pub fn title_fields(mapper: &Mapper) -> Vec<String> {
    let lines = mapper.lines().into_iter();
    let roles = lines.filter(|line| line.stream == "positions" && line.field.starts_with("role"));
    let mut fields: Vec<String> = roles
        .flat_map(|line| line.from)
        .filter_map(|path| noted_field(&path))
        .collect();
    fields.sort();
    fields.dedup();
    fields
}

/// The field that a path such as `new:ENTITY.STITLE` or `old:ENTITY.KDEPARTMENT:department` is about.
fn noted_field(path: &str) -> Option<String> {
    let field = path
        .strip_prefix("new:")
        .or_else(|| path.strip_prefix("old:"))?;
    Some(
        field
            .strip_suffix(":department")
            .unwrap_or(field)
            .to_owned(),
    )
}

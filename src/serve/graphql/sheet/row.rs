//! One row of a sheet on the wire: each column by its class, and what follows from a stream's columns.

use std::collections::HashMap;

use Class::Plain;
use async_graphql::Value as Wire;
use entity::value::Money;

use super::named;
use super::table::Shown;
use crate::access::Class;
use crate::domain::record::{Field, Kind};
use crate::model::read::{Cell, show_id};
use crate::serve::graphql::context::Asked;
use crate::serve::graphql::entity::masked_as;
use crate::serve::graphql::redact;
use crate::serve::graphql::value::{instant, show};

/// What follows from a stream's columns: how it does, and what is set aside.
pub(super) fn judge(
    asked: &Asked,
    cells: &[Cell],
    dead: &HashMap<(i64, String), i64>,
    wire: &mut Wire,
) {
    let (Some(Cell::Int(connection)), Some(Cell::Text(stream)), Wire::Object(map)) =
        (cells.first(), cells.get(1), wire)
    else {
        return;
    };
    let number = |name: &str| match map.get(name) {
        Some(Wire::Number(number)) => number.as_i64().unwrap_or(0),
        _ => 0,
    };
    let late = match map.get("lastOkAt") {
        Some(Wire::String(at)) => {
            instant(at).is_none_or(|at| asked.hub.now().0 - at.0 > asked.hub.stale_after_ms())
        }
        _ => true,
    };
    let state = if !map.contains_key("firstLoadedAt") {
        "LOADING"
    } else if number("attempt") > 0 {
        "FAILING"
    } else if late {
        "LATE"
    } else {
        "OK"
    };
    let open = dead
        .get(&(*connection, stream.clone()))
        .copied()
        .unwrap_or(0);
    map.insert(async_graphql::Name::new("state"), state.into());
    map.insert(async_graphql::Name::new("deadLetters"), open.into());
}

/// A row as the viewer may read it.
pub(super) fn row(asked: &Asked, shown: &'static Shown, cells: &[Cell]) -> Wire {
    let cell = |name: &str| {
        let at = shown
            .sheet
            .columns
            .iter()
            .position(|column| column.name == name);
        at.map_or(Cell::Null, |at| cells[at].clone())
    };
    let kind = cell("kind")
        .int()
        .and_then(|n| Kind::from_number(i16::try_from(n).ok()?));
    let count = cell("measure") == Cell::Text("count".to_owned());
    // A conflict's values have the class of their field; a control total that counts is plain.
    let class_of = |column: &Field| match (column.name, kind) {
        ("source" | "landed", _) if count => Plain,
        ("owner_value" | "other_value", Some(kind)) => match cell("field") {
            Cell::Text(name) => kind
                .entity()
                .field(&name)
                .map_or(Class::Secret, |(_, f)| f.class),
            _ => Class::Secret,
        },
        _ => column.class,
    };
    let mut map = async_graphql::indexmap::IndexMap::new();
    let mut hidden = Vec::new();
    let unbound = asked.sight.unbound();
    for (column, value) in shown.sheet.columns.iter().zip(cells) {
        let class = class_of(column);
        if !unbound.has(class) {
            hidden.push(masked_as(asked, column, class));
            continue;
        }
        // A subject is a pseudonym, an address is personal.
        let person = matches!((column.name, value), ("actor" | "decided_by", Cell::Text(name))
            if name.contains('@') && *name != asked.viewer().subject);
        if person && !unbound.has(Class::Personal) {
            hidden.push(masked_as(asked, column, Class::Personal));
            continue;
        }
        asked.note(class, shown.sheet.table);
        let wire = match (column.name, value) {
            ("id", Cell::Int(id)) => shown.prefix.map(|p| Wire::from(format!("{p}_{id:016x}"))),
            ("connection_id", Cell::Int(id)) => asked.hub.connection_key(*id).map(Wire::from),
            ("kind", _) => kind.map(|kind| kind.entity().table.into()),
            ("source" | "landed", Cell::Int(n)) if count => Some(n.to_string().into()),
            ("source" | "landed", Cell::Int(n)) => Some(Money(*n).to_string().into()),
            ("error_detail" | "detail", Cell::Text(text)) => Some(redact::text(asked, text).into()),
            (name, Cell::Int(id)) if name.ends_with("_id") => {
                kind.map(|kind| show_id(kind, *id).into())
            }
            _ => show(column.ty, value, None),
        };
        if let Some(wire) = wire {
            map.insert(async_graphql::Name::new(named(column)), wire);
        }
    }
    map.insert(async_graphql::Name::new("maskedFields"), Wire::List(hidden));
    Wire::Object(map)
}

//! The row of a group: the representative's, with empty fields filled from the other members in the order of ownership.

use sea_orm::DbErr;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::groups::Groups;
use crate::domain::record::{Entity, Kind};

/// Composes a group's row from its members' rows, the representative's first and the others in the order of ownership.
///
/// A field that has owners of its own takes the value of the first of them that says it.
pub fn compose<M: Clone + Serialize + DeserializeOwned>(
    groups: &Groups,
    kind: Kind,
    members: &[M],
) -> Result<Option<M>, DbErr> {
    let Some(first) = members.first() else {
        return Ok(None);
    };
    if members.len() == 1 {
        return Ok(Some(first.clone()));
    }
    let broken = |error: serde_json::Error| DbErr::Json(error.to_string());
    let mut images = Vec::with_capacity(members.len());
    for member in members {
        match serde_json::to_value(member).map_err(broken)? {
            Value::Object(image) => images.push(image),
            _ => return Ok(Some(first.clone())),
        }
    }
    let composed = merge(groups, kind.entity(), &images);
    serde_json::from_value(Value::Object(composed))
        .map(Some)
        .map_err(broken)
}

fn merge(groups: &Groups, entity: &Entity, images: &[Map<String, Value>]) -> Map<String, Value> {
    let mut composed = images[0].clone();
    for field in entity.fields {
        let owned = images
            .iter()
            .filter(|image| says(image, field.name))
            .filter_map(|image| {
                let connection = image.get("connection_id")?.as_i64()?;
                let (key, vendor) = groups.connection(i32::try_from(connection).ok()?)?;
                let rank = groups
                    .ownership()
                    .field_rank(entity.kind, field.name, key, vendor)?;
                Some((rank, image))
            })
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, image)| image);
        let chosen = owned.or_else(|| images.iter().find(|image| says(image, field.name)));
        if let Some(value) = chosen.and_then(|image| image.get(field.name)) {
            composed.insert(field.name.to_owned(), value.clone());
        }
    }
    composed
}

/// True where an image has a value for a field; `unknown` says nothing.
fn says(image: &Map<String, Value>, field: &str) -> bool {
    match image.get(field) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => text != "unknown",
        Some(_) => true,
    }
}

//! Reading, inserting, changing and deleting single records, and upsert by external id.

use serde_json::{Map, Value, json};

use super::State;
use super::call::{Call, Reply};
use super::cell::Cell;
use super::convert::{cells, no_column};
use super::query::Scene;
use super::refusal::Refusal;
use super::render;
use super::schema::Entry;
use super::soql::bind::{Bound, Node};
use super::store::Written;

/// What became of an upsert.
pub enum Upserted {
    /// A new record.
    Created(String),
    /// A known one.
    Updated(String),
    /// Several records have the key.
    Several(Vec<String>),
}

/// Serves `/sobjects/{object}` and what lies below.
pub fn resource(
    state: &mut State,
    scene: &Scene<'_>,
    call: &Call,
    path: &[&str],
) -> Result<Reply, Refusal> {
    let name = path.first().copied().unwrap_or_default();
    let object = state.store.object(name).ok_or_else(Refusal::missing)?;
    match (&path[1..], call.method.as_str()) {
        ([], "POST") => {
            let id = insert(state, scene, object, &fields(&call.json()?)?)?;
            let body = json!({"id": id, "success": true, "errors": []});
            Ok(Reply::json(201, body.to_string()))
        }
        ([id], "GET") => {
            let number = live(state, object, id)?;
            read(state, scene, call, object, number)
        }
        ([id], "PATCH") => {
            let number = live(state, object, id)?;
            update(state, scene, object, number, &fields(&call.json()?)?)?;
            Ok(Reply::empty(204))
        }
        ([id], "DELETE") => {
            let number = live(state, object, id)?;
            delete(state, scene, object, number)?;
            Ok(Reply::empty(204))
        }
        ([field, value], "GET") => match matches(state, scene, object, field, value)?.as_slice() {
            [] => Err(Refusal::missing()),
            [number] => read(state, scene, call, object, *number),
            several => Ok(choices(state, call, object, several)),
        },
        ([field, value], "PATCH") => {
            let only = call.param("updateOnly").as_deref() == Some("true");
            let body = fields(&call.json()?)?;
            match upsert(state, scene, object, field, value, &body, only)? {
                Upserted::Created(id) => {
                    let body = json!({"id": id, "success": true, "errors": [], "created": true});
                    Ok(Reply::json(201, body.to_string()))
                }
                Upserted::Updated(id) => {
                    let old = call
                        .version
                        .trim_start_matches('v')
                        .parse::<f64>()
                        .unwrap_or(0.0)
                        < 46.0;
                    if old {
                        return Ok(Reply::empty(204));
                    }
                    let body = json!({"id": id, "success": true, "errors": [], "created": false});
                    Ok(Reply::json(200, body.to_string()))
                }
                Upserted::Several(ids) => {
                    let numbers: Vec<u32> = ids
                        .iter()
                        .filter_map(|id| state.store.objects[object].number(id))
                        .collect();
                    Ok(choices(state, call, object, &numbers))
                }
            }
        }
        ([..], _) => Err(Refusal::method()),
    }
}

fn choices(state: &State, call: &Call, object: usize, numbers: &[u32]) -> Reply {
    let shape = &state.store.objects[object];
    let urls: Vec<String> = numbers
        .iter()
        .map(|number| {
            let id = shape.id(*number);
            format!(
                "/services/data/{}/sobjects/{}/{id}",
                call.version, shape.name
            )
        })
        .collect();
    Reply::json(300, json!(urls).to_string())
}

/// The body's fields.
pub fn fields(body: &Value) -> Result<Map<String, Value>, Refusal> {
    body.as_object().cloned().ok_or_else(|| {
        Refusal::bad(
            "JSON_PARSER_ERROR",
            "Can not deserialize SObject out of this value",
        )
    })
}

/// The number of a record that is there.
pub fn live(state: &State, object: usize, id: &str) -> Result<u32, Refusal> {
    let number = state.store.objects[object].number(id);
    let entry = number.and_then(|number| state.store.tables[object].find(number));
    match entry {
        None => Err(Refusal::missing()),
        Some(entry) if entry.deleted.is_some() => {
            Err(Refusal::new(404, "ENTITY_IS_DELETED", "entity is deleted"))
        }
        Some(entry) => Ok(entry.number),
    }
}

fn read(
    state: &State,
    scene: &Scene<'_>,
    call: &Call,
    object: usize,
    number: u32,
) -> Result<Reply, Refusal> {
    let shape = &state.store.objects[object];
    let eyes = state.settings.eyes();
    let seen = |place: &usize| eyes.field(shape.name, shape.fields[*place].name);
    let nodes: Vec<Node> = match call.param("fields") {
        None => (0..shape.fields.len())
            .filter(seen)
            .map(Node::Leaf)
            .collect(),
        Some(list) => list
            .split(',')
            .map(|name| {
                let place = shape.place(name.trim()).filter(seen);
                place
                    .map(Node::Leaf)
                    .ok_or_else(|| no_column(shape.name, name))
            })
            .collect::<Result<_, _>>()?,
    };
    let bound = Bound {
        object,
        nodes,
        flat: Vec::new(),
        check: None,
        group: Vec::new(),
        columns: Vec::new(),
        order: Vec::new(),
        limit: None,
        offset: 0,
        counting: false,
    };
    let mut out = String::new();
    let run = scene.run(state, false);
    render::records(&run, &call.version, &bound, &[number], &mut out);
    let inner = out.trim_start_matches('[').trim_end_matches(']').to_owned();
    Ok(Reply::json(200, inner))
}

fn unlocked(state: &mut State, id: &str) -> Result<(), Refusal> {
    if state.settings.locked_rows == 0 {
        return Ok(());
    }
    state.settings.locked_rows -= 1;
    Err(Refusal::bad(
        "UNABLE_TO_LOCK_ROW",
        format!("unable to obtain exclusive access to this record or 1 records: {id}"),
    ))
}

/// Inserts a record and gives its id.
pub fn insert(
    state: &mut State,
    scene: &Scene<'_>,
    object: usize,
    body: &Map<String, Value>,
) -> Result<String, Refusal> {
    let cells = cells(state, object, body)?;
    let shape = &state.store.objects[object];
    if shape.required.is_empty() {
        return Err(Refusal::bad(
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            format!("entity type cannot be inserted: {}", shape.name),
        ));
    }
    let missing: Vec<String> = shape
        .required
        .iter()
        .filter(|name| {
            let place = shape.place(name);
            place
                .and_then(|place| cells.get(&place))
                .is_none_or(Cell::is_null)
        })
        .map(|name| (*name).to_owned())
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::bad(
            "REQUIRED_FIELD_MISSING",
            format!("Required fields are missing: [{}]", missing.join(", ")),
        )
        .on(missing));
    }
    unlocked(state, "new record")?;
    let number = state.store.next_number();
    let entry = Entry {
        number,
        created: scene.now,
        modified: scene.now,
        deleted: None,
    };
    let own = true;
    state
        .store
        .keep(object, number, Written { cells, entry, own });
    Ok(state.store.objects[object].id(number))
}

/// Changes a record.
pub fn update(
    state: &mut State,
    scene: &Scene<'_>,
    object: usize,
    number: u32,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let cells = cells(state, object, body)?;
    let id = state.store.objects[object].id(number);
    unlocked(state, &id)?;
    change(state, object, number, |written| {
        written.cells.extend(cells);
        written.entry.modified = written.entry.modified.max(scene.now);
    })
}

/// Deletes a record into the recycle bin.
pub fn delete(
    state: &mut State,
    scene: &Scene<'_>,
    object: usize,
    number: u32,
) -> Result<(), Refusal> {
    let shape = &state.store.objects[object];
    if !state.store.deletable(object) || shape.required.is_empty() {
        return Err(Refusal::bad(
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "insufficient access rights on object id",
        ));
    }
    let id = shape.id(number);
    unlocked(state, &id)?;
    change(state, object, number, |written| {
        written.entry.modified = written.entry.modified.max(scene.now);
        written.entry.deleted = Some(scene.now);
    })
}

fn change(
    state: &mut State,
    object: usize,
    number: u32,
    change: impl FnOnce(&mut Written),
) -> Result<(), Refusal> {
    let entry = *state.store.tables[object]
        .find(number)
        .ok_or_else(Refusal::missing)?;
    let before = state.store.written.get(&(object, number));
    let mut written = Written {
        cells: before
            .map(|written| written.cells.clone())
            .unwrap_or_default(),
        own: before.is_some_and(|written| written.own),
        entry,
    };
    change(&mut written);
    state.store.keep(object, number, written);
    Ok(())
}

/// Inserts or changes the record with an external id.
pub fn upsert(
    state: &mut State,
    scene: &Scene<'_>,
    object: usize,
    field: &str,
    value: &str,
    body: &Map<String, Value>,
    update_only: bool,
) -> Result<Upserted, Refusal> {
    match matches(state, scene, object, field, value)?.as_slice() {
        [] if update_only => Err(Refusal::missing()),
        [] => {
            let mut whole = body.clone();
            let name = state.store.objects[object]
                .place(field)
                .map_or("", |place| state.store.objects[object].fields[place].name);
            if whole.keys().any(|key| key.eq_ignore_ascii_case(name)) {
                return Err(Refusal::bad(
                    "INVALID_FIELD",
                    format!("The {field} field should not be specified in the sobject data."),
                ));
            }
            whole.insert(name.to_owned(), json!(value));
            insert(state, scene, object, &whole).map(Upserted::Created)
        }
        [number] => {
            update(state, scene, object, *number, body)?;
            Ok(Upserted::Updated(state.store.objects[object].id(*number)))
        }
        several => {
            let shape = &state.store.objects[object];
            Ok(Upserted::Several(
                several.iter().map(|number| shape.id(*number)).collect(),
            ))
        }
    }
}

fn matches(
    state: &State,
    scene: &Scene<'_>,
    object: usize,
    field: &str,
    value: &str,
) -> Result<Vec<u32>, Refusal> {
    let shape = &state.store.objects[object];
    if field.eq_ignore_ascii_case("Id") {
        return live(state, object, value).map(|number| vec![number]);
    }
    let place = shape
        .place(field)
        .filter(|place| shape.fields[*place].external);
    let place = place.ok_or_else(|| {
        Refusal::new(
            404,
            "NOT_FOUND",
            format!("Provided external ID field does not exist or is not accessible: {field}"),
        )
    })?;
    let run = scene.run(state, false);
    let entries = state.store.tables[object].entries.iter();
    Ok(entries
        .filter(|entry| entry.deleted.is_none())
        .filter(|entry| {
            let cell = state.store.cell(&run.view, object, entry, place);
            cell.text()
                .is_some_and(|text| text.eq_ignore_ascii_case(value))
        })
        .map(|entry| entry.number)
        .collect())
}

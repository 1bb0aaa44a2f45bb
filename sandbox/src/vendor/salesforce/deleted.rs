//! `/sobjects/{object}/deleted` and `/updated`: ids by window, covered only up to a little while ago.

use chrono::DateTime;
use serde_json::json;

use super::State;
use super::call::{Call, Reply};
use super::cell::rest_time;
use super::query::Scene;
use super::refusal::Refusal;
use super::soql::eval::BIN_DAYS;

const OLDEST_START_DAYS: i64 = 30;
const MOST_IDS: usize = 600_000;

struct Window {
    object: usize,
    from: i64,
    covered: i64,
}

fn minute(at: i64) -> i64 {
    at - at.rem_euclid(60)
}

fn window(state: &State, scene: &Scene<'_>, call: &Call, name: &str) -> Result<Window, Refusal> {
    let object = state.store.object(name).ok_or_else(Refusal::missing)?;
    let bound = |name: &str| {
        let text = call.param(name).ok_or_else(|| {
            Refusal::bad(
                "MISSING_ARGUMENT",
                format!("The {name} parameter is required"),
            )
        })?;
        DateTime::parse_from_rfc3339(&text)
            .map(|at| minute(at.timestamp()))
            .map_err(|_| {
                Refusal::bad(
                    "INVALID_REPLICATION_DATE",
                    format!("{name} is not a date-time: {text}"),
                )
            })
    };
    let (from, to) = (bound("start")?, bound("end")?);
    if to - from < 60 {
        return Err(Refusal::bad(
            "INVALID_REPLICATION_DATE",
            "endDate must be at least one minute greater than the startDate",
        ));
    }
    if from < scene.now - OLDEST_START_DAYS * 86_400 {
        return Err(Refusal::bad(
            "INVALID_REPLICATION_DATE",
            "startDate cannot be more than 30 days ago",
        ));
    }
    Ok(Window {
        object,
        from,
        covered: to.min(minute(scene.now - state.settings.covered_lag)),
    })
}

/// What was deleted in a window.
pub fn deleted(
    state: &State,
    scene: &Scene<'_>,
    call: &Call,
    name: &str,
) -> Result<Reply, Refusal> {
    let window = window(state, scene, call, name)?;
    let earliest = minute(scene.now - BIN_DAYS * 86_400);
    let shape = &state.store.objects[window.object];
    let entries = state.store.tables[window.object].entries.iter();
    let mut found: Vec<(i64, String)> = entries
        .filter_map(|entry| Some((entry.deleted?, shape.id(entry.number))))
        .filter(|(at, _)| *at >= window.from.max(earliest) && *at < window.covered)
        .collect();
    found.sort();
    if found.len() > MOST_IDS {
        return Err(Refusal::bad(
            "EXCEEDED_ID_LIMIT",
            "Too many deleted records",
        ));
    }
    let records: Vec<_> = found
        .into_iter()
        .map(|(at, id)| json!({"id": id, "deletedDate": rest_time(at)}))
        .collect();
    let body = json!({
        "deletedRecords": records,
        "earliestDateAvailable": rest_time(earliest),
        "latestDateCovered": rest_time(window.covered),
    });
    Ok(Reply::json(200, body.to_string()))
}

/// What was created or changed in a window.
pub fn updated(
    state: &State,
    scene: &Scene<'_>,
    call: &Call,
    name: &str,
) -> Result<Reply, Refusal> {
    let window = window(state, scene, call, name)?;
    let shape = &state.store.objects[window.object];
    let run = scene.run(state, false);
    let entries = state.store.tables[window.object].entries.iter();
    let ids: Vec<String> = entries
        .filter(|entry| run.visible(window.object, entry))
        .filter(|entry| {
            let at = state.store.shown(entry.modified);
            at >= window.from && at < window.covered
        })
        .map(|entry| shape.id(entry.number))
        .collect();
    if ids.len() > MOST_IDS {
        return Err(Refusal::bad(
            "EXCEEDED_ID_LIMIT",
            "Too many updated records",
        ));
    }
    let body = json!({"ids": ids, "latestDateCovered": rest_time(window.covered)});
    Ok(Reply::json(200, body.to_string()))
}

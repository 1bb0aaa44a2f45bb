//! Writes: time entries (alone and in bulk) and external references, with the vendor's overrides, locks and all-or-nothing rules.

use axum::body::Body;
use axum::http::{Method, Response, StatusCode};
use chrono::NaiveDate;
use serde_json::Value;

use super::answer::{self, Fault};
use super::collections;
use super::params::Params;
use super::references::Mark;
use super::{Caller, Kantata};
use crate::firm::{HourlyRate, Kind, Meta, Stamp, TimeEntry, ids};
use crate::world::FirmWrite;

/// Answers a request that changes something.
pub fn handle(
    kantata: &Kantata,
    method: &Method,
    path: &[&str],
    params: &Params,
    body: &[u8],
    caller: Caller,
) -> Response<Body> {
    let body: Value = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(body).unwrap_or(Value::Null)
    };
    match (method.as_str(), path) {
        ("POST", ["external_references"] | ["external_references", "create_or_update"]) => {
            reference(kantata, &body["external_reference"])
        }
        ("POST", ["time_entries"]) => create(kantata, &body, caller),
        ("PUT", ["time_entries", id]) => update(kantata, id, &body["time_entry"], caller),
        ("DELETE", ["time_entries", id]) => delete(kantata, &[*id]),
        ("DELETE", ["time_entries"]) => delete(kantata, &params.list("ids").unwrap_or_default()),
        _ => answer::not_found(),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn mark(value: &Value) -> Option<Mark> {
    Some(Mark {
        service_name: text(&value["service_name"])?,
        service_model: text(&value["service_model"]).unwrap_or_default(),
        service_model_ref: text(&value["service_model_ref"])?,
        status: text(&value["status"]).unwrap_or_else(|| "successful".into()),
    })
}

fn reference(kantata: &Kantata, value: &Value) -> Response<Body> {
    let subject_type = text(&value["subject_type"]).unwrap_or_default();
    let subject_id = text(&value["subject_id"])
        .and_then(|id| id.parse().ok())
        .unwrap_or(0);
    let Some(collection) = collections::of_subject(&subject_type) else {
        return answer::errors(
            StatusCode::UNPROCESSABLE_ENTITY,
            &[Fault::validation("subject_type", "is not supported")],
        );
    };
    let Some(mark) = mark(value) else {
        return answer::errors(
            StatusCode::UNPROCESSABLE_ENTITY,
            &[Fault::validation("service_model_ref", "can't be blank")],
        );
    };
    let firm = kantata.world.read();
    if (collection.number)(subject_id).is_none_or(|number| !(collection.present)(&firm, number)) {
        return answer::not_found();
    }
    let id =
        kantata
            .references
            .upsert(&subject_type, subject_id, mark, Stamp::from_utc(firm.now()));
    kantata
        .references
        .envelope(&Params::default(), Some(id))
        .map_or_else(answer::not_found, |text| answer::json(StatusCode::OK, text))
}

fn create(kantata: &Kantata, body: &Value, caller: Caller) -> Response<Body> {
    let (items, bulk) = match (&body["time_entries"], &body["time_entry"]) {
        (Value::Array(items), _) => (items.clone(), true),
        (_, Value::Object(_)) => (vec![body["time_entry"].clone()], false),
        _ => return answer::malformed("param is missing or the value is empty: time_entry"),
    };
    if items.len() > 100 {
        return answer::errors(
            StatusCode::UNPROCESSABLE_ENTITY,
            &[Fault {
                kind: "validation",
                message: "at most 100 objects can be created at once".into(),
                field: None,
                index: None,
            }],
        );
    }
    let mut firm = kantata.world.write();
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for (place, item) in items.iter().enumerate() {
        match entry(&firm, item, caller) {
            Ok(row) => rows.push((row, mark(&item["external_reference"]))),
            Err(fault) => faults.push(fault.at(bulk.then_some(place))),
        }
    }
    if !faults.is_empty() {
        return answer::errors(StatusCode::UNPROCESSABLE_ENTITY, &faults);
    }
    let mut made = Vec::new();
    for (mut row, mark) in rows {
        let id = firm.time_entries.len() as u32 + 1;
        row.id = id;
        firm.time_entries.push(row);
        firm.touch(Kind::TimeEntry, id);
        if let Some(mark) = mark {
            kantata.references.upsert(
                "TimeEntry",
                ids::kantata(Kind::TimeEntry, id),
                mark,
                Stamp::from_utc(firm.now()),
            );
        }
        made.push(ids::kantata(Kind::TimeEntry, id).to_string());
    }
    drop(firm);
    kantata.show("time_entries", &made, caller)
}

fn entry(firm: &FirmWrite<'_>, item: &Value, caller: Caller) -> Result<TimeEntry, Fault> {
    let project = text(&item["workspace_id"])
        .and_then(|id| ids::kantata_number(Kind::Project, id.parse().ok()?));
    let Some(project) = project.filter(|id| {
        firm.project(*id)
            .is_some_and(|row| row.activated_at.is_some())
    }) else {
        return Err(Fault::validation("workspace_id", "can't be blank"));
    };
    let Some(work_on) = text(&item["date_performed"]).and_then(|day| day.parse::<NaiveDate>().ok())
    else {
        return Err(Fault::validation("date_performed", "is not a valid date"));
    };
    let Some(minutes) = item["time_in_minutes"]
        .as_u64()
        .and_then(|minutes| u16::try_from(minutes).ok())
        .filter(|minutes| *minutes > 0 && *minutes <= 1_440)
    else {
        return Err(Fault::validation(
            "time_in_minutes",
            "must be greater than 0",
        ));
    };
    // The token's own user is used unless it has financial access.
    let asked =
        text(&item["user_id"]).and_then(|id| ids::kantata_number(Kind::Person, id.parse().ok()?));
    let person = asked
        .filter(|id| caller.financial && firm.person(*id).is_some())
        .unwrap_or(caller.person);
    let story = text(&item["story_id"])
        .and_then(|id| ids::kantata_number(Kind::Story, id.parse().ok()?))
        .filter(|id| firm.story(*id).is_some_and(|row| row.project == project));
    let role = firm
        .person(person)
        .and_then(|row| row.term_on(work_on))
        .map_or(1, |term| term.role);
    let rate = item["rate_in_cents"]
        .as_i64()
        .filter(|_| caller.financial)
        .map_or(HourlyRate::MISSING, HourlyRate::of);
    Ok(TimeEntry {
        id: 0,
        person,
        project,
        story,
        role,
        work_on,
        minutes,
        billable: item["billable"].as_bool().unwrap_or(true),
        approved: false,
        bill_rate: rate,
        cost_rate: HourlyRate::MISSING,
        submission: None,
        recent_submission: None,
        invoice: None,
        meta: Meta::at(Stamp::from_utc(firm.now())),
    })
}

fn held(row: &TimeEntry) -> Option<Fault> {
    let message = if row.invoice.is_some() {
        "is on an invoice and can no longer be changed"
    } else if row.approved && row.submission.is_some() {
        "is on an approved timesheet and can no longer be changed"
    } else {
        return None;
    };
    Some(Fault {
        kind: "validation",
        message: message.into(),
        field: Some("base"),
        index: None,
    })
}

fn number(id: &str) -> Option<u32> {
    ids::kantata_number(Kind::TimeEntry, id.parse().ok()?)
}

fn update(kantata: &Kantata, id: &str, item: &Value, caller: Caller) -> Response<Body> {
    let mut firm = kantata.world.write();
    let Some(row) = number(id)
        .and_then(|number| firm.time_entry(number))
        .filter(|row| row.meta.live())
        .cloned()
    else {
        return answer::not_found();
    };
    if let Some(fault) = held(&row) {
        return answer::errors(StatusCode::UNPROCESSABLE_ENTITY, &[fault]);
    }
    if let Some(changed) = firm.time_entries.get_mut(row.id as usize - 1) {
        if let Some(minutes) = item["time_in_minutes"]
            .as_u64()
            .and_then(|minutes| u16::try_from(minutes).ok())
        {
            changed.minutes = minutes;
        }
        if let Some(billable) = item["billable"].as_bool() {
            changed.billable = billable;
        }
        if let Some(day) = text(&item["date_performed"]).and_then(|day| day.parse().ok()) {
            changed.work_on = day;
        }
    }
    firm.touch(Kind::TimeEntry, row.id);
    let at = Stamp::from_utc(firm.now());
    drop(firm);
    if let Some(mark) = mark(&item["external_reference"]) {
        kantata
            .references
            .upsert("TimeEntry", ids::kantata(Kind::TimeEntry, row.id), mark, at);
    }
    kantata.show("time_entries", &[id.to_string()], caller)
}

fn delete(kantata: &Kantata, given: &[&str]) -> Response<Body> {
    let mut firm = kantata.world.write();
    let mut rows = Vec::new();
    for (place, id) in given.iter().take(100).enumerate() {
        let Some(row) = number(id)
            .and_then(|number| firm.time_entry(number))
            .filter(|row| row.meta.live())
        else {
            return answer::not_found();
        };
        if let Some(fault) = held(row) {
            return answer::errors(
                StatusCode::UNPROCESSABLE_ENTITY,
                &[fault.at((given.len() > 1).then_some(place))],
            );
        }
        rows.push(row.id);
    }
    rows.into_iter()
        .for_each(|id| firm.delete(Kind::TimeEntry, id));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

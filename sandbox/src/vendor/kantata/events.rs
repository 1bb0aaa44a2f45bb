//! The pull feed of change events: kept nine days, shuffled a little, one in twenty doubled, later than the change it tells of.

use std::fmt::Write;

use super::collection::Collection;
use super::collections;
use super::json::{Look, Object};
use super::params::{Malformed, Params, per_page, raw_page};
use crate::firm::{Firm, Kind, Stamp, ids};

/// Kinds with events, and whether a deletion has one.
const KINDS: &[(&str, &str, bool)] = &[
    ("time_entries", "time_entry", true),
    ("expenses", "expense", true),
    ("invoices", "invoice", true),
    ("stories", "story", true),
    ("workspaces", "workspace", true),
    ("workspace_allocations", "workspace_allocation", true),
    ("workspace_resources", "workspace_resource", true),
    ("billing_milestones", "billing_milestone", true),
    ("workspace_groups", "workspace_group", true),
    ("account_memberships", "account_membership", true),
    ("assignments", "assignment", true),
    ("timesheet_submissions", "timesheet_submission", false),
    (
        "expense_report_submissions",
        "expense_report_submission",
        false,
    ),
];
const RETENTION: i64 = 9 * 86_400;

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    id: u64,
    what: String,
    subject_type: &'static str,
    subject_id: u32,
    number: u32,
    collection: &'static str,
    changed_at: Stamp,
    created_at: Stamp,
}

/// All events the feed still holds, in feed order.
pub fn recent(firm: &Firm, now: Stamp) -> Vec<Event> {
    let mut events = Vec::new();
    for (place, (name, singular, deletes)) in KINDS.iter().enumerate() {
        let Some(collection) = collections::find(name) else {
            continue;
        };
        for number in (collection.numbers)(firm) {
            let Some(meta) = (collection.meta)(firm, number) else {
                continue;
            };
            if now.seconds() - meta.updated_at.seconds() >= RETENTION {
                continue;
            }
            let mut add = |verb: u64, word: &str, at: Stamp| {
                let event = event(
                    collection,
                    name,
                    place as u64 * 3 + verb,
                    &format!("{singular}:{word}"),
                    number,
                    at,
                );
                if now.seconds() - event.created_at.seconds() < RETENTION && event.created_at <= now
                {
                    events.push(event);
                }
            };
            add(0, "created", meta.created_at);
            match meta.deleted_at {
                Some(at) if *deletes => add(2, "deleted", at),
                _ if meta.updated_at > meta.created_at => add(1, "updated", meta.updated_at),
                _ => {}
            }
        }
    }
    events.sort_by_key(|event| (event.created_at, event.id));
    disorder(events)
}

fn event(
    collection: &'static Collection,
    name: &'static str,
    code: u64,
    what: &str,
    number: u32,
    at: Stamp,
) -> Event {
    let id = (at.seconds().unsigned_abs() - 1_500_000_000) * 10_000_000_000
        + code * 100_000_000
        + u64::from(number);
    Event {
        id,
        what: what.to_string(),
        subject_type: collection.subject.unwrap_or_default(),
        subject_id: (collection.vendor_id)(number),
        number,
        collection: name,
        changed_at: at,
        created_at: at.plus(1 + (id % 60) as i64),
    }
}

/// Order is not guaranteed: neighbours change places; one in twenty comes twice.
fn disorder(events: Vec<Event>) -> Vec<Event> {
    let mut fed = Vec::with_capacity(events.len() + events.len() / 20);
    for event in events {
        let twice = event.id % 20 == 7;
        if twice {
            fed.push(event.clone());
        }
        fed.push(event);
    }
    for place in 3..fed.len() {
        if fed[place].id % 5 == 1 {
            fed.swap(place, place - 3);
        }
    }
    fed
}

/// The envelope of `subscribed_events`.
pub fn envelope(
    firm: &Firm,
    all: &[Event],
    params: &Params,
    look: Look,
) -> Result<String, Malformed> {
    let (after, before) = (
        params.time("created_after")?,
        params.time("created_before")?,
    );
    let kinds = params.list("event_types");
    let mut found: Vec<&Event> = all
        .iter()
        .filter(|event| {
            after.is_none_or(|at| event.created_at > at)
                && before.is_none_or(|at| event.created_at < at)
                && kinds
                    .as_ref()
                    .is_none_or(|kinds| kinds.contains(&event.what.as_str()))
                && params
                    .get("subject_type")
                    .is_none_or(|kind| event.subject_type == kind)
                && params
                    .numbers("subject_id")
                    .is_none_or(|list| list.contains(&event.subject_id))
        })
        .collect();
    if params
        .get("order")
        .is_none_or(|order| order.ends_with(":desc"))
    {
        found.reverse();
    }
    let offset = (raw_page(params).max(1) as usize - 1).saturating_mul(per_page(params));
    let page: Vec<&Event> = found
        .iter()
        .copied()
        .skip(offset)
        .take(per_page(params))
        .collect();
    let mut text = format!("{{\"count\":{},\"results\":[", found.len());
    for (place, event) in page.iter().enumerate() {
        let _ = write!(
            text,
            "{}{{\"key\":\"subscribed_events\",\"id\":\"{}\"}}",
            if place > 0 { "," } else { "" },
            event.id
        );
    }
    text.push_str("],\"subscribed_events\":{");
    let mut map = page.clone();
    map.sort_by_key(|event| std::cmp::Reverse(event.id));
    map.dedup_by_key(|event| event.id);
    let with_subject = params
        .list("include")
        .is_some_and(|list| list.contains(&"subject"));
    for (place, event) in map.iter().enumerate() {
        let _ = write!(
            text,
            "{}\"{}\":",
            if place > 0 { "," } else { "" },
            event.id
        );
        render(firm, event, &mut text, with_subject);
    }
    text.push('}');
    if with_subject {
        subjects(firm, &map, params, look, &mut text);
    }
    super::page::meta(&mut text, params, found.len());
    text.push('}');
    Ok(text)
}

fn present(firm: &Firm, event: &Event) -> bool {
    collections::find(event.collection)
        .is_some_and(|collection| (collection.present)(firm, event.number))
}

fn render(firm: &Firm, event: &Event, text: &mut String, with_subject: bool) {
    let mut object = Object::open(text, Look::FULL);
    object
        .text("id", &event.id.to_string())
        .text("event_type", &event.what)
        .number("account_id", i64::from(ids::KANTATA_ACCOUNT))
        .number("user_id", i64::from(ids::kantata(Kind::Person, 1)))
        .text("subject_type", event.subject_type)
        .number("subject_id", i64::from(event.subject_id))
        .time("subject_changed_at", event.changed_at)
        .time("created_at", event.created_at)
        .null("context_workspace_id");
    if with_subject {
        if present(firm, event) {
            object.raw(
                "subject_ref",
                &format!(
                    "{{\"id\":\"{}\",\"key\":\"{}\"}}",
                    event.subject_id, event.collection
                ),
            );
        } else {
            object.null("subject_ref");
        }
    }
    object.close();
}

fn subjects(firm: &Firm, events: &[&Event], params: &Params, look: Look, text: &mut String) {
    for (name, ..) in KINDS {
        let Some(collection) = collections::find(name) else {
            continue;
        };
        let mut numbers: Vec<u32> = events
            .iter()
            .filter(|event| event.collection == *name && present(firm, event))
            .map(|event| event.number)
            .collect();
        if numbers.is_empty() {
            continue;
        }
        numbers.sort_unstable();
        numbers.dedup();
        let _ = write!(text, ",\"{name}\":{{");
        for (place, number) in numbers.iter().rev().enumerate() {
            let _ = write!(
                text,
                "{}\"{}\":",
                if place > 0 { "," } else { "" },
                (collection.vendor_id)(*number)
            );
            let mut object = Object::open(text, look);
            object.id("id", (collection.vendor_id)(*number));
            (collection.render)(firm, *number, &mut object, params);
            object.close();
        }
        text.push('}');
    }
}

/// The list of event types.
pub fn types() -> String {
    let mut names = Vec::new();
    for (_, singular, deletes) in KINDS {
        names.push(format!("\"{singular}:created\""));
        names.push(format!("\"{singular}:updated\""));
        if *deletes {
            names.push(format!("\"{singular}:deleted\""));
        }
    }
    format!("{{\"event_types\":[{}]}}", names.join(","))
}

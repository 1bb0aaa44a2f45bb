//! `ProcessInstance` and its steps: when timecards and expense reports were decided on, and by whom.

use super::{prefix, reference};
use crate::firm::{Decision, Kind, Resolution, ids};
use crate::vendor::salesforce::cell::Cell;
use crate::vendor::salesforce::schema::*;

/// Numbers from here on are expense reports, below timecard headers.
const REPORTS: u32 = 0x1000_0000;

/// The decision on what a number stands for; none while pending.
fn decision<'a>(view: &View<'a>, number: u32) -> Option<&'a Resolution> {
    let resolution = match number.checked_sub(REPORTS) {
        Some(report) => view.firm.expense_report(report)?.resolution,
        None => view.side.work.header(number)?.sheet(view.firm)?.resolution,
    };
    view.firm
        .resolutions
        .get((resolution? as usize).checked_sub(1)?)
}

fn status(view: &View<'_>, number: u32) -> &'static str {
    match decision(view, number).map(|row| row.decision) {
        Some(Decision::Approved) => "Approved",
        Some(Decision::Rejected) => "Rejected",
        Some(Decision::Cancelled) => "Removed",
        _ => "Pending",
    }
}

fn target(_: &View<'_>, number: u32) -> Option<Cell> {
    match number.checked_sub(REPORTS) {
        Some(report) => reference(prefix::REPORT, report),
        None => reference(prefix::HEADER, number),
    }
}

/// Instances, from the submission on.
fn entries(view: &View<'_>) -> Vec<Entry> {
    let headers = view
        .side
        .work
        .headers
        .iter()
        .filter(|row| row.deleted.is_none());
    let sheets = headers.filter_map(|row| Some((row.number, row.sheet(view.firm)?.meta)));
    let reports = view.firm.expense_reports.iter();
    let reports = reports.map(|row| (REPORTS + row.id, row.meta));
    sheets
        .chain(reports)
        .map(|(number, meta)| {
            let mut entry = Entry::numbered(number, &meta);
            entry.deleted = None;
            entry.moved(decision(view, number).map(|row| row.meta.created_at));
            entry
        })
        .collect()
}

const SOURCES: &[Kind] = &[
    Kind::TimeEntry,
    Kind::Submission,
    Kind::Resolution,
    Kind::ExpenseReport,
];

/// Instances.
pub fn instances() -> Object {
    let fields = vec![
        fixed("TargetObjectId", Type::Text(18), target),
        fixed(
            "Status",
            Type::Picklist(&["Pending", "Approved", "Rejected", "Removed"]),
            |v, n| Some(status(v, n).into()),
        ),
        fixed("CompletedDate", Type::Time, |v, n| {
            Some(decision(v, n)?.meta.created_at.into())
        }),
        fixed(
            "LastActorId",
            Type::Reference("User", "LastActor"),
            |v, n| Some(ids::salesforce(Kind::Person, decision(v, n)?.person).into()),
        ),
    ];
    Object::new(
        "ProcessInstance",
        prefix::INSTANCE,
        Stamps::Full,
        SOURCES,
        entries,
        fields,
    )
    .with_children(&[("Steps", "ProcessInstanceStep", "ProcessInstanceId")])
    .without_bulk()
}

/// Steps: the decision of each instance.
pub fn steps() -> Object {
    let fields = vec![
        fixed(
            "ProcessInstanceId",
            Type::Reference("ProcessInstance", "ProcessInstance"),
            |_, n| reference(prefix::INSTANCE, n),
        ),
        fixed(
            "StepStatus",
            Type::Picklist(&["Started", "Approved", "Rejected", "Removed"]),
            |v, n| Some(status(v, n).into()),
        ),
        fixed("ActorId", Type::Reference("User", "Actor"), |v, n| {
            Some(ids::salesforce(Kind::Person, decision(v, n)?.person).into())
        }),
        fixed("Comments", Type::TextArea, |_, _| None),
    ];
    Object::new(
        "ProcessInstanceStep",
        prefix::STEP,
        Stamps::CreatedOnly,
        SOURCES,
        |v| {
            let decided = entries(v).into_iter().filter_map(|entry| {
                let at = decision(v, entry.number)?.meta.created_at.seconds();
                Some(Entry {
                    created: at,
                    modified: at,
                    ..entry
                })
            });
            decided.collect()
        },
        fields,
    )
    .without_bulk()
}

//! Timecards as entries a day, and who decided on them when.

use entity::value::Day;

use super::*;

use super::super::target::{TARGET, TARGETED};

const WORD: Convert = one_of(
    &[
        ("Saved", "draft"),
        ("Submitted", "submitted"),
        ("Approved", "approved"),
        ("Rejected", "rejected"),
    ],
    "unknown",
);

macro_rules! weekday {
    ($hours:literal, $day:literal, $number:literal) => {
        Mapping {
            key: &["Id", concat!("=", $day)],
            when: When::Some($hours),
            finish: Some(|object, values| entry(object, values, $number)),
            ..of(
                Kind::TimeEntry,
                &[
                    line("person_id", &["pse__Resource__c"], RESOURCE),
                    line("project_id", &["pse__Project__c"], PROJECT),
                    line("work_on", &["pse__Start_Date__c"], AsDay),
                    line("duration", &[$hours], Hours),
                    line("billable", &["pse__Billable__c"], Flag),
                    line("status", &["pse__Status__c"], WORD),
                    line("submission_id", &["Id"], to("pse__Timecard_Header__c")),
                    line("bill_rate", &["pse__Bill_Rate__c"], Rate),
                    line("cost_rate", &["pse__Cost_Rate_Amount__c"], Rate),
                    line("currency", &["CurrencyIsoCode"], Currency),
                ],
            )
        }
    };
}

pub(crate) const TIMECARDS: Stream = Stream {
    name: "psa_timecards",
    object: "pse__Timecard_Header__c",
    source: "pse__Timecard_Header__c",
    emits: &[Kind::Submission, Kind::TimeEntry],
    parameters: &[
        (OPTION, "certinia"),
        (OPTIONAL, "yes"),
        (FIELD, "pse__Daily_Bill_Rate__c"),
        (FIELD, "pse__Cost_Rate_Currency_Code__c"),
    ],
    mappings: &[
        of(
            Kind::Submission,
            &[
                line("person_id", &["pse__Resource__c"], RESOURCE),
                line("project_id", &["pse__Project__c"], PROJECT),
                line("from_on", &["pse__Start_Date__c"], AsDay),
                line("to_on", &["pse__End_Date__c"], AsDay),
                line("status", &["pse__Status__c"], WORD),
            ],
        ),
        weekday!("pse__Sunday_Hours__c", "sunday", 6),
        weekday!("pse__Monday_Hours__c", "monday", 0),
        weekday!("pse__Tuesday_Hours__c", "tuesday", 1),
        weekday!("pse__Wednesday_Hours__c", "wednesday", 2),
        weekday!("pse__Thursday_Hours__c", "thursday", 3),
        weekday!("pse__Friday_Hours__c", "friday", 4),
        weekday!("pse__Saturday_Hours__c", "saturday", 5),
    ],
    ..STREAM
};

/// The day of a weekday within the timecard, whatever day it begins on; no rate that is per day or in another currency.
fn entry(object: &Object<'_>, values: &mut [Option<Value>], weekday: i64) {
    let kind = Kind::TimeEntry;
    if let Some((place, _)) = kind.entity().field("work_on")
        && let Some(Some(Value::Day(start))) = values.get(place)
    {
        let first = i64::from(chrono::Datelike::weekday(&start.date()).num_days_from_monday());
        let later = chrono::Days::new(((weekday - first).rem_euclid(7)).unsigned_abs());
        let day = start.date().checked_add_days(later).unwrap_or(start.date());
        values[place] = Some(Value::Day(Day::from_date(day)));
    }
    if object.at("pse__Daily_Bill_Rate__c") == Some("true") {
        clear(kind, values, "bill_rate");
    }
    let cost_in = object.at("pse__Cost_Rate_Currency_Code__c");
    if cost_in.is_some() && cost_in != object.at("CurrencyIsoCode") {
        clear(kind, values, "cost_rate");
    }
}

macro_rules! decision {
    ($object:literal) => {
        Mapping {
            when: When::Both(
                (TARGETED, &[$object]),
                ("Status", &["Approved", "Rejected"]),
            ),
            ..of(
                Kind::Approval,
                &[
                    line("submission_id", &["TargetObjectId"], to($object)),
                    line(
                        "decision",
                        &["Status"],
                        one_of(
                            &[("Approved", "approved"), ("Rejected", "rejected")],
                            "unknown",
                        ),
                    ),
                    line("decided_at", &["CompletedDate", "SystemModstamp"], At),
                    line("approver_id", &["LastActorId"], to("User")),
                ],
            )
        }
    };
}

/// What was decided by approval processes; what they were about is found by the beginning of its id.
pub(crate) const APPROVALS: Stream = Stream {
    name: "psa_approvals",
    object: "ProcessInstance",
    source: "ProcessInstance",
    emits: &[Kind::Approval],
    deletions: Never,
    parameters: &[
        (OPTION, "certinia"),
        (OPTIONAL, "yes"),
        (TARGET, "TargetObjectId:pse__Timecard_Header__c"),
        (TARGET, "TargetObjectId:pse__Expense_Report__c"),
    ],
    mappings: &[
        decision!("pse__Timecard_Header__c"),
        decision!("pse__Expense_Report__c"),
    ],
    ..STREAM
};

/// When a timecard was decided is in its field history too, where the org keeps one.
pub(crate) const TIMECARD_HISTORY: Stream = Stream {
    name: "psa_timecard_history",
    object: "pse__Timecard_Header__History",
    source: "pse__Timecard_Header__History",
    emits: &[Kind::Approval],
    cursor: Changed("CreatedDate"),
    deletions: Never,
    mappings: &[Mapping {
        when: When::Is("NewValue", &["Approved", "Rejected"]),
        ..of(
            Kind::Approval,
            &[
                line(
                    "submission_id",
                    &["ParentId"],
                    to("pse__Timecard_Header__c"),
                ),
                line(
                    "decision",
                    &["NewValue"],
                    one_of(
                        &[("Approved", "approved"), ("Rejected", "rejected")],
                        "unknown",
                    ),
                ),
                line("decided_at", &["CreatedDate"], At),
                line("approver_id", &["CreatedById"], to("User")),
            ],
        )
    }],
    ..STREAM
};

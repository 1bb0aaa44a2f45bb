//! Certinia's services objects on the same org, read where the connection's options say `certinia = "true"`.
//!
//! A timecard is a week of one person on one assignment: it makes an entry for each day with hours. The splits of a timecard say the
//! same work again and are left alone.

use entity::value::Day;

use super::protocol::{FIELD, OPTIONAL};
use crate::connect::Cursor::Changed;
use crate::connect::Deletions::{Feed, Never};
use crate::connect::mapping::convert::{one_of, to};
use crate::connect::mapping::{Convert, Line, MAPPING, Mapping, Object, When, line};
use crate::connect::{OPTION, Stream};
use crate::domain::record::{Kind, Value};

use Convert::{At, Currency, Day as AsDay, Flag, Hours, Money, Rate, Text};

const PARAMETERS: &[(&str, &str)] = &[(OPTION, "certinia"), (OPTIONAL, "yes")];

const STREAM: Stream = Stream {
    name: "",
    object: "",
    source: "",
    emits: &[],
    cursor: Changed("SystemModstamp"),
    lookback_seconds: 600,
    deletions: Feed,
    parameters: PARAMETERS,
    mappings: &[],
};

const fn of(kind: Kind, lines: &'static [Line]) -> Mapping {
    Mapping {
        kind,
        key: &["Id"],
        lines,
        ..MAPPING
    }
}

const PROJECT: Convert = to("pse__Proj__c");
const RESOURCE: Convert = to("Contact");

pub(super) const REGIONS: Stream = Stream {
    name: "psa_regions",
    object: "pse__Region__c",
    source: "pse__Region__c",
    emits: &[Kind::LegalEntity],
    mappings: &[of(
        Kind::LegalEntity,
        &[
            line("name", &["Name"], Text),
            line("functional_currency", &["CurrencyIsoCode"], Currency),
            line(
                "parent_id",
                &["pse__Parent_Region__c"],
                to("pse__Region__c"),
            ),
        ],
    )],
    ..STREAM
};

pub(super) const PRACTICES: Stream = Stream {
    name: "psa_practices",
    object: "pse__Practice__c",
    source: "pse__Practice__c",
    emits: &[Kind::Practice],
    mappings: &[of(
        Kind::Practice,
        &[
            line("name", &["Name"], Text),
            line(
                "parent_id",
                &["pse__Parent_Practice__c"],
                to("pse__Practice__c"),
            ),
        ],
    )],
    ..STREAM
};

pub(super) const RESOURCES: Stream = Stream {
    name: "psa_resources",
    object: "Contact",
    source: "Contact",
    emits: &[Kind::Person],
    mappings: &[Mapping {
        when: When::Is("pse__Is_Resource__c", &["true"]),
        ..of(
            Kind::Person,
            &[
                line("name", &["Name"], Text),
                line("email", &["Email"], Text),
                line(
                    "worker",
                    &["pse__External_Resource__c"],
                    one_of(&[("true", "contractor"), ("false", "employee")], "unknown"),
                ),
                line(
                    "status",
                    &["pse__Is_Resource_Active__c"],
                    one_of(&[("true", "active"), ("false", "inactive")], "unknown"),
                ),
                line("legal_entity_id", &["pse__Region__c"], to("pse__Region__c")),
                line("practice_id", &["pse__Practice__c"], to("pse__Practice__c")),
                line("manager_id", &["ReportsToId"], RESOURCE),
                line("hired_on", &["pse__Start_Date__c"], AsDay),
                line("released_on", &["pse__Last_Date__c"], AsDay),
                line("default_cost_rate", &["pse__Default_Cost_Rate__c"], Rate),
                line("rate_currency", &["CurrencyIsoCode"], Currency),
                line(
                    "utilization_target",
                    &["pse__Utilization_Target__c"],
                    Convert::Percent,
                ),
            ],
        )
    }],
    ..STREAM
};

pub(super) const PROJECTS: Stream = Stream {
    name: "psa_projects",
    object: "pse__Proj__c",
    source: "pse__Proj__c",
    emits: &[Kind::Project],
    mappings: &[Mapping {
        when: When::Not("pse__Is_Template__c", &["true"]),
        ..of(
            Kind::Project,
            &[
                line("name", &["Name"], Text),
                line("code", &["pse__Project_ID__c"], Text),
                line("customer_id", &["pse__Account__c"], to("Account")),
                line(
                    "opportunity_id",
                    &["pse__Opportunity__c"],
                    to("Opportunity"),
                ),
                line("legal_entity_id", &["pse__Region__c"], to("pse__Region__c")),
                line("practice_id", &["pse__Practice__c"], to("pse__Practice__c")),
                line("manager_id", &["pse__Project_Manager__c"], RESOURCE),
                line("parent_id", &["pse__Parent_Project__c"], PROJECT),
                line(
                    "billing_model",
                    &["pse__Billing_Type__c"],
                    one_of(
                        &[
                            ("Time and Materials", "time_and_materials"),
                            ("Fixed Price", "fixed_fee"),
                            ("Milestone", "milestone"),
                            ("Retainer", "retainer"),
                        ],
                        "unknown",
                    ),
                ),
                line("currency", &["CurrencyIsoCode"], Currency),
                line(
                    "status",
                    &["pse__Stage__c"],
                    one_of(
                        &[
                            ("Draft", "planned"),
                            ("Planned", "planned"),
                            ("In Progress", "active"),
                            ("On Hold", "on_hold"),
                            ("Completed", "closed"),
                            ("Canceled", "cancelled"),
                            ("Cancelled", "cancelled"),
                        ],
                        "unknown",
                    ),
                ),
                line("billable_default", &["pse__Is_Billable__c"], Flag),
                line("activated_at", &["CreatedDate"], At),
                line("start_on", &["pse__Start_Date__c"], AsDay),
                line("end_on", &["pse__End_Date__c"], AsDay),
                line("budget_duration", &["pse__Planned_Hours__c"], Hours),
                line("price", &["pse__Bookings__c"], Money),
            ],
        )
    }],
    ..STREAM
};

pub(super) const TASKS: Stream = Stream {
    name: "psa_tasks",
    object: "pse__Project_Task__c",
    source: "pse__Project_Task__c",
    emits: &[Kind::Task],
    mappings: &[of(
        Kind::Task,
        &[
            line("project_id", &["pse__Project__c"], PROJECT),
            line(
                "parent_id",
                &["pse__Parent_Task__c"],
                to("pse__Project_Task__c"),
            ),
            line("name", &["Name"], Text),
            line("category", &["Id"], Convert::Const("task")),
            line("state", &["pse__Status__c"], Text),
            line("estimated_duration", &["pse__Estimated_Hours__c"], Hours),
            line("start_on", &["pse__Start_Date__c"], AsDay),
            line("due_on", &["pse__End_Date__c"], AsDay),
        ],
    )],
    ..STREAM
};

pub(super) const MILESTONES: Stream = Stream {
    name: "psa_milestones",
    object: "pse__Milestone__c",
    source: "pse__Milestone__c",
    emits: &[Kind::Milestone],
    parameters: &[
        (OPTION, "certinia"),
        (OPTIONAL, "yes"),
        (FIELD, "pse__Approved__c"),
    ],
    mappings: &[Mapping {
        finish: Some(milestone),
        ..of(
            Kind::Milestone,
            &[
                line("project_id", &["pse__Project__c"], PROJECT),
                line("name", &["Name"], Text),
                line("amount", &["pse__Milestone_Amount__c"], Money),
                line("currency", &["CurrencyIsoCode"], Currency),
                line("planned_on", &["pse__Target_Date__c"], AsDay),
                line("accepted_at", &["pse__Actual_Date__c"], At),
                line("trigger", &["Id"], Convert::Const("acceptance")),
            ],
        )
    }],
    ..STREAM
};

/// The actual date counts once the milestone is approved.
fn milestone(object: &Object<'_>, values: &mut [Option<Value>]) {
    if object.at("pse__Approved__c") != Some("true") {
        clear(Kind::Milestone, values, "accepted_at");
    }
}

pub(super) const ASSIGNMENTS: Stream = Stream {
    name: "psa_assignments",
    object: "pse__Assignment__c",
    source: "pse__Assignment__c",
    emits: &[Kind::Assignment],
    parameters: &[
        (OPTION, "certinia"),
        (OPTIONAL, "yes"),
        (FIELD, "pse__Daily_Bill_Rate__c"),
        (FIELD, "pse__Daily_Cost_Rate__c"),
    ],
    mappings: &[Mapping {
        when: When::Has("pse__Start_Date__c"),
        finish: Some(assignment),
        ..of(
            Kind::Assignment,
            &[
                line("person_id", &["pse__Resource__c"], RESOURCE),
                line("project_id", &["pse__Project__c"], PROJECT),
                line("from_on", &["pse__Start_Date__c"], AsDay),
                line("to_on", &["pse__End_Date__c", "pse__Start_Date__c"], AsDay),
                line(
                    "duration",
                    &["pse__Scheduled_Hours__c", "pse__Planned_Hours__c"],
                    Hours,
                ),
                line(
                    "firmness",
                    &["pse__Status__c"],
                    one_of(&[("Tentative", "soft")], "hard"),
                ),
                line("bill_rate", &["pse__Bill_Rate__c"], Rate),
                line("cost_rate", &["pse__Cost_Rate_Amount__c"], Rate),
            ],
        )
    }],
    ..STREAM
};

/// A rate per day is no rate per hour, and how long a day is stands nowhere here.
fn assignment(object: &Object<'_>, values: &mut [Option<Value>]) {
    for (daily, rate) in [
        ("pse__Daily_Bill_Rate__c", "bill_rate"),
        ("pse__Daily_Cost_Rate__c", "cost_rate"),
    ] {
        if object.at(daily) == Some("true") {
            clear(Kind::Assignment, values, rate);
        }
    }
}

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

pub(super) const TIMECARDS: Stream = Stream {
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

/// When a timecard was decided is in its field history, where the org keeps one.
pub(super) const TIMECARD_HISTORY: Stream = Stream {
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

pub(super) const EXPENSES: Stream = Stream {
    name: "psa_expenses",
    object: "pse__Expense__c",
    source: "pse__Expense__c",
    emits: &[Kind::Expense],
    mappings: &[of(
        Kind::Expense,
        &[
            line("person_id", &["pse__Resource__c"], RESOURCE),
            line("project_id", &["pse__Project__c"], PROJECT),
            line("spent_on", &["pse__Expense_Date__c"], AsDay),
            line("amount", &["pse__Amount__c"], Money),
            line("currency", &["CurrencyIsoCode"], Currency),
            line("category", &["pse__Type__c"], Text),
            line("nature", &["pse__Type__c"], one_of(&[], "other")),
            line("billable", &["pse__Billable__c"], Flag),
            line("status", &["pse__Status__c"], EXPENSE_WORD),
        ],
    )],
    ..STREAM
};

const EXPENSE_WORD: Convert = one_of(
    &[
        ("Draft", "draft"),
        ("Submitted", "submitted"),
        ("Approved", "approved"),
        ("Rejected", "rejected"),
    ],
    "draft",
);

pub(super) const RATES: Stream = Stream {
    name: "psa_rates",
    object: "pse__Rate_Card__c",
    source: "pse__Rate_Card__c",
    emits: &[Kind::Rate],
    mappings: &[of(
        Kind::Rate,
        &[
            line("bill_rate", &["pse__Suggested_Bill_Rate__c"], Rate),
            line("cost_rate", &["pse__Average_Cost_Rate__c"], Rate),
            line("currency", &["CurrencyIsoCode"], Currency),
            line("from_on", &["pse__Start_Date__c"], AsDay),
            line("to_on", &["pse__End_Date__c"], AsDay),
        ],
    )],
    ..STREAM
};

fn clear(kind: Kind, values: &mut [Option<Value>], field: &str) {
    if let Some((place, _)) = kind.entity().field(field) {
        values[place] = None;
    }
}

#[cfg(test)]
mod tests {
    use crate::connect::salesforce::SALESFORCE;
    use crate::connect::{Mapper, RawObject, Settings};
    use crate::domain::record::{Kind, Value};

    #[test]
    fn a_timecard_is_a_submission_and_an_entry_a_day_with_hours() {
        let settings = Settings::new("crm", "salesforce", "http://localhost");
        let mapper = Mapper::new(&SALESFORCE, &settings).unwrap();
        let mut streams = SALESFORCE.streams.iter();
        let stream = streams.find(|s| s.name == "psa_timecards").unwrap();
        let raw = RawObject {
            external_id: "a2R1".to_owned(),
            version_at: None,
            deleted: false,
            // The week begins on a Sunday.
            payload: r#"{"Id":"a2R1","pse__Resource__c":"003A","pse__Project__c":"a1dA","pse__Start_Date__c":"2024-05-05",
                "pse__End_Date__c":"2024-05-11","pse__Monday_Hours__c":8.0,"pse__Tuesday_Hours__c":7.5,"pse__Wednesday_Hours__c":0.0,
                "pse__Saturday_Hours__c":null,"pse__Status__c":"Approved","pse__Billable__c":true,"pse__Bill_Rate__c":185.0,
                "pse__Cost_Rate_Amount__c":90,"pse__Cost_Rate_Currency_Code__c":"USD","CurrencyIsoCode":"EUR"}"#
                .to_owned(),
        };
        let mapped = mapper.map(stream, &raw);
        assert_eq!(mapped.error, None);
        let kinds: Vec<_> = mapped.records.iter().map(|r| r.kind).collect();
        assert_eq!(kinds, [Kind::Submission, Kind::TimeEntry, Kind::TimeEntry]);
        let field = |place: usize, name: &str| {
            let (at, _) = Kind::TimeEntry.entity().field(name).unwrap();
            mapped.records[place].values[at].clone()
        };
        let day = |place| match field(place, "work_on") {
            Some(Value::Day(day)) => day.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!((day(1), day(2)), ("2024-05-06".into(), "2024-05-07".into()));
        assert_eq!(mapped.records[1].key.external_id, "a2R1-monday");
        assert!(field(1, "bill_rate").is_some());
        assert_eq!(field(1, "cost_rate"), None, "it is in another currency");
    }
}

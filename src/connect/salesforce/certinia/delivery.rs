//! Projects, their tasks and milestones, and who is booked on them.

use super::*;

pub(crate) const PROJECTS: Stream = Stream {
    name: "psa_projects",
    object: "pse__Proj__c",
    source: "pse__Proj__c",
    emits: &[Kind::Project],
    mappings: &[Mapping {
        when: When::Not("pse__Is_Template__c", &["true"]),
        finish: Some(project),
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
                line("legal_entity_id", &["pse__Region__c"], REGION),
                line("practice_id", &["pse__Practice__c"], to("pse__Practice__c")),
                line("manager_id", &["pse__Project_Manager__c"], RESOURCE),
                line("parent_id", &["pse__Parent_Project__c"], PROJECT),
                line(
                    "rate_card_id",
                    &["pse__Rate_Card_Set__c"],
                    to("pse__Rate_Card_Set__c"),
                ),
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

/// Work that nobody is billed for is internal.
fn project(object: &Object<'_>, values: &mut [Option<Value>]) {
    if let Some(billable) = object.at("pse__Is_Billable__c") {
        set(
            Kind::Project,
            values,
            "internal",
            Value::Bool(billable == "false"),
        );
    }
}

pub(crate) const TASKS: Stream = Stream {
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

pub(crate) const MILESTONES: Stream = Stream {
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

pub(crate) const ASSIGNMENTS: Stream = Stream {
    name: "psa_assignments",
    object: "pse__Assignment__c",
    source: "pse__Assignment__c",
    emits: &[Kind::Assignment, Kind::Role],
    parameters: &[
        (OPTION, "certinia"),
        (OPTIONAL, "yes"),
        (FIELD, "pse__Daily_Bill_Rate__c"),
        (FIELD, "pse__Daily_Cost_Rate__c"),
    ],
    mappings: &[
        Mapping {
            when: When::Has("pse__Start_Date__c"),
            finish: Some(assignment),
            ..of(
                Kind::Assignment,
                &[
                    line("person_id", &["pse__Resource__c"], RESOURCE),
                    line("project_id", &["pse__Project__c"], PROJECT),
                    line("role_id", &["pse__Role__c"], to(ROLE)),
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
        },
        role(
            &["pse__Role__c"],
            &[line("name", &["pse__Role__c"], Text)],
            When::Has("pse__Role__c"),
        ),
    ],
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

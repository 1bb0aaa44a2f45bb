//! Mapping tables: canonical field, source path, conversion. What an installation named itself is in its profile.

use entity::value::Day;

use crate::connect::mapping::convert::{one_of, to};
use crate::connect::mapping::{Convert, Line, MAPPING, Mapping, Object, When, line};
use crate::domain::record::{Kind, Value};

use Convert::{At, Currency, Day as AsDay, Flag, Minutes, NotFlag, RateSubunits, Subunits, Text};

const BASE: &str = "currency_base_unit";

const fn of(kind: Kind, lines: &'static [Line]) -> Mapping {
    Mapping {
        kind,
        lines,
        ..MAPPING
    }
}

const fn fixed(text: &'static str) -> Convert {
    Convert::Const(text)
}

pub(super) static ORGANIZATIONS: &[Mapping] = &[
    Mapping {
        when: When::Is("type", &["Geography"]),
        ..of(
            Kind::LegalEntity,
            &[
                line("name", &["name"], Text),
                line("parent_id", &["parent_id"], to("organization")),
            ],
        )
    },
    Mapping {
        when: When::Is("type", &["Department"]),
        ..of(
            Kind::Practice,
            &[
                line("name", &["name"], Text),
                line("parent_id", &["parent_id"], to("organization")),
            ],
        )
    },
];

pub(super) static ROLES: &[Mapping] = &[of(Kind::Role, &[line("name", &["name"], Text)])];

pub(super) static USERS: &[Mapping] = &[of(
    Kind::Person,
    &[
        line("name", &["full_name"], Text),
        line("email", &["email_address"], Text),
        line("worker", &["account_id"], fixed("unknown")),
        line(
            "status",
            &["disabled"],
            one_of(&[("true", "inactive"), ("false", "active")], "unknown"),
        ),
        line("role_id", &["role_id"], to("role")),
        line("manager_id", &["manager_id"], to("user")),
    ],
)];

pub(super) static MEMBERSHIPS: &[Mapping] = &[Mapping {
    object: "user",
    key: &["user_id"],
    partial: true,
    ..of(
        Kind::Person,
        &[
            line(
                "default_bill_rate",
                &["bill_rate_in_cents"],
                RateSubunits("cost_rate.currency"),
            ),
            line(
                "default_cost_rate",
                &["cost_rate_in_cents"],
                RateSubunits("cost_rate.currency"),
            ),
            line(
                "rate_currency",
                &["currency", "cost_rate.currency"],
                Currency,
            ),
            line(
                "utilization_target",
                &["billability_target"],
                Convert::Percent,
            ),
        ],
    )
}];

pub(super) static GROUPS: &[Mapping] = &[Mapping {
    when: When::Is("company", &["true"]),
    ..of(
        Kind::Customer,
        &[
            line("name", &["name"], Text),
            line("email", &["email"], Text),
            line("status", &["name"], fixed("active")),
        ],
    )
}];

pub(super) static WORKSPACES: &[Mapping] = &[Mapping {
    when: When::Not("stage", &["estimate"]),
    finish: Some(workspace),
    ..of(
        Kind::Project,
        &[
            line("name", &["title"], Text),
            line(
                "customer_id",
                &["primary_workspace_group_id"],
                to("workspace_group"),
            ),
            line("manager_id", &["primary_maven_id"], to("user")),
            line("rate_card_id", &["rate_card_id"], to("rate_card")),
            line("currency", &["currency"], Currency),
            line(
                "status",
                &["archived"],
                one_of(&[("true", "closed"), ("false", "active")], "active"),
            ),
            line("billable_default", &["tasks_default_non_billable"], NotFlag),
            line("approvals_required", &["require_time_approvals"], Flag),
            line("activated_at", &["created_at"], At),
            line("start_on", &["start_date"], AsDay),
            line("end_on", &["due_date"], AsDay),
            line("price", &["price_in_cents"], Subunits(BASE)),
            line("budget_duration", &["estimated_minutes"], Minutes),
            line("target_margin", &["target_margin"], Convert::Percent),
        ],
    )
}];

/// A workspace without a client group is internal work; an archived one is closed, whatever its status says.
fn workspace(object: &Object<'_>, values: &mut [Option<Value>]) {
    if object.at("archived") == Some("true") {
        set(Kind::Project, values, "status", Value::Enum("closed"));
    }
    set(
        Kind::Project,
        values,
        "internal",
        Value::Bool(object.at("primary_workspace_group_id").is_none()),
    );
}

pub(super) static ORGANIZATION_MEMBERSHIPS: &[Mapping] = &[
    Mapping {
        when: When::Is("member_type", &["workspace"]),
        object: "workspace",
        key: &["member_id"],
        partial: true,
        ..of(
            Kind::Project,
            &[
                line("practice_id", &["department_id"], to("organization")),
                line("legal_entity_id", &["geography_id"], to("organization")),
            ],
        )
    },
    Mapping {
        when: When::Is("member_type", &["user"]),
        object: "user",
        key: &["member_id"],
        partial: true,
        ..of(
            Kind::Person,
            &[
                line("practice_id", &["department_id"], to("organization")),
                line("legal_entity_id", &["geography_id"], to("organization")),
            ],
        )
    },
];

pub(super) static WORKWEEKS: &[Mapping] = &[of(
    Kind::Workweek,
    &[
        line("name", &["name", "title"], Text),
        line("monday", &["monday_minutes"], Minutes),
        line("tuesday", &["tuesday_minutes"], Minutes),
        line("wednesday", &["wednesday_minutes"], Minutes),
        line("thursday", &["thursday_minutes"], Minutes),
        line("friday", &["friday_minutes"], Minutes),
        line("saturday", &["saturday_minutes"], Minutes),
        line("sunday", &["sunday_minutes"], Minutes),
        line("standard", &["default"], Flag),
    ],
)];

pub(super) static WORKWEEK_MEMBERSHIPS: &[Mapping] = &[of(
    Kind::WorkweekMembership,
    &[
        line("person_id", &["user_id"], to("user")),
        line("workweek_id", &["workweek_id"], to("workweek")),
        line("from_on", &["start_date"], AsDay),
        line("to_on", &["end_date"], AsDay),
    ],
)];

pub(super) static HOLIDAY_CALENDARS: &[Mapping] = &[of(
    Kind::HolidayCalendar,
    &[line("name", &["name", "title"], Text)],
)];

/// A holiday hangs in one calendar or in several.
pub(super) static HOLIDAYS: &[Mapping] = &[
    Mapping {
        each: "holiday_calendar_ids",
        key: &["^id", "value"],
        ..of(
            Kind::Holiday,
            &[
                line("calendar_id", &["value"], to("holiday_calendar")),
                line("name", &["^name", "^title"], Text),
                line("from_on", &["^start_date", "^date"], AsDay),
                line("to_on", &["^end_date", "^date"], AsDay),
            ],
        )
    },
    Mapping {
        when: When::Has("holiday_calendar_id"),
        ..of(
            Kind::Holiday,
            &[
                line(
                    "calendar_id",
                    &["holiday_calendar_id"],
                    to("holiday_calendar"),
                ),
                line("name", &["name", "title"], Text),
                line("from_on", &["start_date", "date"], AsDay),
                line("to_on", &["end_date", "date"], AsDay),
            ],
        )
    },
];

pub(super) static HOLIDAY_MEMBERSHIPS: &[Mapping] = &[of(
    Kind::HolidayMembership,
    &[
        line("person_id", &["user_id"], to("user")),
        line(
            "calendar_id",
            &["holiday_calendar_id"],
            to("holiday_calendar"),
        ),
        line("from_on", &["start_date"], AsDay),
        line("to_on", &["end_date"], AsDay),
    ],
)];

pub(super) static TIME_OFF: &[Mapping] = &[Mapping {
    finish: Some(absence),
    ..of(
        Kind::Absence,
        &[
            line("person_id", &["user_id"], to("user")),
            line("absent_on", &["requested_date"], AsDay),
            line("duration", &["hours"], Convert::Hours),
            line(
                "status",
                &["status", "approved"],
                one_of(
                    &[
                        ("approved", "approved"),
                        ("true", "approved"),
                        ("pending", "pending"),
                        ("new", "pending"),
                        ("false", "pending"),
                        ("rejected", "rejected"),
                        ("cancelled", "cancelled"),
                    ],
                    "unknown",
                ),
            ),
        ],
    )
}];

/// An account that says nothing of decisions keeps no absence that is not agreed.
fn absence(object: &Object<'_>, values: &mut [Option<Value>]) {
    let says = |name| object.member(name).is_some();
    if !says("status") && !says("approved") {
        set(Kind::Absence, values, "status", Value::Enum("approved"));
    }
}

pub(super) static RATE_CARDS: &[Mapping] = &[of(
    Kind::RateCard,
    &[
        line("name", &["title", "set.title"], Text),
        line("currency", &["currency"], Currency),
    ],
)];

/// Versions that are not published bind nobody; a version holds until the next one begins.
pub(super) static RATE_CARD_ROLES: &[Mapping] = &[Mapping {
    when: When::Not("set_version.active", &["false"]),
    ..of(
        Kind::Rate,
        &[
            line("rate_card_id", &["version.rate_card_id"], to("rate_card")),
            line("role_id", &["role_id"], to("role")),
            line("bill_rate", &["rate"], RateSubunits("card.currency")),
            line("currency", &["card.currency"], Currency),
            line("from_on", &["set_version.effective_date"], AsDay),
        ],
    )
}];

/// The price of roles that have none of their own.
pub(super) static RATE_CARD_VERSIONS: &[Mapping] = &[Mapping {
    when: When::Not("set_version.active", &["false"]),
    ..of(
        Kind::Rate,
        &[
            line("rate_card_id", &["rate_card_id"], to("rate_card")),
            line(
                "bill_rate",
                &["default_rate"],
                RateSubunits("card.currency"),
            ),
            line("currency", &["card.currency"], Currency),
            line("from_on", &["set_version.effective_date"], AsDay),
        ],
    )
}];

/// What was agreed for a person on a project.
pub(super) static PARTICIPATIONS: &[Mapping] = &[Mapping {
    when: When::Has("rate_in_cents"),
    ..of(
        Kind::Rate,
        &[
            line("person_id", &["user_id"], to("user")),
            line("project_id", &["workspace_id"], to("workspace")),
            line(
                "bill_rate",
                &["rate_in_cents"],
                RateSubunits("workspace.currency_base_unit"),
            ),
            line(
                "cost_rate",
                &["cost_in_cents"],
                RateSubunits("workspace.currency_base_unit"),
            ),
            line("currency", &["workspace.currency"], Currency),
        ],
    )
}];

pub(super) static STORIES: &[Mapping] = &[of(
    Kind::Task,
    &[
        line("project_id", &["workspace_id"], to("workspace")),
        line("parent_id", &["parent_id"], to("story")),
        line("name", &["title"], Text),
        line(
            "category",
            &["story_type"],
            one_of(
                &[
                    ("milestone", "milestone"),
                    ("deliverable", "deliverable"),
                    ("issue", "task"),
                    ("task", "task"),
                ],
                "task",
            ),
        ),
        line("state", &["state"], Text),
        line("billable", &["billable"], Flag),
        line("fixed_fee", &["fixed_fee"], Flag),
        line("estimated_duration", &["time_estimate_in_minutes"], Minutes),
        line("start_on", &["start_date"], AsDay),
        line("due_on", &["due_date"], AsDay),
    ],
)];

pub(super) static STATE_CHANGES: &[Mapping] = &[of(
    Kind::TaskState,
    &[
        line("task_id", &["story_id"], to("story")),
        line(
            "state",
            &["state"],
            one_of(
                &[("completed", "accepted"), ("started", "reversed")],
                "other",
            ),
        ),
        line("changed_at", &["created_at"], At),
    ],
)];

pub(super) static MILESTONES: &[Mapping] = &[of(
    Kind::Milestone,
    &[
        line("project_id", &["workspace_id"], to("workspace")),
        line("task_id", &["story_id"], to("story")),
        line("name", &["title"], Text),
        line("amount", &["amount_in_cents"], Subunits(BASE)),
        line("currency", &["currency"], Currency),
        line("planned_on", &["date_to_invoice"], AsDay),
        line(
            "trigger",
            &["billing_type"],
            one_of(
                &[("fixed_date", "date"), ("upon_completion", "acceptance")],
                "",
            ),
        ),
    ],
)];

pub(super) static ALLOCATIONS: &[Mapping] = &[of(
    Kind::Assignment,
    &[
        line("person_id", &["user_id", "resource.user_id"], to("user")),
        line("project_id", &["workspace_id"], to("workspace")),
        line("role_id", &["role_id", "resource.role_id"], to("role")),
        line("from_on", &["start_date"], AsDay),
        line("to_on", &["end_date"], AsDay),
        line("duration", &["minutes"], Minutes),
        line(
            "firmness",
            &["hard"],
            one_of(&[("true", "hard"), ("false", "soft")], "soft"),
        ),
    ],
)];

pub(super) static ACCOUNTING_RECORDS: &[Mapping] = &[ESTIMATE, BASELINE];

const BASELINE: Mapping = Mapping {
    when: When::Is("type", &["Baseline"]),
    ..of(
        Kind::Baseline,
        &[
            line("project_id", &["workspace_id"], to("workspace")),
            line(
                "frozen_on",
                &["contract_date", "start_date", "created_at"],
                AsDay,
            ),
            line("revenue", &["amount"], Convert::Money),
            line("cost", &["cost"], Convert::Money),
            line("currency", &["currency"], Currency),
            line("end_on", &["end_date"], AsDay),
        ],
    )
};

const ESTIMATE: Mapping = Mapping {
    when: When::Is("type", &["Forecasting"]),
    ..of(
        Kind::Estimate,
        &[
            line("project_id", &["workspace_id"], to("workspace")),
            line("as_of_on", &["end_date"], AsDay),
            line("cost_to_complete", &["cost_etc"], Convert::Money),
            line("duration_to_complete", &["hours_etc"], Convert::Hours),
            line("currency", &["currency"], Currency),
        ],
    )
};

const SUBMISSION: &[Line] = &[
    line("person_id", &["user_id"], to("user")),
    line("project_id", &["workspace_id"], to("workspace")),
    line("from_on", &["start_date"], AsDay),
    line("to_on", &["end_date"], AsDay),
    line(
        "status",
        &["status"],
        one_of(
            &[
                ("pending", "submitted"),
                ("new", "submitted"),
                ("approved", "approved"),
                ("rejected", "rejected"),
                ("cancelled", "cancelled"),
            ],
            "unknown",
        ),
    ),
    line("submitted_at", &["created_at"], At),
    line("decided_on", &["current_resolution_created_at_date"], AsDay),
];

pub(super) static TIMESHEETS: &[Mapping] = &[of(Kind::Submission, SUBMISSION)];
pub(super) static EXPENSE_REPORTS: &[Mapping] = &[of(Kind::Submission, SUBMISSION)];

macro_rules! resolution {
    ($submission:literal, $types:expr) => {
        Mapping {
            when: When::Is("target_type", $types),
            ..of(
                Kind::Approval,
                &[
                    line("submission_id", &["target_id"], to($submission)),
                    line(
                        "decision",
                        &["type"],
                        one_of(
                            &[
                                ("approv*", "approved"),
                                ("reject*", "rejected"),
                                ("cancel*", "cancelled"),
                                ("Resolution::Approv*", "approved"),
                                ("Resolution::Reject*", "rejected"),
                                ("Resolution::Cancel*", "cancelled"),
                            ],
                            "unknown",
                        ),
                    ),
                    line("decided_at", &["created_at"], At),
                    line("approver_id", &["user_id"], to("user")),
                ],
            )
        }
    };
}

pub(super) static RESOLUTIONS: &[Mapping] = &[
    resolution!(
        "timesheet_submission",
        &[
            "timesheet_submission",
            "TimesheetSubmission",
            "timesheet_submissions"
        ]
    ),
    resolution!(
        "expense_report_submission",
        &[
            "expense_report_submission",
            "ExpenseReportSubmission",
            "expense_report_submissions"
        ]
    ),
];

pub(super) static TIME_ENTRIES: &[Mapping] = &[Mapping {
    finish: Some(time_entry),
    ..of(
        Kind::TimeEntry,
        &[
            line("person_id", &["user_id"], to("user")),
            line("project_id", &["workspace_id"], to("workspace")),
            line("task_id", &["story_id"], to("story")),
            line("role_id", &["role_id"], to("role")),
            line("work_on", &["date_performed"], AsDay),
            line("duration", &["time_in_minutes"], Minutes),
            line("billable", &["billable"], Flag),
            line(
                "status",
                &["approved"],
                one_of(&[("true", "approved"), ("false", "draft")], "unknown"),
            ),
            line(
                "submission_id",
                &["active_submission_id", "recent_submission_id"],
                to("timesheet_submission"),
            ),
            line("bill_rate", &["rate_in_cents"], RateSubunits(BASE)),
            line("cost_rate", &["cost_rate_in_cents"], RateSubunits(BASE)),
            line("currency", &["currency"], Currency),
        ],
    )
}];

/// An entry that is not approved and hangs on an active submission was handed in.
fn time_entry(object: &Object<'_>, values: &mut [Option<Value>]) {
    if object.at("approved") == Some("false") && object.at("active_submission_id").is_some() {
        set(Kind::TimeEntry, values, "status", Value::Enum("submitted"));
    }
}

pub(super) static TIME_ADJUSTMENTS: &[Mapping] = &[of(
    Kind::TimeEntry,
    &[
        line("person_id", &["user_id"], to("user")),
        line("project_id", &["workspace_id"], to("workspace")),
        line("task_id", &["story_id"], to("story")),
        line("work_on", &["original_date"], AsDay),
        line("duration", &["time"], Minutes),
        line("billable", &["billable"], Flag),
        line("status", &["id"], fixed("approved")),
        line("approved_at", &["created_at"], At),
        line("bill_rate", &["bill_rate_in_cents"], RateSubunits(BASE)),
        line("cost_rate", &["cost_rate_in_cents"], RateSubunits(BASE)),
        line("currency", &["currency"], Currency),
        line("correction", &["id"], fixed("true")),
        line("posted_on", &["posted_on_date"], AsDay),
    ],
)];

pub(super) static EXPENSES: &[Mapping] = &[Mapping {
    finish: Some(expense),
    ..of(
        Kind::Expense,
        &[
            line("person_id", &["user_id"], to("user")),
            line("project_id", &["workspace_id"], to("workspace")),
            line("task_id", &["story_id"], to("story")),
            line("spent_on", &["date"], AsDay),
            line("amount", &["amount_in_cents"], Subunits(BASE)),
            line("currency", &["currency"], Currency),
            line("category", &["category"], Text),
            line("nature", &["category"], one_of(&[], "other")),
            line("billable", &["is_billable", "billable"], Flag),
            line(
                "status",
                &["approved"],
                one_of(&[("true", "approved"), ("false", "draft")], "draft"),
            ),
            line(
                "submission_id",
                &["active_submission_id", "recent_submission_id"],
                to("expense_report_submission"),
            ),
        ],
    )
}];

/// Expenses carry no approval of their own: one on an active report was handed in, and the report's decision says the rest.
fn expense(object: &Object<'_>, values: &mut [Option<Value>]) {
    if object.at("approved") != Some("true") && object.at("active_submission_id").is_some() {
        set(Kind::Expense, values, "status", Value::Enum("submitted"));
    }
}

pub(super) static INVOICES: &[Mapping] = &[Mapping {
    finish: Some(invoice),
    ..of(
        Kind::Invoice,
        &[
            line("number", &["user_invoice_number"], Text),
            line("document", &["id"], fixed("invoice")),
            line(
                "status",
                &["status"],
                one_of(
                    &[
                        ("new", "open"),
                        ("cancelled", "cancelled"),
                        ("accepted payment", "paid"),
                    ],
                    "unknown",
                ),
            ),
            line("issued_on", &["invoice_date"], AsDay),
            line("due_on", &["due_date"], AsDay),
            line("currency", &["currency"], Currency),
            line("open_amount", &["balance_in_cents"], Subunits(BASE)),
            line("created_at", &["created_at"], At),
        ],
    )
}];

/// A draft is no open invoice; the project is named where there is just one.
fn invoice(object: &Object<'_>, values: &mut [Option<Value>]) {
    if object.at("draft") == Some("true") {
        set(Kind::Invoice, values, "status", Value::Enum("draft"));
    }
}

pub(super) static PAYMENTS: &[Mapping] = &[Mapping {
    finish: Some(payment),
    ..of(
        Kind::Payment,
        &[
            line("received_on", &["created_at"], AsDay),
            line("method", &["message"], Text),
            line("status", &["id"], fixed("received")),
            line(
                "amount",
                &["amount_in_cents"],
                Subunits("invoice.currency|workspace.currency"),
            ),
            line(
                "currency",
                &["currency", "invoice.currency", "workspace.currency"],
                Currency,
            ),
            line("invoice_id", &["invoice_id"], to("invoice")),
        ],
    )
}];

/// The day is the instant's, in the offset that the account writes; sub-units are of the currency that was found, the invoice's or else
/// the workspace's.
fn payment(object: &Object<'_>, values: &mut [Option<Value>]) {
    let day = object
        .at("created_at")
        .and_then(|text| chrono::NaiveDate::parse_from_str(text.get(1..11)?, "%Y-%m-%d").ok());
    if let Some(day) = day {
        set(
            Kind::Payment,
            values,
            "received_on",
            Value::Day(Day::from_date(day)),
        );
    }
}

pub(super) static EXCHANGE_RATES: &[Mapping] = &[of(
    Kind::FxRate,
    &[
        line("base", &["source_currency"], Currency),
        line("quote", &["target_currency"], Currency),
        line("rate_type", &["id"], fixed("spot")),
        line("effective_on", &["effective_date"], AsDay),
        line("rate", &["rate"], Convert::Fx),
    ],
)];

fn set(kind: Kind, values: &mut [Option<Value>], field: &str, value: Value) {
    if let Some((place, _)) = kind.entity().field(field) {
        values[place] = Some(value);
    }
}

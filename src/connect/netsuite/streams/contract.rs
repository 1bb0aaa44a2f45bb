//! Billing accounts, orders, projects, their tasks and bookings.

use entity::value::{Duration, Ratio};

use super::super::total::decimal;
use super::*;
use crate::connect::mapping::Object;
use crate::connect::mapping::json::Scalar;
use crate::domain::record::Value;

pub const CUSTOMERS: Stream = Stream {
    name: "customers",
    object: "customer",
    source: "customer",
    emits: &[Kind::Customer],
    mappings: &[Mapping {
        kind: Kind::Customer,
        lines: &[
            line(
                "name",
                &["companyname", "altname", "entityid"],
                Convert::Text,
            ),
            line("number", &["entityid"], Convert::Text),
            line("parent_id", &["parent"], to("customer")),
            line("legal_entity_id", &["subsidiary"], to("subsidiary")),
            line("account_leader_id", &["salesrep"], to("employee")),
            line("terms_days", &["terms_days"], Convert::Int),
            line("currency", &["currency_code"], Convert::Currency),
            line("status", &["isinactive"], ACTIVITY),
            line("credit_limit", &["creditlimit"], Convert::Money),
            line("tax_id", &["vatregnumber"], Convert::Text),
            line("email", &["email"], Convert::Text),
        ],
        ..MAPPING
    }],
    ..STAMPED
};

/// Deals, where the ERP is the CRM too. The day it was closed stands for the instant that it was won.
pub const OPPORTUNITIES: Stream = Stream {
    name: "opportunities",
    object: "transaction",
    source: "Opprtnty",
    emits: &[Kind::Opportunity],
    mappings: &[Mapping {
        kind: Kind::Opportunity,
        lines: &[
            line("name", &["title", "memo", "tranid", "id"], Convert::Text),
            line("customer_id", &["customer"], to("customer")),
            line("legal_entity_id", &["subsidiary"], to("subsidiary")),
            line("practice_id", &["department"], to("department")),
            line("owner_id", &["salesrep"], to("employee")),
            line("stage", &["entitystatus", "status"], Convert::Text),
            line(
                "outcome",
                &["status"],
                one_of(
                    &[("A", "open"), ("B", "open"), ("C", "won"), ("D", "lost")],
                    "unknown",
                ),
            ),
            line("probability", &["probability"], Convert::Ratio),
            line("amount", &["foreigntotal"], Convert::Money),
            line("currency", &["currency_code"], Convert::Currency),
            line(
                "close_on",
                &["closedate", "expectedclosedate"],
                Convert::Day,
            ),
            line("won_at", &["closedate"], Convert::At),
        ],
        finish: Some(opportunity),
        ..MAPPING
    }],
    ..STAMPED
};

/// Only what was won has an instant of it; a probability above one is a percentage.
fn opportunity(_: &Object<'_>, values: &mut [Option<Value>]) {
    let entity = Kind::Opportunity.entity();
    let place = |name| entity.field(name).map(|(place, _)| place);
    let (Some(outcome), Some(won), Some(probability)) =
        (place("outcome"), place("won_at"), place("probability"))
    else {
        return;
    };
    if values[outcome] != Some(Value::Enum("won")) {
        values[won] = None;
    }
    if let Some(Value::Ratio(ratio)) = &mut values[probability]
        && ratio.0 > 10_i64.pow(Ratio::SCALE)
    {
        ratio.0 /= 100;
    }
}

const ORDER_STATUS: Convert = one_of(
    &[
        ("A", "draft"),
        ("B", "active"),
        ("D", "active"),
        ("E", "active"),
        ("F", "active"),
        ("G", "ended"),
        ("H", "ended"),
        ("C", "cancelled"),
    ],
    "unknown",
);

/// There is no record of contracts: the order and its projects are the engagement.
pub const ENGAGEMENTS: Stream = Stream {
    name: "engagements",
    object: "transaction",
    source: "SalesOrd",
    emits: &[Kind::Engagement],
    mappings: &[Mapping {
        kind: Kind::Engagement,
        lines: &[
            line("name", &["memo", "tranid", "id"], Convert::Text),
            line("number", &["tranid"], Convert::Text),
            line("customer_id", &["customer"], to("customer")),
            line("legal_entity_id", &["subsidiary"], to("subsidiary")),
            line("project_id", &["job", "project"], to("job")),
            line("billing_model", &[], one_of(&[], "unknown")),
            line("status", &["status"], ORDER_STATUS),
            line("value", &["foreigntotal"], Convert::Money),
            line("currency", &["currency_code"], Convert::Currency),
            line("start_on", &["startdate"], Convert::Day),
            line("end_on", &["enddate"], Convert::Day),
            line("signed_on", &["trandate"], Convert::Day),
            line("purchase_order", &["otherrefnum"], Convert::Text),
        ],
        ..MAPPING
    }],
    ..STAMPED
};

const PROJECT_STATUS: Convert = one_of(
    &[
        ("1", "closed"),
        ("2", "active"),
        ("3", "cancelled"),
        ("4", "planned"),
        ("5", "planned"),
    ],
    "unknown",
);

/// Codes of the statement service; the record service has others.
const PROJECT_BILLING: Convert = one_of(
    &[
        ("TM", "time_and_materials"),
        ("FBI", "fixed_fee"),
        ("FBM", "milestone"),
    ],
    "unknown",
);

pub const PROJECTS: Stream = Stream {
    name: "projects",
    object: "job",
    source: "job",
    emits: &[Kind::Project],
    mappings: &[Mapping {
        kind: Kind::Project,
        lines: &[
            line(
                "name",
                &["companyname", "altname", "entityid"],
                Convert::Text,
            ),
            line("code", &["entityid"], Convert::Text),
            line("customer_id", &["customer", "parent"], to("customer")),
            line("legal_entity_id", &["subsidiary"], to("subsidiary")),
            line("manager_id", &["projectmanager"], to("employee")),
            line("billing_model", &["jobbillingtype"], PROJECT_BILLING),
            line("currency", &["currency_code"], Convert::Currency),
            line("status", &["entitystatus"], PROJECT_STATUS),
            line("billable_at", &["datecreated"], Convert::At),
            line("start_on", &["startdate"], Convert::Day),
            line("end_on", &["enddate", "projectedenddate"], Convert::Day),
            line("budget_cost", &["estimatedcost"], Convert::Money),
            line("price", &["jobprice"], Convert::Money),
        ],
        ..MAPPING
    }],
    ..STAMPED
};

pub const TASKS: Stream = Stream {
    name: "tasks",
    object: "projecttask",
    source: "projecttask",
    emits: &[Kind::Task],
    mappings: &[Mapping {
        kind: Kind::Task,
        lines: &[
            line("project_id", &["project"], to("job")),
            line("parent_id", &["parent"], to("projecttask")),
            line("name", &["title"], Convert::Text),
            line("category", &[], one_of(&[], "task")),
            line("state", &["status"], Convert::Text),
            line("billable", &["nonbillabletask"], Convert::NotFlag),
            line("estimated_duration", &["estimatedwork"], Convert::Hours),
        ],
        ..MAPPING
    }],
    deletions: Deletions::Sweep,
    ..STAMPED
};

pub const ASSIGNMENTS: Stream = Stream {
    name: "assignments",
    object: "resourceallocation",
    source: "resourceallocation",
    emits: &[Kind::Assignment],
    mappings: &[Mapping {
        kind: Kind::Assignment,
        lines: &[
            line("person_id", &["allocationresource"], to("employee")),
            line("project_id", &["project"], to("job")),
            line("from_on", &["startdate"], Convert::Day),
            line("to_on", &["enddate"], Convert::Day),
            line("duration", &["numberhours"], Convert::Hours),
            line(
                "firmness",
                &["allocationtype"],
                one_of(&[("1", "hard"), ("2", "soft")], "soft"),
            ),
        ],
        finish: Some(hours),
        ..MAPPING
    }],
    deletions: Deletions::Sweep,
    ..STAMPED
};

/// Where the account does not show the hours, the amount is them if its unit is the hour; the capacity that a percentage is of is not known.
fn hours(allocation: &Object<'_>, values: &mut [Option<Value>]) {
    let place = Kind::Assignment.entity().field("duration");
    let text = |path| match allocation.scalar(path) {
        Ok(Some(Scalar::Text(text))) => Some(text),
        Ok(Some(Scalar::Number(number))) => Some(number.into()),
        _ => None,
    };
    if let Some((place, _)) = place
        && values[place].is_none()
        && text("allocationunit").is_some_and(|unit| unit.starts_with(['H', 'h']))
        && let Some(amount) = text("allocationamount").and_then(|amount| decimal(&amount))
    {
        values[place] = Duration::from_hours(amount).ok().map(Value::Duration);
    }
}

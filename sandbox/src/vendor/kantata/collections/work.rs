//! Customers as groups and projects as workspaces.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, PLAIN, among, id_of, table};
use crate::vendor::kantata::json::Object;
use crate::vendor::kantata::params::Params;

/// A group that is a portfolio tag, not a customer.
const TAG: u32 = 900_000;

/// Whether rows of a workspace are shown: archived ones only when a flag asks.
pub(super) fn workspace_shown(firm: &Firm, project: u32, params: &Params, all: &[&str]) -> bool {
    if params.flag("apply_default_filters") == Some(false)
        || all.iter().any(|key| params.flag(key) == Some(true))
    {
        return true;
    }
    firm.project(project).is_some_and(|row| !row.archived)
}

/// `workspace_groups`
pub static WORKSPACE_GROUPS: Collection = Collection {
    name: "workspace_groups",
    vendor_id: |number| id_of(Kind::Customer, number),
    number: |id| ids::kantata_number(Kind::Customer, id),
    numbers: |firm| {
        firm.customers
            .iter()
            .filter(|row| row.in_psa)
            .map(|row| row.id)
            .chain(std::iter::once(TAG))
            .collect()
    },
    present: |firm, number| {
        number == TAG
            || firm
                .customer(number)
                .is_some_and(|row| row.in_psa && row.meta.live())
    },
    matches: |_, number, params| {
        params
            .flag("company")
            .is_none_or(|company| company == (number != TAG))
    },
    meta: |firm, number| {
        firm.customer(if number == TAG { 1 } else { number })
            .map(|row| row.meta)
    },
    orders: &[("name", |_, number| i64::from(number))],
    render: |firm, number, object, _| {
        let Some(row) = firm.customer(if number == TAG { 1 } else { number }) else {
            return;
        };
        let name = if number == TAG {
            "Key accounts"
        } else {
            row.name.as_str()
        };
        object
            .text("name", name)
            .flag("company", number != TAG)
            .maybe_text(
                "contact_name",
                firm.person(row.leader).map(Person::full_name).as_deref(),
            )
            .text("email", &format!("ap@customer{number}.example"))
            .null("phone_number")
            .text("address", &format!("{}, {}", row.city, row.country))
            .null("website")
            .null("notes")
            .stamps(&row.meta);
    },
    includes: &[Include {
        name: "workspaces",
        collection: "workspaces",
        ids_member: Some("workspace_ids"),
        of: |firm, number| {
            firm.projects
                .iter()
                .filter(|row| row.customer == Some(number) && row.activated_at.is_some())
                .map(|row| row.id)
                .collect()
        },
    }],
    subject: Some("WorkspaceGroup"),
    ..PLAIN
};

/// `workspaces`
pub static WORKSPACES: Collection = Collection {
    name: "workspaces",
    present: |firm, number| {
        firm.project(number)
            .is_some_and(|row| row.activated_at.is_some() && row.meta.live())
    },
    matches: |firm, number, params| {
        let archived = firm.project(number).is_some_and(|row| row.archived);
        let shown = match params.get("archived") {
            Some("include") => true,
            Some("only") => archived,
            Some("exclude") => !archived,
            _ => workspace_shown(firm, number, params, &["include_archived"]),
        };
        shown
            && among(
                params,
                &["workspace_group_id"],
                firm.project(number)
                    .and_then(|row| row.customer)
                    .map(|id| id_of(Kind::Customer, id)),
            )
    },
    opens_all: &["include_archived"],
    orders: &[
        ("title", |_, number| i64::from(number)),
        ("start_date", |firm, number| {
            firm.project(number)
                .map_or(0, |row| row.start_on.to_epoch_days().into())
        }),
    ],
    render: workspace,
    includes: &[
        Include {
            name: "primary_workspace_group",
            collection: "workspace_groups",
            ids_member: None,
            of: |firm, number| {
                firm.project(number)
                    .and_then(|row| row.customer)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "primary_maven",
            collection: "users",
            ids_member: None,
            of: |firm, number| {
                firm.project(number)
                    .map(|row| row.manager)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "creator",
            collection: "users",
            ids_member: None,
            of: |firm, number| {
                firm.project(number)
                    .map(|row| row.manager)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "workspace_groups",
            collection: "workspace_groups",
            ids_member: Some("workspace_group_ids"),
            of: |firm, number| {
                firm.project(number)
                    .and_then(|row| row.customer)
                    .into_iter()
                    .chain((number % 7 == 0).then_some(TAG))
                    .collect()
            },
        },
        Include {
            name: "participations",
            collection: "participations",
            ids_member: Some("participation_ids"),
            of: seats_named,
        },
        Include {
            name: "workspace_resources",
            collection: "workspace_resources",
            ids_member: Some("workspace_resource_ids"),
            of: seats_named,
        },
        Include {
            name: "workspace_resources_with_unnamed",
            collection: "workspace_resources",
            ids_member: Some("workspace_resource_ids"),
            of: |firm, number| {
                firm.seats
                    .iter()
                    .filter(|row| row.project == number)
                    .map(|row| row.id)
                    .collect()
            },
        },
        Include {
            name: "billing_milestones",
            collection: "billing_milestones",
            ids_member: Some("billing_milestone_ids"),
            of: |firm, number| {
                firm.milestones
                    .iter()
                    .filter(|row| row.project == number)
                    .map(|row| row.id)
                    .collect()
            },
        },
        Include {
            name: "participants",
            collection: "users",
            ids_member: Some("participant_ids"),
            of: |firm, number| {
                firm.seats
                    .iter()
                    .filter(|row| row.project == number)
                    .filter_map(|row| row.person)
                    .collect()
            },
        },
    ],
    subject: Some("Workspace"),
    ..table!(Project, projects)
};

fn seats_named(firm: &Firm, number: u32) -> Vec<u32> {
    firm.seats
        .iter()
        .filter(|row| row.project == number && row.person.is_some())
        .map(|row| row.id)
        .collect()
}

fn workspace(firm: &Firm, number: u32, object: &mut Object, params: &Params) {
    let Some(row) = firm.project(number) else {
        return;
    };
    let (color, key, message) = match (row.closed_on, row.engagement) {
        (Some(_), _) => ("grey", 500, "Completed"),
        (None, None) => ("light", 100, "Ongoing"),
        _ => ("green", 300, "In Progress"),
    };
    object
        .text("title", &row.title)
        .number("account_id", i64::from(ids::KANTATA_ACCOUNT))
        .flag("archived", row.archived)
        .text("access_level", "invitation")
        .flag("budgeted", row.price_minor.is_some())
        .null("description")
        .date("start_date", row.start_on)
        .date("due_date", row.due_on)
        .number(
            "rate_card_id",
            i64::from((row.rate_card_set - 1) * 4 + row.currency.number()),
        )
        .flag("require_time_approvals", row.needs_approval)
        .flag("require_expense_approvals", true)
        .raw(
            "status",
            &format!("{{\"color\":\"{color}\",\"key\":\"{key}\",\"message\":\"{message}\"}}"),
        )
        .flag("tasks_default_non_billable", row.engagement.is_none())
        .flag("time_trackable", true)
        .id("creator_id", id_of(Kind::Person, row.manager))
        .id("primary_maven_id", id_of(Kind::Person, row.manager))
        .null("primary_counterpart_id")
        .maybe_id(
            "primary_workspace_group_id",
            row.customer.map(|id| id_of(Kind::Customer, id)),
        );
    if object.financial {
        object.currency(row.currency);
        match row.price_minor {
            Some(minor) => object
                .text("price", &row.currency.decimal(minor).to_string())
                .number("price_in_cents", minor),
            None => object.null("price").null("price_in_cents"),
        };
    }
    let optional = params.list("optional_fields").unwrap_or_default();
    if optional.contains(&"stage") {
        object.text("stage", "project");
    }
    if optional.contains(&"estimated_minutes") {
        object.number("estimated_minutes", row.budget_minutes);
    }
    if optional.contains(&"provider_lead_name") {
        object.maybe_text(
            "provider_lead_name",
            firm.person(row.manager).map(Person::full_name).as_deref(),
        );
    }
    object
        .time(
            "created_at",
            row.activated_at.unwrap_or(row.meta.created_at),
        )
        .changed(row.meta.updated_at);
}

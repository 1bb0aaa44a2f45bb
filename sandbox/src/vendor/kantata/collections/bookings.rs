//! Seats on workspaces, booked time, assignments and participations.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, PLAIN, among, id_of, table};

const PARTICIPATION: u32 = 600_000;

/// `workspace_resources`
pub static WORKSPACE_RESOURCES: Collection = Collection {
    name: "workspace_resources",
    matches: |firm, number, params| {
        let Some(row) = firm.seats.get(number as usize - 1) else {
            return false;
        };
        among(
            params,
            &["workspace_id", "workspace_ids"],
            Some(id_of(Kind::Project, row.project)),
        ) && among(
            params,
            &["user_id"],
            row.person.map(|id| id_of(Kind::Person, id)),
        )
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.seats.get(number as usize - 1) else {
            return;
        };
        let name = row
            .person
            .and_then(|id| firm.person(id))
            .map(Person::full_name);
        let role = firm.role(row.role).map_or("", |role| role.name);
        object
            .number("workspace_id", i64::from(id_of(Kind::Project, row.project)))
            .maybe_id("user_id", row.person.map(|id| id_of(Kind::Person, id)))
            .id("role_id", id_of(Kind::Role, row.role))
            .text("role_name", role)
            .null("label")
            .text("display_label", name.as_deref().unwrap_or(role))
            .maybe_text("full_name", name.as_deref())
            .maybe_id(
                "participation_id",
                row.person.map(|_| PARTICIPATION + number),
            )
            .stamps(&row.meta);
    },
    includes: &[
        Include {
            name: "user",
            collection: "users",
            ids_member: None,
            of: |firm, number| {
                firm.seats
                    .get(number as usize - 1)
                    .and_then(|row| row.person)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "workspace_allocations",
            collection: "workspace_allocations",
            ids_member: Some("workspace_allocation_ids"),
            of: |firm, number| {
                let from = firm.allocations.partition_point(|row| row.seat < number);
                firm.allocations[from..]
                    .iter()
                    .take_while(|row| row.seat == number)
                    .map(|row| row.id)
                    .collect()
            },
        },
    ],
    subject: Some("WorkspaceResource"),
    ..table!(Seat, seats)
};

/// `workspace_allocations`
pub static WORKSPACE_ALLOCATIONS: Collection = Collection {
    name: "workspace_allocations",
    matches: |firm, number, params| {
        let Some(row) = firm.allocations.get(number as usize - 1) else {
            return false;
        };
        let project = firm
            .seats
            .get(row.seat as usize - 1)
            .map(|seat| id_of(Kind::Project, seat.project));
        among(params, &["workspace_id", "workspace_ids"], project)
            && among(
                params,
                &["workspace_resource_id"],
                Some(id_of(Kind::Seat, row.seat)),
            )
    },
    orders: &[("start_date", |firm, number| {
        firm.allocations
            .get(number as usize - 1)
            .map_or(0, |row| row.start_on.to_epoch_days().into())
    })],
    render: |firm, number, object, _| {
        let Some(row) = firm.allocations.get(number as usize - 1) else {
            return;
        };
        let project = firm
            .seats
            .get(row.seat as usize - 1)
            .map(|seat| id_of(Kind::Project, seat.project));
        let workdays = (((row.end_on - row.start_on).num_days() + 1) * 5 / 7).max(1);
        let hundredths = row.minutes * 10_000 / (workdays * 480);
        object
            .id("workspace_resource_id", id_of(Kind::Seat, row.seat))
            .maybe_id("workspace_id", project)
            .date("start_date", row.start_on)
            .date("end_date", row.end_on)
            .number("minutes", row.minutes)
            .raw(
                "percentage",
                &format!("{}.{:02}", hundredths / 100, hundredths % 100),
            )
            .flag("hard", row.hard)
            .null("notes")
            .stamps(&row.meta);
    },
    subject: Some("WorkspaceAllocation"),
    ..table!(Allocation, allocations)
};

/// `assignments`
pub static ASSIGNMENTS: Collection = Collection {
    name: "assignments",
    matches: |firm, number, params| {
        let Some(row) = firm.assignments.get(number as usize - 1) else {
            return false;
        };
        let Some(story) = firm.story(row.story) else {
            return false;
        };
        let open = params.flag("apply_default_filters") == Some(false);
        let workspaces = open
            || params.flag("in_unarchived_workspaces") == Some(false)
            || firm
                .project(story.project)
                .is_some_and(|project| !project.archived);
        let stories = open
            || params.flag("in_unarchived_stories") == Some(false)
            || !story.archived && story.meta.live();
        workspaces
            && stories
            && among(
                params,
                &["workspace_id"],
                Some(id_of(Kind::Project, story.project)),
            )
            && among(params, &["story_id"], Some(id_of(Kind::Story, row.story)))
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.assignments.get(number as usize - 1) else {
            return;
        };
        let project = firm.story(row.story).map(|story| story.project);
        let seat = firm
            .seats
            .iter()
            .find(|seat| Some(seat.project) == project && seat.person == Some(row.person))
            .map(|seat| id_of(Kind::Seat, seat.id));
        object
            .id("story_id", id_of(Kind::Story, row.story))
            .id("assignee_id", id_of(Kind::Person, row.person))
            .maybe_id("resource_id", seat)
            .number("estimated_minutes", row.minutes)
            .number("allocated_minutes", row.minutes)
            .flag("current", row.current)
            .stamps(&row.meta);
    },
    subject: Some("Assignment"),
    ..table!(Assignment, assignments)
};

/// `participations`: named seats, without stamps.
pub static PARTICIPATIONS: Collection = Collection {
    name: "participations",
    vendor_id: |number| PARTICIPATION + number,
    number: |id| id.checked_sub(PARTICIPATION).filter(|number| *number > 0),
    numbers: |firm| {
        firm.seats
            .iter()
            .filter(|row| row.person.is_some())
            .map(|row| row.id)
            .collect()
    },
    present: |firm, number| {
        firm.seats
            .get(number as usize - 1)
            .is_some_and(|row| row.person.is_some() && row.meta.live())
    },
    matches: |firm, number, params| {
        let Some(row) = firm.seats.get(number as usize - 1) else {
            return false;
        };
        among(
            params,
            &["workspace_id", "workspace_ids"],
            Some(id_of(Kind::Project, row.project)),
        ) && among(
            params,
            &["user_id"],
            row.person.map(|id| id_of(Kind::Person, id)),
        )
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        let Some(row) = firm.seats.get(number as usize - 1) else {
            return;
        };
        let Some(project) = firm.project(row.project) else {
            return;
        };
        let day = project.start_on;
        let version = firm.rate_card_versions.iter().rev().find(|version| {
            version.set == project.rate_card_set && version.published && version.effective_on <= day
        });
        let rate = version.and_then(|version| {
            firm.role_rates.iter().find(|rate| {
                rate.version == version.id
                    && rate.currency == project.currency
                    && rate.role == Some(row.role)
            })
        });
        object
            .maybe_id("user_id", row.person.map(|id| id_of(Kind::Person, id)))
            .id("workspace_id", id_of(Kind::Project, row.project))
            .text("role", "maven")
            .text(
                "access_level",
                if row.person == Some(project.manager) {
                    "admin"
                } else {
                    "time_logging"
                },
            )
            .flag("is_team_lead", row.person == Some(project.manager));
        if let Some(rate) = rate {
            object
                .money("rate_in_cents", rate.rate_minor)
                .money("default_rate_in_cents", rate.rate_minor);
        }
    },
    subject: Some("Participation"),
    ..PLAIN
};

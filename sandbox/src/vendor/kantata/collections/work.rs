//! Customers as groups, projects as workspaces, their stories, seats, bookings and assignments.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, PLAIN, among, id_of, table};
use crate::vendor::kantata::json::Object;
use crate::vendor::kantata::params::Params;

const PARTICIPATION: u32 = 600_000;
/// A group that is a portfolio tag, not a customer.
const TAG: u32 = 900_000;

fn workspace_shown(firm: &Firm, project: u32, params: &Params, all: &[&str]) -> bool {
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

/// `stories`
pub static STORIES: Collection = Collection {
    name: "stories",
    present: |firm, number| firm.story(number).is_some(),
    matches: |firm, number, params| {
        let Some(row) = firm.story(number) else {
            return false;
        };
        let all = params.flag("apply_default_filters") == Some(false);
        (row.meta.live() || all || params.flag("show_deleted") == Some(true))
            && (!row.archived || all || params.flag("show_archived") == Some(true))
            && workspace_shown(
                firm,
                row.project,
                params,
                &["show_from_archived_workspaces"],
            )
            && among(
                params,
                &["workspace_id", "workspace_ids"],
                Some(id_of(Kind::Project, row.project)),
            )
            && params
                .get("story_type")
                .is_none_or(|word| word == story_type(row.story_type))
            && params
                .flag("parents_only")
                .is_none_or(|only| !only || row.parent.is_none())
    },
    opens_all: &[
        "show_deleted",
        "show_archived",
        "show_from_archived_workspaces",
    ],
    default_order: ("position", false),
    orders: &[
        ("position", |firm, number| {
            firm.story(number).map_or(0, |row| row.position.into())
        }),
        ("due_date", |firm, number| {
            firm.story(number)
                .and_then(|row| row.due_on)
                .map_or(0, |day| day.to_epoch_days().into())
        }),
    ],
    render: story,
    includes: &[
        Include {
            name: "parent",
            collection: "stories",
            ids_member: None,
            of: |firm, number| {
                firm.story(number)
                    .and_then(|row| row.parent)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "sub_stories",
            collection: "stories",
            ids_member: Some("sub_story_ids"),
            of: |firm, number| {
                let Some(row) = firm.story(number) else {
                    return Vec::new();
                };
                firm.stories
                    .iter()
                    .filter(|child| child.project == row.project && child.parent == Some(number))
                    .map(|child| child.id)
                    .collect()
            },
        },
        Include {
            name: "workspace",
            collection: "workspaces",
            ids_member: None,
            of: |firm, number| {
                firm.story(number)
                    .map(|row| row.project)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "assignments",
            collection: "assignments",
            ids_member: Some("assignment_ids"),
            of: |firm, number| {
                firm.assignments
                    .iter()
                    .filter(|row| row.story == number)
                    .map(|row| row.id)
                    .collect()
            },
        },
    ],
    subject: Some("Story"),
    ..table!(Story, stories)
};

fn story_type(kind: StoryType) -> &'static str {
    match kind {
        StoryType::Task => "task",
        StoryType::Milestone => "milestone",
        StoryType::Issue => "issue",
    }
}

fn story(firm: &Firm, number: u32, object: &mut Object, _: &Params) {
    let Some(row) = firm.story(number) else {
        return;
    };
    let parent = row.parent.map(|id| id_of(Kind::Story, id));
    let model = firm.project(row.project).and_then(|project| project.model);
    object
        .text("title", &row.title)
        .null("description")
        .text("story_type", story_type(row.story_type))
        .text("state", row.state.word())
        .maybe_id("parent_id", parent)
        .id("root_id", parent.unwrap_or(id_of(Kind::Story, number)))
        .ids("ancestor_ids", parent.into_iter())
        .number("ancestry_depth", i64::from(row.parent.is_some()))
        .number("position", i64::from(row.position))
        .maybe_date("start_date", row.start_on)
        .maybe_date("due_date", row.due_on)
        .flag("billable", row.billable)
        .flag("fixed_fee", model == Some(BillingModel::FixedFee))
        .number("time_estimate_in_minutes", row.estimate_minutes)
        .number(
            "percentage_complete",
            if row.state == StoryState::Completed {
                100
            } else {
                0
            },
        )
        .flag("archived", row.archived)
        .text("priority", "normal")
        .null("assigned_role_id")
        .id("workspace_id", id_of(Kind::Project, row.project));
    match row.meta.deleted_at {
        Some(at) => object.time("deleted_at", at),
        None => object.null("deleted_at"),
    };
    object.stamps(&row.meta);
}

/// `story_state_changes`
pub static STORY_STATE_CHANGES: Collection = Collection {
    name: "story_state_changes",
    matches: |firm, number, params| {
        let story = firm
            .story_moves
            .get(number as usize - 1)
            .map(|row| row.story);
        among(
            params,
            &["story_id", "story_ids"],
            story.map(|id| id_of(Kind::Story, id)),
        ) && among(
            params,
            &["workspace_id"],
            story
                .and_then(|id| firm.story(id))
                .map(|row| id_of(Kind::Project, row.project)),
        )
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.story_moves.get(number as usize - 1) else {
            return;
        };
        let mut formatted = row.state.word().to_string();
        if let Some(letter) = formatted.get_mut(..1) {
            letter.make_ascii_uppercase();
        }
        object
            .id("story_id", id_of(Kind::Story, row.story))
            .id("user_id", id_of(Kind::Person, row.person))
            .text("state", row.state.word())
            .text("formatted_state", &formatted)
            .stamps(&row.meta);
    },
    ..table!(StoryMove, story_moves)
};

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

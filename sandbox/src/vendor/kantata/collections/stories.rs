//! Stories and the changes of their state.

use super::work::workspace_shown;
use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, among, id_of, table};
use crate::vendor::kantata::json::Object;
use crate::vendor::kantata::params::Params;

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

//! What projects consist of: tasks, rework, milestones with a price, seats, bookings and assignments.

use super::dice::Dice;
use super::names;
use super::organisation::{earlier, later};
use super::sales::Stint;
use crate::firm::*;

/// Stories of a project by use.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Billable tasks.
    pub tasks: Vec<u32>,
    /// Client work that is not billed.
    pub unbilled: Vec<u32>,
    /// Rework.
    pub issues: Vec<u32>,
    /// Stories of internal workspaces: Pre-sales, Training, Internal.
    pub internal: Vec<u32>,
}

/// Fills stories, milestones, seats, allocations and assignments; returns a board a project.
pub fn fill(firm: &mut Firm, stints: &[Stint], horizon: Stamp) -> Vec<Board> {
    let mut dice = Dice::sized(firm.seed, 6, firm.scale);
    let mut boards = Vec::with_capacity(firm.projects.len());
    for place in 0..firm.projects.len() {
        let project = firm.projects[place].clone();
        let board = if project.engagement.is_none() {
            internal(firm, &project)
        } else {
            client(firm, &mut dice, &project, horizon)
        };
        boards.push(board);
    }
    bookings(firm, &mut dice, stints, &boards, horizon);
    boards
}

fn story(
    firm: &mut Firm,
    project: &Project,
    title: &str,
    story_type: StoryType,
    billable: bool,
    at: Stamp,
) -> u32 {
    let id = firm.stories.len() as u32 + 1;
    let state = if project.closed_on.is_some() {
        if story_type == StoryType::Issue {
            StoryState::Resolved
        } else {
            StoryState::Completed
        }
    } else if story_type == StoryType::Issue {
        StoryState::New
    } else {
        StoryState::Started
    };
    let mut meta = Meta::at(at);
    meta.touch(project.meta.updated_at);
    firm.stories.push(Story {
        id,
        project: project.id,
        parent: None,
        title: title.to_string(),
        story_type,
        state,
        position: id % 50,
        start_on: Some(project.start_on),
        due_on: Some(project.due_on),
        billable,
        estimate_minutes: 0,
        archived: false,
        meta,
    });
    id
}

fn internal(firm: &mut Firm, project: &Project) -> Board {
    let at = project.meta.created_at;
    let internal = ["Pre-sales", "Training", "Internal"]
        .iter()
        .map(|title| story(firm, project, title, StoryType::Task, false, at))
        .collect();
    Board {
        internal,
        ..Board::default()
    }
}

fn client(firm: &mut Firm, dice: &mut Dice, project: &Project, horizon: Stamp) -> Board {
    let Some(at) = project.activated_at else {
        return Board::default();
    };
    let mut board = Board::default();
    let parent = story(firm, project, "Delivery", StoryType::Task, true, at);
    let count = dice.between(3, 6) as usize;
    for title in names::TASKS.iter().take(count) {
        let id = story(firm, project, title, StoryType::Task, true, at);
        let row = &mut firm.stories[id as usize - 1];
        row.parent = Some(parent);
        row.estimate_minutes = project.budget_minutes / count as i64;
        board.tasks.push(id);
    }
    board.unbilled.push(story(
        firm,
        project,
        "Project administration",
        StoryType::Task,
        false,
        at,
    ));
    board
        .issues
        .push(story(firm, project, "Defects", StoryType::Issue, true, at));
    if dice.chance(400) {
        // Soft-deleted in the PSA: visible only with `show_deleted`.
        let id = story(firm, project, "Obsolete idea", StoryType::Task, true, at);
        let gone = at.plus(86_400 * 9).min(horizon);
        let meta = &mut firm.stories[id as usize - 1].meta;
        meta.deleted_at = Some(gone);
        meta.touch(gone);
        firm.deletions.push(Deletion {
            kind: Kind::Story,
            id,
            at: gone,
        });
    }
    if project.model == Some(BillingModel::Milestone) {
        milestones(firm, dice, project, at, horizon);
    }
    board
}

fn milestones(firm: &mut Firm, dice: &mut Dice, project: &Project, at: Stamp, horizon: Stamp) {
    let zone = firm
        .entity(project.entity)
        .map_or(chrono_tz::UTC, |entity| entity.zone);
    let last_day = project.closed_on.unwrap_or(project.due_on);
    let days = (project.due_on - project.start_on).num_days().max(10);
    let count = dice.between(3, 6);
    let price = project.price_minor.unwrap_or_default();
    let mut left = price;
    for part in 1..=count {
        let title = format!("Milestone {part}");
        let story_id = story(firm, project, &title, StoryType::Milestone, false, at);
        let planned_on = later(project.start_on, days * part / count);
        let amount_minor = if part == count {
            left
        } else {
            price / count / project.currency.base_unit() * project.currency.base_unit()
        };
        left -= amount_minor;
        let accepted = Stamp::local(
            later(planned_on, dice.between(-4, 25)),
            dice.between(32_000, 64_000) as u32,
            zone,
        );
        let mut moves = vec![(StoryState::Started, at.plus(86_400))];
        if accepted.date_in(zone) <= later(last_day, 30) {
            moves.push((StoryState::Completed, accepted));
            if dice.chance(700) {
                let reversed = accepted.plus(86_400 * dice.between(2, 40));
                moves.push((StoryState::Started, reversed));
                if dice.chance(7_000) {
                    moves.push((
                        StoryState::Completed,
                        reversed.plus(86_400 * dice.between(5, 30)),
                    ));
                }
            }
        }
        moves.retain(|(_, when)| *when <= horizon);
        let accepted_at = moves
            .iter()
            .rev()
            .find(|(state, _)| *state == StoryState::Completed)
            .map(|(_, when)| *when);
        let reversed_at = moves
            .last()
            .filter(|(state, when)| {
                *state == StoryState::Started && accepted_at.is_some_and(|done| *when > done)
            })
            .map(|(_, when)| *when);
        let story_row = &mut firm.stories[story_id as usize - 1];
        story_row.due_on = Some(planned_on);
        story_row.meta = Meta::at(at);
        story_row.state = moves
            .last()
            .map_or(StoryState::NotStarted, |(state, _)| *state);
        let mut meta = Meta::at(at.plus(120));
        for (state, when) in moves {
            story_row.meta.touch(when);
            meta.touch(when);
            let id = firm.story_moves.len() as u32 + 1;
            firm.story_moves.push(StoryMove {
                id,
                story: story_id,
                person: project.manager,
                state,
                meta: Meta::at(when),
            });
        }
        let id = firm.milestones.len() as u32 + 1;
        firm.milestones.push(BillingMilestone {
            id,
            project: project.id,
            story: story_id,
            title,
            amount_minor,
            planned_on,
            accepted_at,
            reversed_at,
            invoice: None,
            meta,
        });
    }
}

fn bookings(firm: &mut Firm, dice: &mut Dice, stints: &[Stint], boards: &[Board], horizon: Stamp) {
    for stint in stints {
        let Some(project) = firm.project(stint.project).cloned() else {
            continue;
        };
        let Some(role) = firm
            .person(stint.person)
            .and_then(|person| person.term_on(stint.from))
            .map(|term| term.role)
        else {
            continue;
        };
        let at = project
            .activated_at
            .unwrap_or(project.meta.created_at)
            .plus(dice.between(300, 40_000))
            .min(horizon);
        let seat = firm.seats.len() as u32 + 1;
        firm.seats.push(Seat {
            id: seat,
            project: project.id,
            person: Some(stint.person),
            role,
            meta: Meta::at(at),
        });
        let mut day = stint.from;
        while day <= stint.to {
            let end_on = later(day, 27).min(stint.to);
            let workdays = ((end_on - day).num_days() + 1) * 5 / 7;
            let id = firm.allocations.len() as u32 + 1;
            let minutes = workdays * if stint.primary { 330 } else { 110 } / 30 * 30;
            let hard = day < later(firm.today, 30) || dice.chance(5_000);
            let mut meta = Meta::at(at.plus(60));
            if day < earlier(firm.today, 30) && dice.chance(1_500) {
                meta.touch(Stamp::local(day, 40_000 + id % 9_000, chrono_tz::UTC).min(horizon));
            }
            firm.allocations.push(Allocation {
                id,
                seat,
                start_on: day,
                end_on,
                minutes,
                hard,
                meta,
            });
            day = later(end_on, 1);
        }
        for story in boards[project.id as usize - 1].tasks.iter().take(2) {
            let id = firm.assignments.len() as u32 + 1;
            firm.assignments.push(Assignment {
                id,
                story: *story,
                person: stint.person,
                minutes: 2_400,
                current: project.closed_on.is_none(),
                meta: Meta::at(at.plus(90).min(horizon)),
            });
        }
    }
    let open: Vec<(u32, Stamp)> = firm
        .projects
        .iter()
        .filter(|row| {
            row.engagement.is_some() && row.closed_on.is_none() && row.id.is_multiple_of(5)
        })
        .filter_map(|row| Some((row.id, row.activated_at?)))
        .collect();
    for (project, at) in open {
        let id = firm.seats.len() as u32 + 1;
        firm.seats.push(Seat {
            id,
            project,
            person: None,
            role: 2,
            meta: Meta::at(at.plus(500).min(horizon)),
        });
    }
}

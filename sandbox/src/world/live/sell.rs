//! Deals won, projects activated, milestones accepted.

use chrono::TimeDelta;

use crate::firm::generate::Dice;
use crate::firm::*;
use crate::world::FirmWrite;

impl FirmWrite<'_> {
    pub(super) fn win(&mut self, dice: &mut Dice) -> Option<()> {
        let open: Vec<u32> = self
            .opportunities
            .iter()
            .filter(|row| {
                matches!(row.stage, Stage::Negotiation | Stage::Proposal) && row.meta.live()
            })
            .map(|row| row.id)
            .collect();
        let id = *open.get(dice.place(open.len()))?;
        let at = self.stamp();
        let close_on = self.day(self.opportunity(id)?.entity);
        let row = self.opportunities.get_mut(id as usize - 1)?;
        row.stage = Stage::Won;
        row.won_at = Some(at);
        row.close_on = close_on;
        let amount_minor = row.amount_minor;
        self.touch(Kind::Opportunity, id);
        let step = self.stage_moves.len() as u32 + 1;
        self.stage_moves.push(StageMove {
            id: step,
            opportunity: id,
            stage: Stage::Won,
            amount_minor,
            meta: Meta::at(at),
        });
        self.touch(Kind::StageMove, step);
        Some(())
    }

    /// The newest win without an engagement gets one, with its project.
    pub(super) fn activate(&mut self) -> Option<()> {
        let served: std::collections::HashSet<u32> = self
            .engagements
            .iter()
            .filter_map(|row| row.opportunity)
            .collect();
        let buyer = |id: u32| {
            self.customer(id)
                .is_some_and(|row| row.in_erp && row.in_psa && row.meta.live())
        };
        let deal = self
            .opportunities
            .iter()
            .filter(|row| row.won_at.is_some() && !served.contains(&row.id) && buyer(row.customer))
            .max_by_key(|row| row.won_at)?
            .clone();
        let at = self.stamp();
        let start_on = self.day(deal.entity);
        let id = self.engagements.len() as u32 + 1;
        self.engagements.push(Engagement {
            id,
            customer: deal.customer,
            opportunity: Some(deal.id),
            entity: deal.entity,
            practice: deal.practice,
            currency: deal.currency,
            name: format!("{} {id:04}", deal.name),
            model: BillingModel::TimeAndMaterials,
            value_minor: None,
            cap_minor: None,
            deadline_days: 10,
            pass_through: PassThrough::Agent,
            markup_bp: 500,
            start_on,
            end_on: start_on + TimeDelta::days(120),
            ended_early_on: None,
            purchase_order: None,
            activated_at: Some(at),
            order_created_at: Some(at),
            in_advance: false,
            meta: Meta::at(at),
        });
        self.touch(Kind::Engagement, id);
        let project = self.projects.len() as u32 + 1;
        let manager = self
            .people
            .iter()
            .find(|row| row.entity == deal.entity && row.in_psa && row.released_on.is_none())
            .map_or(1, |row| row.id);
        self.projects.push(Project {
            id: project,
            engagement: Some(id),
            customer: Some(deal.customer),
            entity: deal.entity,
            practice: deal.practice,
            manager,
            code: format!("P-{project:05}"),
            title: format!("{} {id:04}", deal.name),
            currency: deal.currency,
            model: Some(BillingModel::TimeAndMaterials),
            start_on,
            due_on: start_on + TimeDelta::days(120),
            closed_on: None,
            archived: false,
            price_minor: None,
            budget_minutes: 60_000,
            rate_card_set: 1,
            needs_approval: true,
            activated_at: Some(at),
            job_created_at: Some(at),
            cross_referenced: true,
            meta: Meta::at(at),
        });
        self.touch(Kind::Project, project);
        let story = self.stories.len() as u32 + 1;
        self.stories.push(Story {
            id: story,
            project,
            parent: None,
            title: "Delivery".into(),
            story_type: StoryType::Task,
            state: StoryState::Started,
            position: 1,
            start_on: Some(start_on),
            due_on: None,
            billable: true,
            estimate_minutes: 60_000,
            archived: false,
            meta: Meta::at(at),
        });
        self.touch(Kind::Story, story);
        Some(())
    }

    pub(super) fn accept(&mut self) -> Option<()> {
        let open = |row: &&BillingMilestone| {
            row.accepted_at.is_none()
                && row.meta.live()
                && self
                    .project(row.project)
                    .is_some_and(|project| project.closed_on.is_none())
        };
        let row = self
            .milestones
            .iter()
            .filter(open)
            .min_by_key(|row| (row.planned_on, row.id))?
            .clone();
        let at = self.stamp();
        self.milestones.get_mut(row.id as usize - 1)?.accepted_at = Some(at);
        self.touch(Kind::BillingMilestone, row.id);
        self.stories.get_mut(row.story as usize - 1)?.state = StoryState::Completed;
        self.touch(Kind::Story, row.story);
        let person = self.project(row.project)?.manager;
        let id = self.story_moves.len() as u32 + 1;
        self.story_moves.push(StoryMove {
            id,
            story: row.story,
            person,
            state: StoryState::Completed,
            meta: Meta::at(at),
        });
        self.touch(Kind::StoryMove, id);
        Some(())
    }
}

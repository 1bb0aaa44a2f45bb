//! What a sale leaves behind: the opportunity with its stages, the engagement, its projects and their teams.

use chrono::NaiveDate;

use super::organisation::{earlier, later};
use super::sales::{Desk, Stint, round_price};
use crate::firm::*;

impl Desk<'_> {
    #[expect(
        clippy::too_many_arguments,
        reason = "one row of facts drawn by the caller"
    )]
    pub(super) fn opportunity(
        &mut self,
        customer: u32,
        entity: u32,
        practice: u32,
        currency: Currency,
        worth: i64,
        owner: u32,
        name: &str,
        closed_at: Stamp,
        start_on: NaiveDate,
        last: Stage,
    ) -> Option<u32> {
        let opened = closed_at.plus(-86_400 * self.dice.between(20, 130));
        if opened > self.horizon {
            return None;
        }
        let id = self.firm.opportunities.len() as u32 + 1;
        let span = closed_at.seconds() - opened.seconds();
        let mut path = vec![
            (Stage::Qualification, opened),
            (Stage::Proposal, opened.plus(span / 3)),
            (Stage::Negotiation, opened.plus(span * 2 / 3)),
            (last, closed_at),
        ];
        if last == Stage::Won && id.is_multiple_of(23) {
            // Won, reopened and won again: only the last move counts.
            path.insert(3, (Stage::Won, opened.plus(span * 4 / 5)));
            path.insert(4, (Stage::Negotiation, opened.plus(span * 9 / 10)));
        }
        let mut stage = Stage::Qualification;
        let mut won_at = None;
        let mut meta = Meta::at(opened);
        for (next, at) in path {
            if at > self.horizon {
                break;
            }
            stage = next;
            won_at = if next == Stage::Won { Some(at) } else { None };
            meta.touch(at);
            let move_id = self.firm.stage_moves.len() as u32 + 1;
            self.firm.stage_moves.push(StageMove {
                id: move_id,
                opportunity: id,
                stage: next,
                amount_minor: Some(worth),
                meta: Meta::at(at),
            });
        }
        self.firm.opportunities.push(Opportunity {
            id,
            customer,
            name: name.to_string(),
            owner,
            entity,
            practice,
            amount_minor: (!id.is_multiple_of(41)).then_some(worth),
            currency,
            stage,
            won_at,
            close_on: closed_at.date_in(chrono_tz::UTC),
            planned_start_on: Some(start_on),
            meta,
        });
        Some(id)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one row of facts drawn by the caller"
    )]
    pub(super) fn engagement(
        &mut self,
        customer: u32,
        opportunity: Option<u32>,
        entity: u32,
        practice: u32,
        currency: Currency,
        name: &str,
        model: BillingModel,
        worth: i64,
        start_on: NaiveDate,
        end_on: NaiveDate,
        won_at: Stamp,
    ) -> u32 {
        let id = self.firm.engagements.len() as u32 + 1;
        let days = (end_on - start_on).num_days();
        let stopped = (self.dice.chance(500) && days > 60)
            .then(|| later(start_on, self.dice.between(days / 2, days - 10)))
            .filter(|day| *day < self.firm.today);
        let open_ended = model == BillingModel::TimeAndMaterials;
        let cap_minor = (open_ended && self.dice.chance(4_000))
            .then(|| round_price(worth * self.dice.between(70, 125) / 100, currency));
        let activated = won_at.plus(self.dice.between(1, 96) * 3_600);
        let ordered = activated.plus(self.dice.between(2, 120) * 1_800);
        let mut meta = Meta::at(won_at.plus(self.dice.between(60, 4_000)));
        meta.touch(activated.min(self.horizon));
        let markup_bp = *self.dice.pick(&[0, 0, 500, 1_000, 750]);
        self.firm.engagements.push(Engagement {
            id,
            customer,
            opportunity,
            entity,
            practice,
            currency,
            name: format!("{name} {id:04}"),
            model,
            value_minor: if open_ended { cap_minor } else { Some(worth) },
            cap_minor,
            deadline_days: *self.dice.pick(&[5, 10, 10, 15]),
            pass_through: if self.dice.chance(7_500) {
                PassThrough::Agent
            } else {
                PassThrough::Principal
            },
            markup_bp,
            start_on,
            end_on,
            ended_early_on: stopped,
            purchase_order: self
                .dice
                .chance(6_000)
                .then(|| format!("PO-{}", 40_000 + id * 3)),
            activated_at: Some(activated).filter(|at| *at <= self.horizon),
            order_created_at: Some(ordered).filter(|at| *at <= self.horizon),
            in_advance: model == BillingModel::Retainer && id.is_multiple_of(3),
            meta,
        });
        id
    }

    pub(super) fn projects(
        &mut self,
        engagement: u32,
        set: u32,
        minutes: i64,
        members: &[(u32, bool)],
    ) {
        let Some(deal) = self.firm.engagement(engagement).cloned() else {
            return;
        };
        let Some(signed) = deal.activated_at else {
            return;
        };
        let count = if members.len() >= 4 && self.dice.chance(3_500) {
            self.dice.between(2, 3) as usize
        } else {
            1
        };
        let last_day = deal.ended_early_on.unwrap_or(deal.end_on);
        for part in 0..count {
            let id = self.firm.projects.len() as u32 + 1;
            let zone = self.zone(deal.entity);
            let slow = if self.dice.chance(1_200) { 400 } else { 110 };
            let activated = signed.plus(self.dice.between(2, slow) * 3_600);
            let job = activated.plus(
                if self.dice.chance(1_000) {
                    self.dice.between(48, 260)
                } else {
                    self.dice.between(1, 30)
                } * 3_600,
            );
            let stuck = self.dice.chance(150) && self.firm.projects.len() > 12;
            let activated_at = Some(activated).filter(|at| *at <= self.horizon && !stuck);
            let job_created_at = Some(job).filter(|at| {
                *at <= self.horizon && activated_at.is_some() && !self.dice.chance(40)
            });
            let overrun = if self.dice.chance(2_500) {
                self.dice.between(3, 25)
            } else {
                0
            };
            let closed_on = Some(later(last_day, overrun + self.dice.between(2, 30)))
                .filter(|day| *day < earlier(self.firm.today, 2));
            let archived = closed_on.is_some_and(|day| day < earlier(self.firm.today, 180))
                && self.dice.chance(6_000);
            let mut meta = Meta::at(activated.min(self.horizon));
            if let Some(day) = closed_on {
                meta.touch(Stamp::local(day, 16 * 3_600 + id % 3_000, zone).min(self.horizon));
            }
            let title = if count == 1 {
                deal.name.clone()
            } else {
                format!("{} part {}", deal.name, part + 1)
            };
            let manager = self.manager(members, part);
            self.firm.projects.push(Project {
                id,
                engagement: Some(engagement),
                customer: Some(deal.customer),
                entity: deal.entity,
                practice: deal.practice,
                manager,
                code: format!("P-{id:05}"),
                title,
                currency: deal.currency,
                model: Some(deal.model),
                start_on: deal.start_on,
                due_on: deal.end_on,
                closed_on,
                archived,
                price_minor: deal.value_minor.map(|value| {
                    let even = value / count as i64;
                    if part + 1 == count {
                        value - even * part as i64
                    } else {
                        even
                    }
                }),
                budget_minutes: minutes / count as i64,
                rate_card_set: set,
                needs_approval: !self.dice.chance(300),
                activated_at,
                job_created_at,
                cross_referenced: !self.dice.chance(800),
                meta,
            });
            if activated_at.is_none() {
                continue;
            }
            // Nobody writes time before the workspace is there.
            let begun = later(activated.date_in(zone), 1);
            for (place, (person, primary)) in members.iter().enumerate() {
                if place % count == part {
                    self.stints.push(Stint {
                        person: *person,
                        project: id,
                        from: deal.start_on.max(begun),
                        to: later(last_day, overrun).max(begun),
                        primary: *primary,
                    });
                }
            }
        }
    }

    fn manager(&self, members: &[(u32, bool)], part: usize) -> u32 {
        let rank = |person: u32| {
            self.firm
                .person(person)
                .and_then(|row| row.terms.last())
                .map_or(0, |term| if term.role < 7 { term.role } else { 0 })
        };
        let best = members
            .iter()
            .map(|(person, _)| *person)
            .max_by_key(|person| (rank(*person), *person))
            .unwrap_or(1);
        if rank(best) >= 3 || part > 0 {
            best
        } else {
            self.firm
                .person(best)
                .and_then(|row| row.manager)
                .unwrap_or(best)
        }
    }
}

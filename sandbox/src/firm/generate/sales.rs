//! Demand meets supply: week by week, free people become the team of a new engagement, with the opportunity it came from.

use chrono::NaiveDate;

use super::dice::Dice;
use super::names;
use super::organisation::{earlier, later, priced};
use super::rates::Cards;
use crate::firm::*;

/// A person's time on a project between two days.
#[derive(Clone, Copy, Debug)]
pub struct Stint {
    /// Person.
    pub person: u32,
    /// Project.
    pub project: u32,
    /// First day.
    pub from: NaiveDate,
    /// Last day planned.
    pub to: NaiveDate,
    /// The person's main work then.
    pub primary: bool,
}

struct Slot {
    person: u32,
    entity: u32,
    primary_free: NaiveDate,
    secondary_free: NaiveDate,
}

/// The sales desk: what it needs at hand while it writes the firm.
pub struct Desk<'a> {
    firm: &'a mut Firm,
    dice: Dice,
    cards: Cards,
    horizon: Stamp,
    stints: Vec<Stint>,
    buyers: Vec<Vec<u32>>,
    owners: Vec<u32>,
}

/// Fills opportunities, engagements and projects; returns who works where.
pub fn fill(firm: &mut Firm, horizon: Stamp) -> Vec<Stint> {
    let buyers = (1..=4u32)
        .map(|entity| {
            firm.customers
                .iter()
                .filter(|row| row.in_erp && row.entity == entity)
                .map(|row| row.id)
                .collect()
        })
        .collect();
    let owners = firm
        .people
        .iter()
        .filter(|person| person.in_crm && person.released_on.is_none())
        .map(|person| person.id)
        .collect();
    let cards = Cards::of(firm);
    let dice = Dice::new(firm.seed, 5);
    let mut desk = Desk {
        firm,
        dice,
        cards,
        horizon,
        stints: Vec::new(),
        buyers,
        owners,
    };
    desk.internal_workspaces();
    desk.weeks();
    desk.pipeline();
    desk.stints
}

impl Desk<'_> {
    fn internal_workspaces(&mut self) {
        for entity in self.firm.entities.clone() {
            let at = Stamp::local(earlier(self.firm.first_day, 200), 8 * 3_600, entity.zone);
            let manager = self
                .firm
                .people
                .iter()
                .find(|person| person.entity == entity.id)
                .map_or(1, |person| person.id);
            let id = self.firm.projects.len() as u32 + 1;
            self.firm.projects.push(Project {
                id,
                engagement: None,
                customer: None,
                entity: entity.id,
                practice: super::organisation::CORPORATE,
                manager,
                code: format!("P-{id:05}"),
                title: format!("Internal {}", entity.name),
                currency: entity.currency,
                model: None,
                start_on: earlier(self.firm.first_day, 200),
                due_on: later(self.firm.today, 400),
                closed_on: None,
                archived: false,
                price_minor: None,
                budget_minutes: 0,
                rate_card_set: 1,
                needs_approval: true,
                activated_at: Some(at),
                job_created_at: Some(at.plus(7_200)),
                cross_referenced: true,
                meta: Meta::at(at),
            });
        }
    }

    fn weeks(&mut self) {
        let mut slots: Vec<Slot> = self
            .firm
            .people
            .iter()
            .filter(|person| person.in_psa)
            .map(|person| {
                let from = person.hired_on.max(self.firm.first_day);
                Slot {
                    person: person.id,
                    entity: person.entity,
                    primary_free: from,
                    secondary_free: later(from, i64::from(person.id % 9)),
                }
            })
            .collect();
        let mut week = self.firm.first_day;
        while week < later(self.firm.today, 21) {
            for entity in 1..=4u32 {
                loop {
                    let free: Vec<usize> = slots
                        .iter()
                        .enumerate()
                        .filter(|(_, slot)| {
                            slot.entity == entity
                                && slot.primary_free <= week
                                && self.works(slot.person, week)
                        })
                        .map(|(place, _)| place)
                        .collect();
                    if free.is_empty()
                        || free.len() < 2 && !self.dice.chance(4_500)
                        || free.len() < 5 && self.dice.chance(3_000)
                    {
                        break;
                    }
                    let size = self.dice.between(2, 5) as usize;
                    let team: Vec<usize> = free.into_iter().take(size).collect();
                    self.engage(entity, week, &team, &mut slots);
                }
            }
            week = later(week, 7);
        }
    }

    fn works(&self, person: u32, day: NaiveDate) -> bool {
        self.firm
            .person(person)
            .is_some_and(|person| person.employed_on(day) && person.employed_on(later(day, 20)))
    }

    fn engage(&mut self, entity: u32, start_on: NaiveDate, team: &[usize], slots: &mut [Slot]) {
        let long = self.dice.chance(3_000);
        let weeks = if self.firm.scale == Scale::Tiny {
            self.dice.between(6, 16)
        } else if long {
            self.dice.between(30, 60)
        } else {
            self.dice.between(9, 30)
        };
        let start_on = later(start_on, self.dice.between(0, 4));
        let end_on = later(start_on, weeks * 7 - 1);
        let mut members: Vec<(u32, bool)> = team
            .iter()
            .map(|place| (slots[*place].person, true))
            .collect();
        for place in team {
            slots[*place].primary_free = later(end_on, self.dice.between(1, 12));
        }
        let helpers = self.dice.between(1, 3);
        for _ in 0..helpers {
            let place = self.dice.place(slots.len());
            let slot = &mut slots[place];
            let fits = slot.secondary_free <= start_on
                && (slot.entity == entity || self.dice.chance(2_500));
            if fits
                && members.iter().all(|(person, _)| *person != slot.person)
                && self.works(slots[place].person, start_on)
            {
                members.push((slots[place].person, false));
                slots[place].secondary_free = later(end_on, self.dice.between(0, 9));
            }
        }
        let customer = *self.dice.pick(&self.buyers[entity as usize - 1].clone());
        let own = Currency::ALL[entity as usize - 1];
        let currency = if self.dice.chance(7_800) {
            own
        } else {
            *self.dice.pick(&Currency::ALL)
        };
        let model = match self.dice.between(0, 99) {
            0..=44 => BillingModel::TimeAndMaterials,
            45..=69 => BillingModel::FixedFee,
            70..=84 => BillingModel::Milestone,
            _ => BillingModel::Retainer,
        };
        let practice = self
            .firm
            .person(members[0].0)
            .and_then(|person| person.term_on(start_on))
            .map_or(2, |term| term.practice);
        let set = if self.dice.chance(3_000) { 2 } else { 1 };
        let minutes: i64 = members
            .iter()
            .map(|(_, primary)| weeks * 5 * if *primary { 330 } else { 110 })
            .sum();
        let blended: i64 = members
            .iter()
            .filter_map(|(person, _)| self.firm.person(*person)?.term_on(start_on))
            .filter_map(|term| self.cards.on(set, currency, term.role, start_on))
            .sum::<i64>()
            / members.len() as i64;
        let worth = round_price(
            minutes * blended / 60 * self.dice.between(88, 118) / 100,
            currency,
        );
        let won_at = Stamp::local(
            earlier(start_on, self.dice.between(8, 50)),
            self.dice.between(8 * 3_600, 17 * 3_600) as u32,
            self.zone(entity),
        );
        let (owner, name) = (
            self.firm.customer(customer).map_or(1, |row| row.leader),
            self.dice.pick(names::SUBJECTS).to_string(),
        );
        let opportunity = self.opportunity(
            customer,
            entity,
            practice,
            currency,
            worth,
            owner,
            &name,
            won_at,
            start_on,
            Stage::Won,
        );
        if won_at > self.horizon
            || won_at.plus(86_400 * 2) > self.horizon && self.dice.chance(7_000)
        {
            return;
        }
        let engagement = self.engagement(
            customer,
            opportunity,
            entity,
            practice,
            currency,
            &name,
            model,
            worth,
            start_on,
            end_on,
            won_at,
        );
        self.projects(engagement, set, minutes, &members);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one row of facts drawn by the caller"
    )]
    fn opportunity(
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
    fn engagement(
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

    fn projects(&mut self, engagement: u32, set: u32, minutes: i64, members: &[(u32, bool)]) {
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
            for (place, (person, primary)) in members.iter().enumerate() {
                if place % count == part {
                    self.stints.push(Stint {
                        person: *person,
                        project: id,
                        from: deal.start_on,
                        to: later(last_day, overrun),
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

    /// Lost, still open, and won without any project.
    fn pipeline(&mut self) {
        let won = self.firm.opportunities.len() as i64;
        for _ in 0..won * 5 / 4 + 6 {
            let entity = 1 + self.dice.place(4) as u32;
            let prospects: Vec<u32> = self
                .firm
                .customers
                .iter()
                .filter(|row| row.entity == entity)
                .map(|row| row.id)
                .collect();
            let customer = *self.dice.pick(&prospects);
            let currency = Currency::ALL[entity as usize - 1];
            let worth = round_price(
                priced(self.dice.between(15, 400) * 100_000, currency),
                currency,
            );
            let owner = *self.dice.pick(&self.owners.clone());
            let name = self.dice.pick(names::SUBJECTS).to_string();
            let practice = 2 + self.dice.place(4) as u32;
            let closes = later(
                self.firm.first_day,
                self.dice.between(20, self.firm.scale.days() + 110),
            );
            let closed_at = Stamp::local(
                closes,
                self.dice.between(30_000, 60_000) as u32,
                self.zone(entity),
            );
            let last = if self.dice.chance(400) {
                Stage::Won
            } else {
                Stage::Lost
            };
            let start = later(closes, 30);
            self.opportunity(
                customer, entity, practice, currency, worth, owner, &name, closed_at, start, last,
            );
        }
    }

    fn zone(&self, entity: u32) -> chrono_tz::Tz {
        self.firm
            .entity(entity)
            .map_or(chrono_tz::UTC, |row| row.zone)
    }
}

/// A price as people name them: three leading digits or so.
fn round_price(minor: i64, currency: Currency) -> i64 {
    let step = 500 * currency.base_unit() * if currency == Currency::Jpy { 100 } else { 1 };
    (minor / step).max(1) * step
}

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
    pub(super) firm: &'a mut Firm,
    pub(super) dice: Dice,
    pub(super) cards: Cards,
    pub(super) horizon: Stamp,
    pub(super) stints: Vec<Stint>,
    pub(super) buyers: Vec<Vec<u32>>,
    pub(super) owners: Vec<u32>,
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
                practice: super::people::CORPORATE,
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
            slots[*place].primary_free = later(end_on, self.dice.between(3, 26));
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
        let turn = match self.firm.engagements.len() {
            0 | 4 => 0,
            1 => 50,
            2 => 75,
            3 => 99,
            _ => self.dice.between(0, 99),
        };
        let model = match turn {
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
            minutes * blended / 60 * self.dice.between(68, 112) / 100,
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

    pub(super) fn zone(&self, entity: u32) -> chrono_tz::Tz {
        self.firm
            .entity(entity)
            .map_or(chrono_tz::UTC, |row| row.zone)
    }
}

/// A price as people name them: three leading digits or so.
pub(super) fn round_price(minor: i64, currency: Currency) -> i64 {
    let step = 500 * currency.base_unit() * if currency == Currency::Jpy { 100 } else { 1 };
    (minor / step).max(1) * step
}

//! Project setup: from the last move to a won stage until the last project of the deal is ready in PSA and ERP.

use std::collections::HashMap;

use chrono_tz::Tz;
use entity::value::{Day, Instant};

use super::input::{Contract, Deal, Project};
use crate::domain::clock::day_in;

/// A won deal and how far its set-up is.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// Opportunity.
    pub deal: i64,
    /// Last project to become ready, else the first known.
    pub project: i64,
    /// Customer.
    pub customer: i64,
    /// Practice.
    pub practice: i64,
    /// Manager.
    pub manager: i64,
    /// Entity.
    pub legal_entity: i64,
    /// Zone of that entity.
    pub zone: Tz,
    /// Won.
    pub won_at: Instant,
    /// Won, in the entity's zone.
    pub won_on: Day,
    /// Its contract was signed.
    pub signed_on: Option<Day>,
    /// Ready for time in the PSA.
    pub workspace_at: Option<Instant>,
    /// Billable in the ERP.
    pub job_at: Option<Instant>,
    /// Ready in both systems.
    pub ready_at: Option<Instant>,
    /// Ready, in the entity's zone.
    pub ready_on: Option<Day>,
    /// Planned start of the project, else of the deal.
    pub start_on: Option<Day>,
    /// Every project of it was cancelled.
    pub cancelled: bool,
}

impl Setup {
    /// Days from readiness to the planned start; negative where the project was ready too late.
    pub fn slack(&self) -> Option<i64> {
        Some(i64::from(self.start_on?.0 - self.ready_on?.0))
    }
}

/// The win that stands on a day: the last move to a won stage, unless the deal has moved on to another since.
fn won(deal: &Deal, zone: Tz, as_of: Day) -> Option<Instant> {
    let told = |at: Instant| day_in(at, zone) <= as_of;
    let Some(last) = deal.moves.iter().rev().find(|of| told(of.at)) else {
        let first = deal.moves.is_empty() && deal.won;
        return deal.won_at.filter(|at| first && told(*at));
    };
    let newest = deal.moves.last() == Some(last);
    (last.won && (!newest || deal.won)).then_some(last.at)
}

/// The set-ups of deals that are won on a day; cancelled projects are left out.
pub fn setups(
    deals: &[&Deal],
    projects: &[&Project],
    contracts: &HashMap<i64, Contract>,
    zones: &HashMap<i64, Tz>,
    as_of: Day,
) -> Vec<Setup> {
    let mut by_deal: HashMap<i64, Vec<&Project>> = HashMap::new();
    for project in projects.iter().filter(|p| !p.internal) {
        let through = contracts
            .get(&project.contract)
            .map_or(0, |c| c.opportunity);
        let deal = if project.opportunity == 0 {
            through
        } else {
            project.opportunity
        };
        by_deal.entry(deal).or_default().push(project);
    }
    let mut setups = Vec::new();
    for deal in deals {
        let all = by_deal.get(&deal.id).map_or(&[][..], Vec::as_slice);
        let live: Vec<&Project> = all.iter().copied().filter(|p| !p.cancelled).collect();
        let cancelled = live.is_empty() && !all.is_empty();
        let mine = if cancelled { all } else { &live };
        let ready = |p: &Project| Some(p.activated_at?.max(p.billable_at?));
        let all_ready = !live.is_empty() && live.iter().all(|p| ready(p).is_some());
        let last = mine
            .iter()
            .max_by_key(|p| (ready(p), p.id))
            .filter(|_| all_ready)
            .or(mine.iter().min_by_key(|p| p.id));
        let entity = last.map_or(deal.legal_entity, |p| p.legal_entity);
        let zone = zones.get(&entity).copied().unwrap_or(Tz::UTC);
        let Some(won_at) = won(deal, zone, as_of) else {
            continue;
        };
        let ready_at = last.filter(|_| all_ready).and_then(|p| ready(p));
        setups.push(Setup {
            deal: deal.id,
            project: last.map_or(0, |p| p.id),
            customer: last.map_or(deal.customer, |p| p.customer),
            practice: last.map_or(deal.practice, |p| p.practice),
            manager: last.map_or(0, |p| p.manager),
            legal_entity: entity,
            zone,
            won_at,
            won_on: day_in(won_at, zone),
            signed_on: last
                .and_then(|p| contracts.get(&p.contract))
                .and_then(|contract| contract.signed_on),
            workspace_at: last.and_then(|p| p.activated_at),
            job_at: last.and_then(|p| p.billable_at),
            ready_at,
            ready_on: ready_at.map(|at| day_in(at, zone)),
            start_on: last.and_then(|p| p.start_on).or(deal.start_on),
            cancelled,
        });
    }
    setups.sort_by_key(|setup| setup.deal);
    setups
}

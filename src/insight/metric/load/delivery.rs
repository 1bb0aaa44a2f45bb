//! Reads contracts, projects and the work on them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono_tz::Tz;
use entity::canonical::engagement::{self, BillingCycle, BillingModel, EngagementStatus};
use entity::canonical::expense::ExpenseStatus;
use entity::canonical::stage_change::{self, StageChangeOutcome};
use entity::canonical::submission::SubmissionStatus;
use entity::canonical::task::{self, Productive, TaskCategory};
use entity::canonical::task_state::{self, TaskStateState};
use entity::canonical::{
    assignment, estimate, expense, milestone, opportunity, project, time_entry,
};
use entity::value::{Currency, Instant};
use sea_orm::{ConnectionTrait, DbErr};

use super::billing;
use super::read::Reader;
use crate::domain::record::Kind;
use crate::insight::metric::calc::exact::priced;
use crate::insight::metric::calc::input::{
    Booking, Contract, Deal, Entry, Estimate, Expense, Milestone, Move, Project,
};
use crate::insight::metric::inputs::Inputs;

pub(super) async fn load<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
    group_currency: Currency,
) -> Result<(), DbErr> {
    contracts(reader, inputs).await?;
    projects(reader, inputs, group_currency).await?;
    deals(reader, inputs).await?;
    for task in reader.facts::<task::Entity>(Kind::Task).await? {
        let productive = matches!(
            task.productive,
            Some(Productive::PreSales | Productive::Training | Productive::Client)
        );
        let rework = task.category == TaskCategory::Rework;
        if productive || rework {
            inputs.tasks.insert(task.id.0, (rework, productive));
        }
    }
    for row in reader.facts::<time_entry::Entity>(Kind::TimeEntry).await? {
        let entry = entry(reader, inputs, group_currency, &row);
        inputs.entries.put(entry.id, entry.project, entry);
    }
    let contracts: BTreeSet<i64> = inputs.contracts.keys().copied().collect();
    order(reader, inputs, &contracts).await?;
    billing::submissions(reader, inputs).await?;
    for row in reader.facts::<expense::Entity>(Kind::Expense).await? {
        let expense = spent(reader, inputs, &row);
        inputs.expenses.put(expense.id, expense.project, expense);
    }
    milestones(reader, inputs, group_currency).await?;
    bookings(reader, inputs).await?;
    for row in reader.facts::<estimate::Entity>(Kind::Estimate).await? {
        let project = reader.whole(Kind::Project, Some(row.project_id.0));
        let Some(cost) = row.cost_to_complete else {
            continue;
        };
        let functional = inputs.projects.get(&project).map(|p| p.entity_currency);
        let estimate = Estimate {
            id: row.id.0,
            project,
            as_of_on: row.as_of_on,
            cost: cost.0,
            currency: row.currency.or(functional).unwrap_or(group_currency),
            version_at: row.version_at,
        };
        inputs.estimates.put(estimate.id, project, estimate);
    }
    Ok(())
}

/// Reads what is booked for named people.
pub(super) async fn bookings<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
) -> Result<(), DbErr> {
    let rows = reader.facts::<assignment::Entity>(Kind::Assignment).await?;
    let named = rows.into_iter().filter(|row| row.person_id.is_some());
    inputs.bookings = named
        .map(|row| Booking {
            id: row.id.0,
            person: reader.whole(Kind::Person, row.person_id.map(|id| id.0)),
            project: reader.whole(Kind::Project, Some(row.project_id.0)),
            from_on: row.from_on,
            to_on: row.to_on,
            ms: row.duration.0,
            hard: row.firmness == assignment::Firmness::Hard,
        })
        .collect();
    inputs.bookings.sort_unstable_by_key(|booking| booking.id);
    Ok(())
}

/// Reads the vendor's numbers of the entries that a cap is consumed by, where the work is worth more than the cap.
pub(super) async fn order<C: ConnectionTrait>(
    reader: &Reader<'_, C>,
    inputs: &mut Inputs,
    contracts: &BTreeSet<i64>,
) -> Result<(), DbErr> {
    let mut caps: HashMap<i64, i64> = HashMap::new();
    for id in contracts {
        caps.extend(inputs.contracts.get(id).and_then(|c| Some((*id, c.cap?))));
    }
    let mut entries: HashMap<i64, Vec<&Entry>> = HashMap::new();
    for project in inputs.projects.values() {
        if caps.contains_key(&project.contract) {
            let shelf = entries.entry(project.contract).or_default();
            shelf.extend(inputs.entries.of(project.id).filter(|entry| entry.billable));
        }
    }
    let worth = |entry: &&Entry| {
        let exact = priced(entry.ms, entry.bill_rate?)?;
        exact.rounded().map(|amount| i128::from(amount.max(0)))
    };
    let mut sources: HashMap<i64, i64> = HashMap::new();
    for (contract, entries) in entries {
        let whole: i128 = entries.iter().filter_map(worth).sum();
        if whole > i128::from(caps[&contract]) {
            let unread = entries.iter().filter(|e| !inputs.order.contains_key(&e.id));
            sources.extend(unread.map(|entry| (entry.source, entry.id)));
        }
    }
    let ids: Vec<i64> = sources.keys().copied().collect();
    for (source, key) in reader.keys(&ids).await? {
        if let (Some(entry), Ok(number)) = (sources.get(&source), key.parse()) {
            inputs.order.insert(*entry, number);
        }
    }
    Ok(())
}

/// A time entry as figures read it.
pub(super) fn entry<C: ConnectionTrait>(
    reader: &Reader<'_, C>,
    inputs: &Inputs,
    group_currency: Currency,
    row: &time_entry::Model,
) -> Entry {
    let project = reader.whole(Kind::Project, Some(row.project_id.0));
    let home = inputs.projects.get(&project);
    let internal = home.is_none_or(|project| project.internal);
    let (rework, productive) = row
        .task_id
        .and_then(|id| inputs.tasks.get(&id.0).copied())
        .unwrap_or_default();
    Entry {
        id: row.id.0,
        project,
        person: reader.whole(Kind::Person, Some(row.person_id.0)),
        role: reader.whole(Kind::Role, row.role_id.map(|id| id.0)),
        submission: row.submission_id.map_or(0, |id| id.0),
        source: row.source_id,
        work_on: row.work_on,
        ms: row.duration.0,
        billable: row
            .billable
            .or_else(|| inputs.billable_default.get(&project).copied())
            .unwrap_or(!internal),
        status: row.status,
        bill_rate: row.bill_rate.map(|rate| rate.0),
        cost_rate: row.cost_rate.map(|rate| rate.0),
        currency: row
            .currency
            .or(home.map(|project| project.currency))
            .unwrap_or(group_currency),
        correction: row.correction == Some(true),
        rework,
        productive: productive || !internal,
        submitted_at: row.submitted_at,
        approved_at: row.approved_at,
    }
}

/// An expense as figures read it: what it does not say of its approval, its report says.
pub(super) fn spent<C: ConnectionTrait>(
    reader: &Reader<'_, C>,
    inputs: &Inputs,
    row: &expense::Model,
) -> Expense {
    let report = row
        .submission_id
        .and_then(|id| inputs.reports.get(&id.0).copied());
    let approved = match row.status {
        ExpenseStatus::Approved => true,
        ExpenseStatus::Rejected => false,
        _ => report == Some(SubmissionStatus::Approved),
    };
    Expense {
        id: row.id.0,
        project: reader.whole(Kind::Project, Some(row.project_id.0)),
        person: reader.whole(Kind::Person, row.person_id.map(|id| id.0)),
        submission: row.submission_id.map_or(0, |id| id.0),
        spent_on: row.spent_on,
        amount: row.amount.0,
        currency: row.currency,
        nature: row.nature,
        billable: row.billable == Some(true),
        approved,
        submitted: !approved
            && row.status == ExpenseStatus::Submitted
            && report.is_none_or(|status| status == SubmissionStatus::Submitted),
        approved_at: row.approved_at,
    }
}

async fn contracts<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
) -> Result<(), DbErr> {
    for row in reader
        .composed::<engagement::Entity>(Kind::Engagement)
        .await?
    {
        let contract = Contract {
            id: row.id.0,
            model: row.billing_model,
            binds: !matches!(
                row.status,
                EngagementStatus::Draft | EngagementStatus::Cancelled
            ),
            price: row.value.map(|amount| amount.0),
            cap: row.cap.map(|amount| amount.0),
            currency: row.currency,
            start_on: row.start_on,
            end_on: row.end_on,
            ended_early_on: row.ended_early_on,
            principal: row.pass_through_policy == Some(engagement::PassThroughPolicy::Principal),
            markup: row.expense_markup.map_or(0, |fraction| fraction.0),
            cycle: row.billing_cycle.unwrap_or(BillingCycle::Month),
            deadline_days: row.billing_deadline_days.unwrap_or(Contract::DEADLINE_DAYS),
            customer: reader.whole(Kind::Customer, row.customer_id.map(|id| id.0)),
            legal_entity: reader.whole(Kind::LegalEntity, row.legal_entity_id.map(|id| id.0)),
            first_project: reader.whole(Kind::Project, row.project_id.map(|id| id.0)),
            opportunity: reader.whole(Kind::Opportunity, row.opportunity_id.map(|id| id.0)),
            signed_on: row.signed_on,
        };
        inputs
            .names
            .insert((Kind::Engagement, contract.id), row.name);
        inputs.contracts.insert(contract.id, contract);
    }
    Ok(())
}

/// The contract of each project that contracts name: of several the first that binds, by its first day.
fn named<'a>(contracts: impl Iterator<Item = &'a Contract>) -> HashMap<i64, i64> {
    let mut naming: Vec<&Contract> = contracts.filter(|own| own.first_project != 0).collect();
    // What comes later replaces what came before.
    naming.sort_by_key(|own| {
        (
            own.binds,
            Reverse((own.start_on.is_none(), own.start_on, own.id)),
        )
    });
    let pairs = naming.iter().map(|own| (own.first_project, own.id));
    pairs.collect()
}

async fn projects<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
    group_currency: Currency,
) -> Result<(), DbErr> {
    let named = named(inputs.contracts.values());
    for row in reader.composed::<project::Entity>(Kind::Project).await? {
        let id = row.id.0;
        let mut contract = reader.whole(Kind::Engagement, row.engagement_id.map(|id| id.0));
        if contract == 0 {
            contract = named.get(&id).copied().unwrap_or(0);
        }
        let agreed = inputs.contracts.get(&contract);
        let mut legal_entity = reader.whole(Kind::LegalEntity, row.legal_entity_id.map(|id| id.0));
        if legal_entity == 0 {
            legal_entity = agreed.map_or(0, |contract| contract.legal_entity);
        }
        let company = inputs.companies.get(&legal_entity);
        let currency = row
            .currency
            .or(agreed.and_then(|contract| contract.currency))
            .or(company.map(|company| company.currency))
            .unwrap_or(group_currency);
        let project = Project {
            id,
            contract,
            customer: reader.whole(Kind::Customer, row.customer_id.map(|id| id.0)),
            practice: reader.whole(Kind::Practice, row.practice_id.map(|id| id.0)),
            manager: reader.whole(Kind::Person, row.manager_id.map(|id| id.0)),
            legal_entity,
            model: billing_model(row.billing_model),
            internal: row
                .internal
                .unwrap_or(row.billing_model == Some(project::BillingModel::None)),
            currency,
            entity_currency: company.map_or(group_currency, |company| company.currency),
            zone: company.map_or(Tz::UTC, |company| company.zone),
            price: row.price.map(|amount| amount.0),
            start_on: row.start_on,
            code: row.code,
            opportunity: reader.whole(Kind::Opportunity, row.opportunity_id.map(|id| id.0)),
            activated_at: row.activated_at,
            billable_at: row.billable_at,
            cancelled: row.status == project::ProjectStatus::Cancelled,
        };
        if let Some(billable) = row.billable_default {
            inputs.billable_default.insert(id, billable);
        }
        inputs.names.insert((Kind::Project, id), row.name);
        inputs.projects.insert(id, project);
    }
    Ok(())
}

fn billing_model(model: Option<project::BillingModel>) -> BillingModel {
    match model {
        Some(project::BillingModel::TimeAndMaterials) => BillingModel::TimeAndMaterials,
        Some(project::BillingModel::FixedFee) => BillingModel::FixedFee,
        Some(project::BillingModel::Milestone) => BillingModel::Milestone,
        Some(project::BillingModel::Retainer) => BillingModel::Retainer,
        Some(project::BillingModel::None) => BillingModel::None,
        Some(project::BillingModel::Unknown) | None => BillingModel::Unknown,
    }
}

async fn deals<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
) -> Result<(), DbErr> {
    let mut moves: HashMap<i64, Vec<Move>> = HashMap::new();
    for row in reader
        .facts::<stage_change::Entity>(Kind::StageChange)
        .await?
    {
        let deal = reader.whole(Kind::Opportunity, Some(row.opportunity_id.0));
        moves.entry(deal).or_default().push(Move {
            at: row.changed_at,
            id: row.id.0,
            won: row.outcome == Some(StageChangeOutcome::Won),
        });
    }
    for list in moves.values_mut() {
        list.sort_unstable();
    }
    for row in reader
        .composed::<opportunity::Entity>(Kind::Opportunity)
        .await?
    {
        let deal = Deal {
            id: row.id.0,
            customer: reader.whole(Kind::Customer, row.customer_id.map(|id| id.0)),
            legal_entity: reader.whole(Kind::LegalEntity, row.legal_entity_id.map(|id| id.0)),
            practice: reader.whole(Kind::Practice, row.practice_id.map(|id| id.0)),
            won: row.outcome == opportunity::OpportunityOutcome::Won,
            won_at: row.won_at,
            moves: moves.remove(&row.id.0).unwrap_or_default(),
            start_on: row.start_on,
        };
        inputs.deals.insert(deal.id, deal);
    }
    Ok(())
}

async fn milestones<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
    group_currency: Currency,
) -> Result<(), DbErr> {
    let mut moves: HashMap<i64, Vec<(Instant, i64, bool)>> = HashMap::new();
    for row in reader.facts::<task_state::Entity>(Kind::TaskState).await? {
        let accepted = match row.state {
            TaskStateState::Accepted => true,
            TaskStateState::Reversed => false,
            TaskStateState::Other => continue,
        };
        moves
            .entry(row.task_id.0)
            .or_default()
            .push((row.changed_at, row.id.0, accepted));
    }
    for list in moves.values_mut() {
        list.sort_unstable();
    }
    for row in reader.facts::<milestone::Entity>(Kind::Milestone).await? {
        let project = reader.whole(Kind::Project, Some(row.project_id.0));
        let told = row.task_id.and_then(|task| moves.get(&task.0));
        let milestone = Milestone {
            id: row.id.0,
            project,
            amount: row.amount.map(|amount| amount.0),
            currency: row
                .currency
                .or(inputs.projects.get(&project).map(|p| p.currency))
                .unwrap_or(group_currency),
            moves: match told {
                Some(list) => list
                    .iter()
                    .map(|(at, _, accepted)| (*at, *accepted))
                    .collect(),
                None => row.accepted_at.map(|at| (at, true)).into_iter().collect(),
            },
        };
        inputs.milestones.put(milestone.id, project, milestone);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use entity::value::Day;

    use super::*;

    #[test]
    fn of_several_contracts_of_a_project_the_first_that_binds_has_it() {
        let contract = |id, binds, start_on| Contract {
            id,
            model: BillingModel::Unknown,
            binds,
            price: None,
            cap: None,
            currency: None,
            signed_on: None,
            start_on,
            end_on: None,
            ended_early_on: None,
            principal: false,
            markup: 0,
            cycle: BillingCycle::Month,
            deadline_days: 0,
            customer: 0,
            legal_entity: 0,
            first_project: 7,
            opportunity: 0,
        };
        let mut all = [
            contract(1, true, None),
            contract(2, true, Some(Day(20))),
            contract(3, true, Some(Day(10))),
            contract(4, true, Some(Day(10))),
            contract(5, false, Some(Day(1))),
        ];
        for _ in 0..all.len() {
            assert_eq!(named(all.iter()), HashMap::from([(7, 3)]));
            all.rotate_left(1);
        }
    }
}

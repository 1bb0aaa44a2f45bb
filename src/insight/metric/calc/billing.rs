//! Makes billable items from work, expenses, milestones and fees, with what bills each and when.

use std::collections::HashMap;

use entity::canonical::engagement::{BillingCycle, BillingModel};
use entity::canonical::time_entry::TimeEntryStatus;
use entity::value::{Currency, Day, Instant};

use super::exact::{Fraction, priced};
use super::input::{Contract, Document, Entry, Expense, Line, Milestone, Project};
use super::item::{Item, ItemKind, cycle_end};
use super::ledger::Ledger;
use super::margin::{Cap, Facts, MISSING, Terms, bill_amount, earned, month_ends};
use crate::domain::clock::day_in;
use crate::domain::id::source_id;

/// True where an entry is handed in or approved and billable.
fn charged(entry: &Entry) -> bool {
    let known = matches!(
        entry.status,
        TimeEntryStatus::Approved | TimeEntryStatus::Submitted
    );
    known && entry.billable
}

struct Maker<'a> {
    facts: &'a Facts<'a>,
    ledger: &'a Ledger,
    terms: &'a Terms<'a>,
    paid: &'a HashMap<i64, Day>,
}

/// The items of an engagement.
pub fn items(facts: &Facts, ledger: &Ledger, terms: &Terms, paid: &HashMap<i64, Day>) -> Vec<Item> {
    let maker = Maker {
        facts,
        ledger,
        terms,
        paid,
    };
    let mut items = maker.time();
    items.extend(
        facts
            .expenses
            .iter()
            .filter_map(|expense| maker.expense(expense)),
    );
    items.extend(
        facts
            .milestones
            .iter()
            .filter_map(|milestone| maker.milestone(milestone)),
    );
    items.extend(maker.fees());
    items.retain(|item| item.work_on <= terms.as_of);
    items.sort_by_key(|item| (item.kind, item.work_on, item.id));
    items
}

impl Maker<'_> {
    fn project(&self, id: i64) -> Option<&Project> {
        self.facts
            .projects
            .iter()
            .copied()
            .find(|p| p.id == id && !p.internal)
    }

    fn blank(
        &self,
        id: i64,
        kind: ItemKind,
        project: &Project,
        work_on: Day,
        currency: Currency,
    ) -> Item {
        let contract = self.facts.contract;
        let cycle = contract.map_or(BillingCycle::Month, |c| c.cycle);
        let eligible_on = cycle_end(cycle, work_on);
        let days = contract.map_or(Contract::DEADLINE_DAYS, |c| c.deadline_days);
        Item {
            id,
            kind,
            project: project.id,
            contract: project.contract,
            person: 0,
            role: 0,
            legal_entity: project.legal_entity,
            work_on,
            submitted_at: None,
            submitted_on: None,
            approved_at: None,
            approved_on: None,
            eligible_on,
            deadline_on: Day(eligible_on.0 + days),
            posted_at: None,
            posted_on: None,
            issued_on: None,
            due_on: None,
            paid_on: None,
            invoice: 0,
            line: 0,
            live: false,
            latency: false,
            held: false,
            written_down: 0,
            approved: false,
            billable: false,
            currency,
            value: 0,
            unpriced: false,
            over_cap: 0,
            under_rate: 0,
            billed: [0; 3],
            weight: 0,
            lines: 0,
            rebilled: 0,
            ms: 0,
        }
    }

    /// Fills in what bills the item and, by the zone of that invoice's entity, its approval.
    fn trail(&self, item: &mut Item, project: &Project, approvals: &[Instant]) {
        let as_of = self.terms.as_of;
        let billed = self.ledger.billed(item.id, as_of);
        let mut zone = project.zone;
        let first = billed.iter().find(|(document, _)| !document.advance);
        if let Some((document, line)) = first {
            zone = document.zone;
            if document.legal_entity != 0 {
                item.legal_entity = document.legal_entity;
            }
            item.issued_on = document.issued_on;
            item.due_on = document.due_on;
            item.paid_on = self.paid.get(&document.id).copied();
            item.invoice = document.id;
            item.line = line.id;
            item.weight = self.weight(document, &billed);
        }
        for (document, line) in &billed {
            item.lines += u32::from(!document.advance);
            item.rebilled += u32::from(!document.advance && document.rebill_of != 0);
            if self.ledger.live(document, line, as_of) {
                item.live = true;
                self.add_billed(item, project, document, line);
            }
        }
        let dated: Vec<(Day, Instant)> = approvals
            .iter()
            .map(|at| (day_in(*at, zone), *at))
            .filter(|(on, _)| *on <= as_of)
            .collect();
        let chosen = match item.issued_on {
            Some(issued) => dated
                .iter()
                .rev()
                .find(|(on, _)| *on <= issued)
                .or_else(|| dated.first()),
            None => dated.last(),
        };
        if let Some((on, at)) = chosen {
            item.approved_on = Some(*on);
            item.approved_at = Some(*at);
        }
        item.submitted_on = item.submitted_at.map(|at| day_in(at, zone));
        item.posted_on = item.posted_at.map(|at| day_in(at, zone));
    }

    /// Adds a live line's amount, each currency converted from the line's own at the spot of its issue and rounded once.
    fn add_billed(&self, item: &mut Item, project: &Project, document: &Document, line: &Line) {
        let into = [item.currency, project.entity_currency, self.terms.target];
        for (sum, to) in item.billed.iter_mut().zip(into) {
            let amount = document.issued_on.and_then(|on| {
                let quote = self.terms.fx.spot(line.currency, to, on)?;
                Fraction::whole(line.amount).times(quote.rate)?.rounded()
            });
            *sum = match amount {
                Some(amount) if *sum != MISSING => *sum + amount,
                _ => MISSING,
            };
        }
    }

    fn weight(&self, document: &Document, billed: &[(&Document, &Line)]) -> i64 {
        let Some(issued) = document.issued_on else {
            return MISSING;
        };
        let Some(quote) = self
            .terms
            .fx
            .spot(document.currency, self.terms.target, issued)
        else {
            return MISSING;
        };
        billed
            .iter()
            .filter(|(other, _)| other.id == document.id)
            .map(|(_, line)| Fraction::whole(line.amount).times(quote.rate)?.rounded())
            .try_fold(0_i64, |sum, amount| sum.checked_add(amount?))
            .unwrap_or(MISSING)
    }

    fn approvals(&self, submission: i64, own: Option<Instant>) -> Vec<Instant> {
        match self.ledger.approvals.get(&submission) {
            Some(decisions) if !decisions.is_empty() => decisions.clone(),
            _ => own.into_iter().collect(),
        }
    }

    fn time(&self) -> Vec<Item> {
        let mut entries: Vec<(&Entry, &Project)> = self
            .facts
            .entries
            .iter()
            .filter(|e| e.work_on <= self.terms.as_of && e.status != TimeEntryStatus::Rejected)
            .filter(|e| charged(e) || self.ledger.by_item.contains_key(&e.id))
            .filter_map(|e| Some((*e, self.project(e.project)?)))
            .collect();
        entries.sort_by_key(|(entry, _)| self.facts.in_order(entry));
        let mut cap = Cap::new(self.facts.contract.and_then(|contract| contract.cap));
        entries
            .into_iter()
            .map(|(entry, project)| self.entry(entry, project, &mut cap))
            .collect()
    }

    fn entry(&self, entry: &Entry, project: &Project, cap: &mut Cap) -> Item {
        let kind = if entry.correction {
            ItemKind::Correction
        } else {
            ItemKind::Time
        };
        let mut item = self.blank(entry.id, kind, project, entry.work_on, entry.currency);
        item.person = entry.person;
        item.role = entry.role;
        item.ms = entry.ms;
        item.submitted_at = self
            .ledger
            .submitted
            .get(&entry.submission)
            .copied()
            .or(entry.submitted_at);
        item.posted_at = self.ledger.posted.get(&entry.id).copied();
        let approvals = self.approvals(entry.submission, entry.approved_at);
        self.trail(&mut item, project, &approvals);
        item.approved = entry.approved() && (approvals.is_empty() || item.approved_on.is_some());
        item.latency = kind == ItemKind::Time && item.issued_on.is_some();
        if !charged(entry) {
            // On an invoice all the same: it has a way there, and nothing more.
            return item;
        }
        item.held = self.ledger.charge_holds.contains(&entry.id);
        item.billable = self.facts.model(project) == BillingModel::TimeAndMaterials;
        item.written_down = self
            .ledger
            .written_down
            .get(&entry.id)
            .into_iter()
            .flatten()
            .filter(|given| given.on <= self.terms.as_of)
            .map(|given| given.amount)
            .sum();
        let Some(rate) = entry.bill_rate else {
            item.unpriced = true;
            return item;
        };
        let whole = priced(entry.ms, rate)
            .and_then(Fraction::rounded)
            .unwrap_or(0);
        item.value = if item.billable && item.approved {
            cap.consume(whole)
        } else {
            whole
        };
        item.over_cap = whole - item.value;
        item.under_rate = self.under_rate(&item, rate);
        item
    }

    fn under_rate(&self, item: &Item, rate: i64) -> i64 {
        self.ledger
            .billed(item.id, self.terms.as_of)
            .iter()
            .filter(|(document, line)| self.ledger.live(document, line, self.terms.as_of))
            .filter(|(_, line)| line.currency == item.currency)
            .filter_map(|(_, line)| match line.unit_price {
                Some(price) => priced(item.ms, rate - price)?.rounded(),
                None => Some(priced(item.ms, rate)?.rounded()? - line.amount),
            })
            .map(|short| short.max(0))
            .sum()
    }

    fn expense(&self, expense: &Expense) -> Option<Item> {
        let project = self.project(expense.project)?;
        if !expense.billable || !(expense.approved || expense.submitted) {
            return None;
        }
        let mut item = self.blank(
            expense.id,
            ItemKind::Expense,
            project,
            expense.spent_on,
            expense.currency,
        );
        item.person = expense.person;
        item.submitted_at = self.ledger.submitted.get(&expense.submission).copied();
        let approvals = self.approvals(expense.submission, expense.approved_at);
        self.trail(&mut item, project, &approvals);
        item.approved = expense.approved && (approvals.is_empty() || item.approved_on.is_some());
        item.latency = item.issued_on.is_some();
        item.billable = true;
        item.value = bill_amount(expense, self.facts.contract.map_or(0, |c| c.markup)).unwrap_or(0);
        Some(item)
    }

    fn milestone(&self, milestone: &Milestone) -> Option<Item> {
        let project = self.project(milestone.project)?;
        let moves: Vec<&(Instant, bool)> = milestone
            .moves
            .iter()
            .filter(|(at, _)| day_in(*at, project.zone) <= self.terms.as_of)
            .collect();
        let accepted = moves.last().is_some_and(|(_, acceptance)| *acceptance);
        let acceptances: Vec<Instant> = moves
            .iter()
            .filter(|(_, a)| *a)
            .map(|(at, _)| *at)
            .collect();
        let last = day_in(*acceptances.last()?, project.zone);
        let mut item = self.blank(
            milestone.id,
            ItemKind::Milestone,
            project,
            last,
            milestone.currency,
        );
        self.trail(&mut item, project, &acceptances);
        // The acceptance that it was invoiced for, where another has followed.
        if let (Some(on), Some(_)) = (item.approved_on, item.issued_on) {
            let cycle = self.facts.contract.map_or(BillingCycle::Month, |c| c.cycle);
            item.work_on = on;
            item.eligible_on = cycle_end(cycle, on);
        }
        item.approved = accepted;
        item.latency = item.issued_on.is_some();
        item.billable = true;
        item.value = milestone.amount.unwrap_or(0);
        Some(item)
    }

    /// The months of a retainer, on each project that revenue stands on.
    fn fees(&self) -> Vec<Item> {
        let Some(contract) = self.facts.contract else {
            return Vec::new();
        };
        let (Some(start), Some(end)) = (contract.start_on, contract.end_on) else {
            return Vec::new();
        };
        let stop = contract.ended_early_on.unwrap_or(end).min(end);
        let shares = self.facts.fees();
        let split: Vec<i64> = shares.iter().map(|(project, _)| project.id).collect();
        let mut items = Vec::new();
        for (project, price) in shares {
            let currency = contract.currency.unwrap_or(project.currency);
            let mut before = 0;
            for month_end in month_ends(start, stop) {
                let to_date = earned(price, start, end, stop.min(month_end));
                let from = month_end.month_start().max(start);
                let id = source_id("fee", &project.id.to_string(), &from.0.to_string());
                let mut item = self.blank(id, ItemKind::Fee, project, from, currency);
                item.value = to_date - before;
                before = to_date;
                item.approved = true;
                item.billable = true;
                item.live = self.fee_billed(contract, project, &split, from);
                items.push(item);
            }
        }
        items
    }

    /// True where a live fee line bills a project's part of a month: a line bills the part of the project it names, and one that
    /// names none of those with a part bills them all.
    fn fee_billed(&self, contract: &Contract, project: &Project, split: &[i64], on: Day) -> bool {
        let as_of = self.terms.as_of;
        let owners = std::iter::once(contract.id).chain(self.facts.projects.iter().map(|p| p.id));
        owners
            .filter_map(|owner| self.ledger.fees.get(&owner))
            .flatten()
            .filter_map(|(document, place)| {
                Some((
                    self.ledger.documents.get(document)?,
                    self.ledger.lines.get(document)?.get(*place)?,
                ))
            })
            .any(|(document, line)| {
                let named = [line.project, document.project];
                let named = named.into_iter().find(|id| *id != 0).unwrap_or(0);
                (named == project.id || !split.contains(&named))
                    && line.service_from.is_some_and(|from| from <= on)
                    && line.service_to.is_some_and(|to| on <= to)
                    && self.ledger.live(document, line, as_of)
            })
    }
}

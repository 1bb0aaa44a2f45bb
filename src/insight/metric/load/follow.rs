//! Follows the change feed: reads again only what changed, and tells which contracts, projects and people that touches.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::canonical::{
    approval, expense, invoice, invoice_line, submission, time_entry, time_posting,
};
use entity::value::{Currency, Day};
use sea_orm::{ConnectionTrait, DbErr};

use super::read::{Canonical, Reader};
use super::{billing, delivery};
use crate::domain::record::Kind;
use crate::insight::metric::calc::receivable::paid_on;
use crate::insight::metric::inputs::{Inputs, Unit};
use crate::model::identity::Groups;

/// What following the feed came to.
pub(crate) enum Followed {
    /// Nothing that a figure reads changed.
    Same,
    /// Everything is to be read again.
    Reload,
    /// These rows are the present; only these units and people are touched.
    Patched(Box<Patch>),
}

/// Rows of the present and what they touch.
pub(crate) struct Patch {
    pub(crate) inputs: Inputs,
    pub(crate) units: BTreeSet<Unit>,
    pub(crate) people: BTreeSet<i64>,
}

/// Kinds that no figure reads yet.
const UNREAD: &[Kind] = &[
    Kind::Baseline,
    Kind::RevenueEvent,
    Kind::JournalTotal,
    Kind::VendorBill,
    Kind::PurchaseOrder,
    Kind::RateCard,
    Kind::Rate,
];

/// Kinds whose changed rows alone are read again.
const PATCHED: &[Kind] = &[
    Kind::TimeEntry,
    Kind::Expense,
    Kind::Submission,
    Kind::Approval,
    Kind::TimePosting,
    Kind::Invoice,
    Kind::InvoiceLine,
    Kind::Payment,
    Kind::PaymentApplication,
    Kind::Assignment,
];

/// Most changed rows that are read one by one.
const MOST: usize = 20_000;

/// Brings rows up to a set of changes: (number of kind, row).
pub(crate) async fn follow<C: ConnectionTrait>(
    connection: &C,
    groups: &Groups,
    group_currency: Currency,
    before: &Inputs,
    changes: &BTreeSet<(i16, i64)>,
) -> Result<Followed, DbErr> {
    let mut by_kind: BTreeMap<Kind, Vec<i64>> = BTreeMap::new();
    for (number, id) in changes {
        match Kind::from_number(*number) {
            Some(kind) if UNREAD.contains(&kind) => {}
            Some(kind) if PATCHED.contains(&kind) => by_kind.entry(kind).or_default().push(*id),
            _ => return Ok(Followed::Reload),
        }
    }
    if by_kind.is_empty() {
        return Ok(Followed::Same);
    }
    if by_kind.values().map(Vec::len).sum::<usize>() > MOST {
        return Ok(Followed::Reload);
    }
    let mut follower = Follower {
        reader: Reader::new(connection, groups, None),
        group_currency,
        patch: Patch {
            inputs: before.clone(),
            units: BTreeSet::new(),
            people: BTreeSet::new(),
        },
    };
    let taken_over = follower.all(&by_kind, before).await?;
    Ok(if taken_over {
        Followed::Reload
    } else {
        Followed::Patched(Box::new(follower.patch))
    })
}

struct Follower<'a, C: ConnectionTrait> {
    reader: Reader<'a, C>,
    group_currency: Currency,
    patch: Patch,
}

impl<C: ConnectionTrait> Follower<'_, C> {
    /// Follows every kind; true where a system that was not the owner takes over, so that all is to be read again.
    async fn all(
        &mut self,
        by_kind: &BTreeMap<Kind, Vec<i64>>,
        before: &Inputs,
    ) -> Result<bool, DbErr> {
        let of = |kind: Kind| by_kind.get(&kind).map_or(&[][..], Vec::as_slice);
        let mut taken_over = self.entries(of(Kind::TimeEntry)).await?;
        taken_over |= self.expenses(of(Kind::Expense)).await?;
        taken_over |= self
            .approvals(of(Kind::Approval), of(Kind::Submission))
            .await?;
        taken_over |= self.postings(of(Kind::TimePosting)).await?;
        taken_over |= self
            .documents(of(Kind::Invoice), of(Kind::InvoiceLine))
            .await?;
        if !of(Kind::Payment).is_empty() || !of(Kind::PaymentApplication).is_empty() {
            self.payments(before).await?;
        }
        if !of(Kind::Assignment).is_empty() {
            delivery::bookings(&mut self.reader, &mut self.patch.inputs).await?;
        }
        if !of(Kind::TimeEntry).is_empty() {
            let contracts = self.patch.units.iter().filter_map(|unit| match unit {
                Unit::Contract(id) => Some(*id),
                Unit::Project(_) => None,
            });
            let contracts = contracts.collect();
            delivery::order(&self.reader, &mut self.patch.inputs, &contracts).await?;
        }
        Ok(taken_over)
    }

    /// Whether a row counts; none where another system takes over.
    fn counts(&self, kind: Kind, row: &impl Canonical) -> Option<bool> {
        let owner = self.patch.inputs.owners.get(&kind).copied();
        self.reader.counts(kind, row, owner)
    }

    /// The rows that count; none where another system takes over.
    fn counted<R: Canonical>(&self, kind: Kind, rows: Vec<R>) -> Option<Vec<R>> {
        let mut counted = Vec::with_capacity(rows.len());
        for row in rows {
            if self.counts(kind, &row)? {
                counted.push(row);
            }
        }
        Some(counted)
    }

    fn touch(&mut self, project: i64) {
        let unit = self.patch.inputs.unit(project);
        self.patch.units.insert(unit);
    }

    async fn entries(&mut self, ids: &[i64]) -> Result<bool, DbErr> {
        let rows = self
            .reader
            .some::<time_entry::Entity>(time_entry::Column::Id, ids)
            .await?;
        for row in rows {
            let Some(counts) = self.counts(Kind::TimeEntry, &row) else {
                return Ok(true);
            };
            if let Some(old) = self.patch.inputs.entries.get(row.id()) {
                let (person, project) = (old.person, old.project);
                self.patch.people.insert(person);
                self.touch(project);
            }
            self.patch.inputs.entries.remove(row.id());
            if counts {
                let entry =
                    delivery::entry(&self.reader, &self.patch.inputs, self.group_currency, &row);
                self.patch.people.insert(entry.person);
                self.touch(entry.project);
                self.patch
                    .inputs
                    .entries
                    .put(entry.id, entry.project, entry);
            }
        }
        Ok(false)
    }

    async fn expenses(&mut self, ids: &[i64]) -> Result<bool, DbErr> {
        let rows = self
            .reader
            .some::<expense::Entity>(expense::Column::Id, ids)
            .await?;
        for row in rows {
            let Some(counts) = self.counts(Kind::Expense, &row) else {
                return Ok(true);
            };
            if let Some(project) = self.patch.inputs.expenses.remove(row.id()) {
                self.touch(project);
            }
            if counts {
                let expense = delivery::spent(&self.reader, &self.patch.inputs, &row);
                self.touch(expense.project);
                self.patch
                    .inputs
                    .expenses
                    .put(expense.id, expense.project, expense);
            }
        }
        Ok(false)
    }

    async fn approvals(&mut self, approvals: &[i64], submissions: &[i64]) -> Result<bool, DbErr> {
        let changed = self
            .reader
            .some::<approval::Entity>(approval::Column::Id, approvals)
            .await?;
        let mut touched: BTreeSet<i64> = changed.iter().map(|row| row.submission_id.0).collect();
        touched.extend(submissions);
        if touched.is_empty() {
            return Ok(false);
        }
        let ids: Vec<i64> = touched.iter().copied().collect();
        let approvals = self
            .reader
            .some::<approval::Entity>(approval::Column::SubmissionId, &ids)
            .await?;
        let submissions = self
            .reader
            .some::<submission::Entity>(submission::Column::Id, &ids)
            .await?;
        let (Some(approvals), Some(submissions)) = (
            self.counted(Kind::Approval, approvals),
            self.counted(Kind::Submission, submissions),
        ) else {
            return Ok(true);
        };
        let inputs = &mut self.patch.inputs;
        for id in &ids {
            inputs.ledger.approvals.remove(id);
            inputs.ledger.submitted.remove(id);
            inputs.reports.remove(id);
        }
        billing::decided(&mut inputs.ledger, approvals);
        for row in &submissions {
            billing::submission(inputs, row);
        }
        let reported: Vec<i64> = self
            .patch
            .inputs
            .expenses
            .all()
            .filter(|expense| touched.contains(&expense.submission))
            .map(|expense| expense.id)
            .collect();
        let taken_over = self.expenses(&reported).await?;
        let inputs = &self.patch.inputs;
        let entries = inputs
            .entries
            .all()
            .filter(|e| touched.contains(&e.submission))
            .map(|e| e.project);
        let expenses = inputs
            .expenses
            .all()
            .filter(|e| touched.contains(&e.submission))
            .map(|e| e.project);
        let projects: BTreeSet<i64> = entries.chain(expenses).collect();
        projects.into_iter().for_each(|project| self.touch(project));
        Ok(taken_over)
    }

    async fn postings(&mut self, ids: &[i64]) -> Result<bool, DbErr> {
        let changed = self
            .reader
            .some::<time_posting::Entity>(time_posting::Column::Id, ids)
            .await?;
        let told: BTreeSet<i64> = changed.iter().map(|row| row.time_entry_id.0).collect();
        let told: Vec<i64> = told.into_iter().collect();
        let rows = self
            .reader
            .some::<time_posting::Entity>(time_posting::Column::TimeEntryId, &told)
            .await?;
        let Some(rows) = self.counted(Kind::TimePosting, rows) else {
            return Ok(true);
        };
        for id in &told {
            let entry = self.reader.whole(Kind::TimeEntry, Some(*id));
            self.patch.inputs.ledger.posted.remove(&entry);
            if let Some(project) = self.patch.inputs.entries.home(entry) {
                self.touch(project);
            }
        }
        for row in rows {
            let entry = Some(row.time_entry_id.0);
            let entry = self.reader.whole(Kind::TimeEntry, entry);
            if let Some(at) = row.posted_at {
                billing::posted(&mut self.patch.inputs.ledger, entry, at);
            }
        }
        Ok(false)
    }

    async fn documents(&mut self, invoices: &[i64], lines: &[i64]) -> Result<bool, DbErr> {
        if invoices.is_empty() && lines.is_empty() {
            return Ok(false);
        }
        let changed = self
            .reader
            .some::<invoice_line::Entity>(invoice_line::Column::Id, lines)
            .await?;
        let mut touched: BTreeSet<i64> = invoices.iter().copied().collect();
        touched.extend(changed.iter().map(|row| row.invoice_id.0));
        let ids: Vec<i64> = touched.iter().copied().collect();
        self.touch_documents(&touched);
        for id in &ids {
            self.patch.inputs.ledger.documents.remove(id);
            self.patch.inputs.ledger.lines.remove(id);
        }
        let rows = self
            .reader
            .some::<invoice::Entity>(invoice::Column::Id, &ids)
            .await?;
        let Some(rows) = self.counted(Kind::Invoice, rows) else {
            return Ok(true);
        };
        for row in rows {
            let inputs = &mut self.patch.inputs;
            let document = billing::document(&self.reader, inputs, self.group_currency, &row);
            inputs.ledger.documents.insert(document.id, document);
        }
        let rows = self
            .reader
            .some::<invoice_line::Entity>(invoice_line::Column::InvoiceId, &ids)
            .await?;
        let Some(mut rows) = self.counted(Kind::InvoiceLine, rows) else {
            return Ok(true);
        };
        rows.sort_by_key(Canonical::id);
        for row in rows {
            let line = billing::line(&self.reader, &row);
            let lines = &mut self.patch.inputs.ledger.lines;
            lines.entry(line.document).or_default().push(line);
        }
        self.patch.inputs.ledger.index();
        self.touch_documents(&touched);
        Ok(false)
    }

    /// Marks what documents bill, and what the documents they correct or that correct them bill.
    fn touch_documents(&mut self, documents: &BTreeSet<i64>) {
        let mut reached = documents.clone();
        let ledger = &self.patch.inputs.ledger;
        for id in documents {
            reached.extend(ledger.documents.get(id).map(|document| document.corrects));
            reached.extend(ledger.credits.get(id).into_iter().flatten());
        }
        let inputs = &self.patch.inputs;
        let mut projects = BTreeSet::new();
        let mut units = BTreeSet::new();
        for id in reached {
            if let Some(document) = inputs.ledger.documents.get(&id) {
                projects.insert(document.project);
                units.insert(Unit::Contract(document.contract));
            }
            for line in inputs.ledger.lines.get(&id).into_iter().flatten() {
                projects.insert(line.project);
                let homes = [
                    inputs.entries.home(line.item),
                    inputs.expenses.home(line.item),
                    inputs.milestones.home(line.item),
                ];
                projects.extend(homes.into_iter().flatten());
            }
        }
        units
            .retain(|unit| matches!(unit, Unit::Contract(id) if inputs.contracts.contains_key(id)));
        projects.retain(|project| inputs.projects.contains_key(project));
        self.patch.units.extend(units);
        projects.into_iter().for_each(|project| self.touch(project));
    }

    async fn payments(&mut self, before: &Inputs) -> Result<(), DbErr> {
        self.patch.inputs.ledger.payments.clear();
        self.patch.inputs.ledger.settled.clear();
        billing::payments(
            &mut self.reader,
            &mut self.patch.inputs,
            self.group_currency,
        )
        .await?;
        let then: HashMap<i64, Day> = paid_on(&before.ledger);
        let now: HashMap<i64, Day> = paid_on(&self.patch.inputs.ledger);
        let changed: BTreeSet<i64> = then
            .keys()
            .chain(now.keys())
            .filter(|id| then.get(id) != now.get(id))
            .copied()
            .collect();
        self.touch_documents(&changed);
        Ok(())
    }
}

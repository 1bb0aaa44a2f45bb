//! One plausible business event at a time, so that cursors move while someone watches.

use chrono::{NaiveDate, TimeDelta};

use super::{FirmWrite, World};
use crate::firm::generate::{Dice, Rates};
use crate::firm::*;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Time was written and submitted.
    TimeSubmitted,
    /// Waiting timesheets were approved.
    TimeApproved,
    /// Approved time reached the ERP.
    TimePosted,
    /// An opportunity was won.
    OpportunityWon,
    /// A won opportunity became a running project.
    ProjectActivated,
    /// An invoice was issued.
    InvoiceIssued,
    /// A customer paid.
    PaymentReceived,
    /// A customer accepted a milestone.
    MilestoneAccepted,
    /// An approval was withdrawn.
    ApprovalWithdrawn,
    /// A record was deleted.
    RecordDeleted,
    /// Nothing was there to happen.
    Nothing,
}

impl World {
    /// Lets the next event happen; a simulated clock moves seven minutes first.
    pub fn advance(&self) -> Step {
        let mut firm = self.write();
        let now = firm.now() + TimeDelta::minutes(7);
        firm.set_now(now);
        firm.0.steps += 1;
        let count = firm.0.steps;
        let mut dice = Dice::new(firm.seed, 1_000 + count);
        let order = [0, 6, 1, 2, 5, 3, 0, 1, 2, 6, 4, 7, 0, 1, 5, 8, 2, 6, 9];
        let first = order[count as usize % order.len()];
        for turn in 0..10 {
            let step = firm.happen((first + turn) % 10, &mut dice);
            if step != Step::Nothing {
                return step;
            }
        }
        Step::Nothing
    }
}

impl FirmWrite<'_> {
    fn stamp(&self) -> Stamp {
        Stamp::from_utc(self.now())
    }

    fn day(&self, entity: u32) -> NaiveDate {
        let zone = self.entity(entity).map_or(chrono_tz::UTC, |row| row.zone);
        self.stamp().date_in(zone)
    }

    fn happen(&mut self, what: u32, dice: &mut Dice) -> Step {
        let done = match what {
            0 => self.work(dice).map(|()| Step::TimeSubmitted),
            1 => self.approve().map(|()| Step::TimeApproved),
            2 => self.post().map(|()| Step::TimePosted),
            3 => self.win(dice).map(|()| Step::OpportunityWon),
            4 => self.activate().map(|()| Step::ProjectActivated),
            5 => self.issue(dice).map(|()| Step::InvoiceIssued),
            6 => self.pay(dice).map(|()| Step::PaymentReceived),
            7 => self.accept().map(|()| Step::MilestoneAccepted),
            8 => self.withdraw().map(|()| Step::ApprovalWithdrawn),
            _ => self.drop_entry().map(|()| Step::RecordDeleted),
        };
        done.unwrap_or(Step::Nothing)
    }

    /// A few people write today's time where they worked last, and submit it.
    fn work(&mut self, dice: &mut Dice) -> Option<()> {
        let recent: Vec<u32> = self
            .time_entries
            .iter()
            .rev()
            .take(2_000)
            .filter(|row| row.billable && row.meta.live())
            .map(|row| row.id)
            .collect();
        let model = recent.get(dice.place(recent.len()))?;
        let model = self.time_entry(*model)?.clone();
        let at = self.stamp();
        let work_on = self
            .day(self.person(model.person)?.entity)
            .min(self.today + TimeDelta::days(400));
        if !self.person(model.person)?.employed_on(work_on)
            || self.project(model.project)?.closed_on.is_some()
        {
            return None;
        }
        let week = work_on.week(chrono::Weekday::Mon);
        let submission = self.submissions.len() as u32 + 1;
        let count = dice.between(1, 4);
        let mut minutes = 0;
        for _ in 0..count {
            let id = self.time_entries.len() as u32 + 1;
            let length = dice.between(2, 16) as u16 * 15;
            minutes += i32::from(length);
            self.time_entries.push(TimeEntry {
                id,
                work_on,
                minutes: length,
                approved: false,
                submission: Some(submission),
                recent_submission: Some(submission),
                invoice: None,
                meta: Meta::at(at),
                ..model.clone()
            });
            self.touch(Kind::TimeEntry, id);
        }
        self.submissions.push(Submission {
            id: submission,
            person: model.person,
            project: model.project,
            week_from: week.first_day(),
            week_to: week.last_day(),
            decision: Decision::Pending,
            resolution: None,
            minutes,
            meta: Meta::at(at),
        });
        self.touch(Kind::Submission, submission);
        Some(())
    }

    fn decide(&mut self, submission: u32, decision: Decision) -> Option<()> {
        let row = self.submission(submission)?.clone();
        let person = self.project(row.project)?.manager;
        let id = self.resolutions.len() as u32 + 1;
        let meta = Meta::at(self.stamp());
        self.resolutions.push(Resolution {
            id,
            target: Target::Time(submission),
            decision,
            person,
            meta,
        });
        self.touch(Kind::Resolution, id);
        let held = self.submissions.get_mut(submission as usize - 1)?;
        held.decision = decision;
        held.resolution = Some(id);
        self.touch(Kind::Submission, submission);
        let approved = decision == Decision::Approved;
        let from = self
            .time_entries
            .partition_point(|entry| entry.work_on < row.week_from - TimeDelta::days(7));
        let entries: Vec<u32> = self.time_entries[from..]
            .iter()
            .filter(|entry| entry.recent_submission == Some(submission) && entry.meta.live())
            .map(|entry| entry.id)
            .collect();
        for entry in entries {
            let held = self.time_entries.get_mut(entry as usize - 1)?;
            held.approved = approved;
            held.submission = approved.then_some(submission);
            self.touch(Kind::TimeEntry, entry);
        }
        Some(())
    }

    fn approve(&mut self) -> Option<()> {
        let waiting: Vec<u32> = self
            .submissions
            .iter()
            .rev()
            .take(5_000)
            .filter(|row| row.decision == Decision::Pending)
            .map(|row| row.id)
            .take(3)
            .collect();
        if waiting.is_empty() {
            return None;
        }
        waiting
            .into_iter()
            .try_for_each(|id| self.decide(id, Decision::Approved))
    }

    /// Approved time of the last weeks that the ERP lacks.
    fn post(&mut self) -> Option<()> {
        let known: std::collections::HashSet<u32> = self
            .postings
            .iter()
            .rev()
            .take(20_000)
            .filter_map(|row| {
                if let PostedFrom::Entry(id) = row.from {
                    Some(id)
                } else {
                    None
                }
            })
            .collect();
        let missing: Vec<TimeEntry> = self
            .time_entries
            .iter()
            .rev()
            .take(3_000)
            .filter(|row| row.approved && row.meta.live() && !known.contains(&row.id))
            .take(8)
            .cloned()
            .collect();
        if missing.is_empty() {
            return None;
        }
        let at = self.stamp();
        for entry in missing {
            let Some(project) = self
                .project(entry.project)
                .filter(|row| row.job_created_at.is_some())
            else {
                continue;
            };
            let charged = project.model == Some(BillingModel::TimeAndMaterials) && entry.billable;
            let id = self.postings.len() as u32 + 1;
            let minutes = i32::from(entry.minutes);
            self.postings.push(TimePosting {
                id,
                from: PostedFrom::Entry(entry.id),
                person: entry.person,
                project: entry.project,
                work_on: entry.work_on,
                minutes,
                billable: entry.billable,
                rate: entry.bill_rate,
                approved: true,
                meta: Meta::at(at),
            });
            self.touch(Kind::TimePosting, id);
            if let Some(rate) = entry.bill_rate.minor().filter(|_| charged) {
                let charge = self.charges.len() as u32 + 1;
                let amount_minor = value_of(i64::from(minutes), rate);
                self.charges.push(Charge {
                    id: charge,
                    posting: id,
                    invoice: None,
                    amount_minor,
                    hold: false,
                    meta: Meta::at(at),
                });
                self.touch(Kind::Charge, charge);
            }
        }
        Some(())
    }

    fn win(&mut self, dice: &mut Dice) -> Option<()> {
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
    fn activate(&mut self) -> Option<()> {
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

    /// A pending invoice is approved and goes out.
    fn issue(&mut self, dice: &mut Dice) -> Option<()> {
        let waiting: Vec<u32> = self
            .invoices
            .iter()
            .rev()
            .take(4_000)
            .filter(|row| row.status == InvoiceStatus::PendingApproval && row.meta.live())
            .map(|row| row.id)
            .collect();
        let id = match waiting.get(dice.place(waiting.len())) {
            Some(id) => *id,
            None => self.draft()?,
        };
        let at = self.stamp();
        let row = self.invoice(id)?.clone();
        let issued_on = self.day(row.entity);
        let terms = self
            .customer(row.customer)
            .map_or(30, |customer| customer.terms_days);
        let functional = self.entity(row.entity)?.currency;
        let rate = Rates::of(self).on(row.currency, functional, RateType::Spot, issued_on);
        let held = self.invoices.get_mut(id as usize - 1)?;
        held.status = InvoiceStatus::Open;
        held.psa_draft = false;
        held.erp_created_at = held.erp_created_at.or(Some(at));
        held.issued_on = issued_on;
        held.due_on = issued_on + TimeDelta::days(terms);
        held.exchange_rate = rate;
        self.touch(Kind::Invoice, id);
        Some(())
    }

    /// An interim invoice of approved, posted time that nobody billed yet; answers its number.
    fn draft(&mut self) -> Option<u32> {
        let charges: Vec<(u32, u32, i64)> = self
            .charges
            .iter()
            .rev()
            .take(20_000)
            .filter(|row| row.invoice.is_none() && !row.hold && row.meta.live())
            .map(|row| (row.id, row.posting, row.amount_minor))
            .collect();
        let mut by_engagement: std::collections::BTreeMap<u32, Vec<(u32, TimeEntry, i64)>> =
            std::collections::BTreeMap::new();
        for (charge, posting, amount) in charges {
            let Some(PostedFrom::Entry(entry)) = self.posting(posting).map(|row| row.from) else {
                continue;
            };
            let Some(entry) = self
                .time_entry(entry)
                .filter(|row| row.approved && row.invoice.is_none() && row.meta.live())
            else {
                continue;
            };
            if let Some(deal) = self
                .project(entry.project)
                .and_then(|row| row.engagement)
                .filter(|deal| {
                    self.engagement(*deal)
                        .is_some_and(|row| row.cap_minor.is_none())
                })
            {
                by_engagement
                    .entry(deal)
                    .or_default()
                    .push((charge, entry.clone(), amount));
            }
        }
        let (deal, mut lines) = by_engagement
            .into_iter()
            .max_by_key(|(deal, lines)| (lines.len(), *deal))?;
        lines.truncate(40);
        let deal = self.engagement(deal)?.clone();
        let at = self.stamp();
        let today = self.day(deal.entity);
        let id = self.invoices.len() as u32 + 1;
        let home = self.entity(deal.entity)?;
        let domestic = self
            .customer(deal.customer)
            .is_some_and(|row| row.country == home.country);
        let tax_bp = if domestic { home.tax_bp } else { 0 };
        let net_minor: i64 = lines.iter().map(|(_, _, amount)| amount).sum();
        let period_from = lines.iter().map(|(_, entry, _)| entry.work_on).min()?;
        for (charge, entry, net_minor) in lines {
            let line = self.invoice_lines.len() as u32 + 1;
            self.invoice_lines.push(InvoiceLine {
                id: line,
                invoice: id,
                project: entry.project,
                subject: Subject::Time(entry.id),
                minutes: i32::from(entry.minutes),
                net_minor,
                meta: Meta::at(at),
            });
            self.touch(Kind::InvoiceLine, line);
            self.time_entries.get_mut(entry.id as usize - 1)?.invoice = Some(id);
            self.touch(Kind::TimeEntry, entry.id);
            self.charges.get_mut(charge as usize - 1)?.invoice = Some(id);
            self.touch(Kind::Charge, charge);
        }
        self.invoices.push(Invoice {
            id,
            engagement: deal.id,
            customer: deal.customer,
            entity: deal.entity,
            currency: deal.currency,
            period_from,
            period_to: today,
            issued_on: today,
            due_on: today,
            status: InvoiceStatus::PendingApproval,
            psa_draft: false,
            psa_cancelled: false,
            net_minor,
            tax_minor: divide_half_even(net_minor * tax_bp, 10_000),
            applied_minor: 0,
            exchange_rate: rust_decimal::Decimal::ONE,
            rebill_of: None,
            disputed: false,
            advance: false,
            erp_created_at: Some(at),
            meta: Meta::at(at),
        });
        self.touch(Kind::Invoice, id);
        Some(id)
    }

    /// The customer of an overdue or open invoice pays, in full or in part.
    fn pay(&mut self, dice: &mut Dice) -> Option<()> {
        let mut open: Vec<(NaiveDate, u32)> = self
            .invoices
            .iter()
            .filter(|row| row.open_minor() > 0 && row.meta.live())
            .map(|row| (row.due_on, row.id))
            .collect();
        open.sort_unstable();
        let (_, id) = *open.get(dice.place(open.len().min(12)))?;
        let row = self.invoice(id)?.clone();
        let at = self.stamp();
        let received_on = self.day(row.entity);
        let functional = self.entity(row.entity)?.currency;
        let exchange_rate =
            Rates::of(self).on(row.currency, functional, RateType::Spot, received_on);
        let amount_minor = if dice.chance(2_000) {
            (row.open_minor() / 2).max(1)
        } else {
            row.open_minor()
        };
        let payment = self.payments.len() as u32 + 1;
        self.payments.push(Payment {
            id: payment,
            customer: row.customer,
            entity: row.entity,
            currency: row.currency,
            received_on,
            amount_minor,
            applied_minor: amount_minor,
            exchange_rate,
            meta: Meta::at(at),
        });
        self.touch(Kind::Payment, payment);
        let application = self.applications.len() as u32 + 1;
        self.applications.push(Application {
            id: application,
            from: AppliedFrom::Payment(payment),
            invoice: id,
            amount_minor,
            applied_on: received_on,
            meta: Meta::at(at),
        });
        self.touch(Kind::Application, application);
        let held = self.invoices.get_mut(id as usize - 1)?;
        held.applied_minor += amount_minor;
        let settled = held.open_minor() == 0;
        if settled {
            held.status = InvoiceStatus::Paid;
            let external = self.external_payments.len() as u32 + 1;
            let amount_minor = row.total_minor();
            self.external_payments.push(ExternalPayment {
                id: external,
                invoice: id,
                amount_minor,
                meta: Meta::at(at),
            });
            self.touch(Kind::ExternalPayment, external);
        }
        self.touch(Kind::Invoice, id);
        Some(())
    }

    fn accept(&mut self) -> Option<()> {
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

    /// A recent approval of time that nobody billed is withdrawn.
    fn withdraw(&mut self) -> Option<()> {
        let entry = self
            .time_entries
            .iter()
            .rev()
            .take(20_000)
            .filter(|row| {
                row.approved && row.invoice.is_none() && row.meta.live() && row.submission.is_some()
            })
            .nth(3)?;
        let submission = entry.submission?;
        let billed = self
            .time_entries
            .iter()
            .rev()
            .take(20_000)
            .any(|row| row.submission == Some(submission) && row.invoice.is_some());
        if billed {
            return None;
        }
        self.decide(submission, Decision::Cancelled)
    }

    fn drop_entry(&mut self) -> Option<()> {
        let id = self
            .time_entries
            .iter()
            .rev()
            .take(20_000)
            .find(|row| {
                !row.approved
                    && row.invoice.is_none()
                    && row.meta.live()
                    && row.submission.is_none()
            })?
            .id;
        self.delete(Kind::TimeEntry, id);
        Some(())
    }
}

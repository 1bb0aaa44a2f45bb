//! Billable items on their way to an invoice and to cash: kpis.md sections 10, 21 and 22, "Billing latency".

use std::collections::BTreeMap;

use chrono_tz::Tz;
use throughline::domain::record::Kind;

use super::book::Row;
use super::margin::{Project, Reading, civil, expense_approved, issued, zone_of};
use super::number::money;
use super::rate::{GROUP, month_end, ymd};

/// A billable item.
#[derive(Clone, Debug)]
pub struct Item {
    /// time, expense or milestone.
    pub item: &'static str,
    pub project: Option<Project>,
    pub entity: Option<i64>,
    pub person: Option<i64>,
    pub role: Option<i64>,
    pub work: i32,
    pub submitted: Option<i32>,
    pub approved: Option<i32>,
    pub eligible: i32,
    pub synced: Option<i32>,
    pub issued: Option<i32>,
    pub paid: Option<i32>,
    /// An adjustment of time already billed: lines, but no lag.
    pub correction: bool,
    /// Lines of issued invoices, and those of them on invoices that replace another.
    pub lines: [i128; 2],
    /// Net amount in group currency at the spot of the issue date, in ten-thousandths.
    pub weight: Option<i128>,
}

impl Item {
    /// cycle wait (max(3,4) - 3), integration wait (5 - max(3,4)), finance wait (8 - 5); they add up to 8 - 3.
    pub fn waits(&self) -> Option<[i32; 3]> {
        let (approved, issued) = (self.approved?, self.issued?);
        let ready = approved.max(self.eligible);
        let synced = self.synced.unwrap_or(ready);
        Some([ready - approved, synced - ready, issued - synced])
    }
}

impl Reading<'_> {
    /// "Its end is that of the cycle holding the work date"; calendar month unless stated.
    fn cycle_end(&self, project: Option<&Project>, day: i32) -> i32 {
        let cycle = project
            .and_then(|project| project.engagement)
            .and_then(|id| self.book.get(Kind::Engagement, id)?.text("billing_cycle"));
        match cycle {
            // Day 0 was a Thursday; an ISO week ends on Sunday.
            Some("week") => day + (3 - day.rem_euclid(7)).rem_euclid(7),
            Some("quarter") => {
                let (_, month, _) = ymd(day);
                (month..month + (3 - month % 3) % 3)
                    .fold(month_end(day), |end, _| month_end(end + 1))
            }
            Some("milestone") => day,
            _ => month_end(day),
        }
    }

    /// Civil days of all approvals of what a row was handed in with, in order; of a row that dates its approval itself, that day.
    fn approvals(&self, row: &Row, zone: Tz) -> Vec<i32> {
        let mut instants = self.approval_instants(row);
        if instants.is_empty() {
            instants.extend(row.int("approved_at"));
        }
        let mut days: Vec<i32> = instants.into_iter().map(|at| civil(at, zone)).collect();
        if days.is_empty() {
            let sheet = self.book.follow(row, "submission_id", Kind::Submission);
            days.extend(
                sheet
                    .filter(|sheet| sheet.text("status") == Some("approved"))
                    .and_then(|sheet| sheet.day("decided_on")),
            );
        }
        days.retain(|day| *day <= self.as_of);
        days.sort_unstable();
        days
    }

    /// Items on their first issued invoice, and approved ones on none, as of the day.
    pub fn items(&self) -> Vec<Item> {
        let mut lines: BTreeMap<(&str, i64), Vec<(i32, i64, &Row)>> = BTreeMap::new();
        for line in self.book.all(Kind::InvoiceLine) {
            let subject = match line.text("delivery") {
                Some("time" | "correction") => ("time", line.int("time_entry_id")),
                Some("expense") => ("expense", line.int("expense_id")),
                Some("milestone") => ("milestone", line.int("milestone_id")),
                _ => continue,
            };
            let (Some(invoice), (item, Some(id))) =
                (self.book.follow(line, "invoice_id", Kind::Invoice), subject)
            else {
                continue;
            };
            if invoice.text("document") != Some("invoice")
                || !issued(invoice)
                || invoice.flag("advance") == Some(true)
            {
                continue;
            }
            let on = invoice.day("issued_on").unwrap();
            let found = (on, invoice.id(), line);
            if on <= self.as_of {
                lines.entry((item, id)).or_default().push(found);
            }
        }
        // All lines of the first invoice.
        let first = |item, id| -> Vec<&Row> {
            let found = lines.get(&(item, id)).map_or(&[][..], Vec::as_slice);
            let earliest = found.iter().map(|(on, invoice, _)| (*on, *invoice)).min();
            found
                .iter()
                .filter(|(on, invoice, _)| Some((*on, *invoice)) == earliest)
                .map(|found| found.2)
                .collect()
        };
        let counted = |item, id| -> [i128; 2] {
            let found = lines.get(&(item, id)).map_or(&[][..], Vec::as_slice);
            let replaces = found.iter().filter(|(_, invoice, _)| {
                let invoice = self.book.get(Kind::Invoice, *invoice);
                invoice.is_some_and(|invoice| invoice.int("rebill_of_id").is_some())
            });
            [found.len() as i128, replaces.count() as i128]
        };
        let within = self.within();
        let mut items = Vec::new();
        for row in self.book.all(Kind::TimeEntry) {
            let lines = first("time", row.id());
            let correction = row.flag("correction") == Some(true);
            let item = self.item("time", row, row.day("work_on"), &lines, &within);
            items.extend(
                item.filter(|item| !correction || item.issued.is_some())
                    .map(|item| Item {
                        correction,
                        lines: counted("time", row.id()),
                        ..item
                    }),
            );
        }
        for row in self.book.all(Kind::Expense) {
            let lines = first("expense", row.id());
            let item = self.item("expense", row, row.day("spent_on"), &lines, &within);
            let lines = counted("expense", row.id());
            items.extend(item.map(|item| Item { lines, ..item }));
        }
        for row in self.book.all(Kind::Milestone) {
            let lines = first("milestone", row.id());
            let item = self.item("milestone", row, None, &lines, &within);
            let lines = counted("milestone", row.id());
            items.extend(item.map(|item| Item { lines, ..item }));
        }
        items
    }

    fn item(
        &self,
        item: &'static str,
        row: &Row,
        work: Option<i32>,
        lines: &[&Row],
        within: &BTreeMap<i64, i128>,
    ) -> Option<Item> {
        let line = lines.first().copied();
        let project = self.project(row).filter(|project| !project.internal);
        let invoice = line.and_then(|line| self.book.follow(line, "invoice_id", Kind::Invoice));
        let entity = invoice
            .and_then(|invoice| {
                self.book
                    .group(invoice, "legal_entity_id", Kind::LegalEntity)
            })
            .or_else(|| project?.entity);
        let zone = zone_of(entity.and_then(|id| self.book.get(Kind::LegalEntity, id)));
        let issued_on = invoice.and_then(|invoice| invoice.day("issued_on"));
        let (approvals, work) = if item == "milestone" {
            let moves = self.acceptances(row, zone);
            let days: Vec<i32> = moves
                .iter()
                .filter(|(on, sign)| *sign > 0 && *on <= self.as_of)
                .map(|(on, _)| *on)
                .collect();
            let standing: i128 = moves
                .iter()
                .filter(|(on, _)| *on <= self.as_of)
                .map(|(_, sign)| sign)
                .sum();
            if line.is_none() && (standing <= 0 || project?.model != "milestone") {
                return None;
            }
            let last = days.last().copied();
            (days, last)
        } else {
            (self.approvals(row, zone), work)
        };
        // "Approved is the last approval before issue"; only approved after it: the first one, a negative lag.
        let approved = match issued_on {
            Some(issued) => approvals
                .iter()
                .rfind(|day| **day <= issued)
                .or(approvals.first())
                .copied(),
            None => approvals.iter().rfind(|day| **day <= self.as_of).copied(),
        };
        let work = if item == "milestone" {
            approved.or(work).or(row.day("planned_on")).or(issued_on)?
        } else {
            work?
        };
        let refused = row.text("status") == Some("rejected");
        let expense = item == "expense" && row.flag("billable") != Some(true);
        if refused || expense || work > self.as_of {
            return None;
        }
        if line.is_none() && !self.open(item, row, project?, within) {
            return None;
        }
        let submission = self.book.follow(row, "submission_id", Kind::Submission);
        let posted = self
            .book
            .having(Kind::TimePosting, "time_entry_id", row.id())
            .into_iter()
            .filter(|_| item == "time")
            .filter_map(|posting| posting.int("posted_at"))
            .min();
        // "One line (latency weights)": each line is rounded.
        let weight = issued_on.and_then(|on| {
            let one = |line: &&Row| {
                let rate = self.rates.spot(line.text("currency")?, GROUP, on)?;
                let amount = money(line.int("amount")?.into());
                Some(amount.times(rate).rounded(4))
            };
            lines.iter().map(one).sum()
        });
        Some(Item {
            item,
            entity,
            person: self.book.group(row, "person_id", Kind::Person),
            role: self.book.group(row, "role_id", Kind::Role),
            work,
            submitted: row
                .int("submitted_at")
                .or_else(|| submission?.int("submitted_at"))
                .map(|at| civil(at, zone)),
            approved,
            eligible: self.cycle_end(project, work),
            synced: posted.map(|at| self.skewed(at, approved, row, zone)),
            issued: issued_on,
            paid: invoice.and_then(|invoice| self.paid(invoice)),
            correction: false,
            lines: [0; 2],
            weight,
            project: project.cloned(),
        })
    }

    /// "Clocks of two systems: if 5 < 3 by less than the allowed skew treat as 0"; a quarter of an hour is allowed.
    fn skewed(&self, posted: i64, approved: Option<i32>, row: &Row, zone: Tz) -> i32 {
        let day = civil(posted, zone);
        let late = self
            .approval_instants(row)
            .into_iter()
            .filter(|at| Some(civil(*at, zone)) == approved)
            .any(|at| (1..15 * 60_000).contains(&(at - posted)));
        if late {
            day.max(approved.unwrap_or(day))
        } else {
            day
        }
    }

    fn approval_instants(&self, row: &Row) -> Vec<i64> {
        row.int("submission_id")
            .map(|id| self.book.having(Kind::Approval, "submission_id", id))
            .unwrap_or_default()
            .into_iter()
            .filter(|decision| decision.text("decision") == Some("approved"))
            .map(|decision| decision.int("decided_at").unwrap())
            .collect()
    }

    /// True where something is still to be billed: approved, billable, under a contract that bills it, not over its cap.
    fn open(&self, item: &str, row: &Row, project: &Project, within: &BTreeMap<i64, i128>) -> bool {
        match item {
            "time" => {
                row.text("status") == Some("approved")
                    && self.charged(row, project)
                    && within.get(&row.id()) != Some(&0)
            }
            "expense" => expense_approved(self.book, row),
            _ => true,
        }
    }

    /// The day on which applications first reach an invoice's total.
    fn paid(&self, invoice: &Row) -> Option<i32> {
        let total = i128::from(invoice.int("total")?);
        let received = |row: &Row| {
            let payment = self.book.follow(row, "payment_id", Kind::Payment);
            payment.is_some_and(|payment| payment.text("status") == Some("received"))
        };
        let mut applied: Vec<(i32, i128)> = self
            .book
            .having(Kind::PaymentApplication, "invoice_id", invoice.id())
            .into_iter()
            .filter_map(|row| {
                let payment = self.book.follow(row, "payment_id", Kind::Payment);
                let credit = self.book.follow(row, "credit_note_id", Kind::Invoice);
                let settles = match row.int("payment_id") {
                    Some(_) => received(row),
                    None => credit.is_some_and(issued),
                };
                if !settles {
                    return None;
                }
                let on = row
                    .day("applied_on")
                    .or_else(|| payment?.day("received_on"))
                    .or_else(|| credit?.day("issued_on"))?;
                Some((on, row.int("amount")?.into()))
            })
            .filter(|(on, _)| *on <= self.as_of)
            .collect();
        applied.sort_unstable();
        // What a credit alone has settled was never paid.
        let rows = self
            .book
            .having(Kind::PaymentApplication, "invoice_id", invoice.id());
        if !rows.into_iter().any(received) {
            return None;
        }
        let mut sum = 0;
        applied.into_iter().find_map(|(on, amount)| {
            sum += amount;
            (sum >= total).then_some(on)
        })
    }
}

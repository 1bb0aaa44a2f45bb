//! Revenue and cost of projects, row by row: kpis.md sections 1 to 3, 21 and 22.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use entity::value::{Day, Instant};
use throughline::domain::record::Kind;

use super::book::{Book, Row};
use super::number::{Exact, money};
use super::rate::{GROUP, Rates, month_start};

/// Which of a line's amounts is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    Project,
    Entity,
    Group,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Revenue,
    PassThrough,
    Labor,
    Subcontractor,
    Expense,
    /// Part of labor, shown beside it.
    Rework,
    /// What a loss to be expected grew by.
    Provision,
}

/// A row of a project on a day, in the wanted currency.
#[derive(Clone, Debug)]
pub struct Line {
    pub project: i64,
    pub on: i32,
    pub what: What,
    /// In ten-thousandths; none where no rate of exchange is known.
    pub amount: Option<i128>,
}

/// A project with what it hangs on.
#[derive(Clone, Debug)]
pub struct Project {
    pub id: i64,
    pub customer: Option<i64>,
    pub engagement: Option<i64>,
    pub practice: Option<i64>,
    pub manager: Option<i64>,
    pub entity: Option<i64>,
    /// How it is billed, by the contract where there is one.
    pub shown_model: String,
    /// The same, "none" where no contract binds.
    pub model: String,
    pub internal: bool,
    pub currency: String,
    pub functional: String,
    pub billable_default: bool,
    pub zone: Tz,
}

/// Why a project has no figure for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    clippy::enum_variant_names,
    reason = "the names are the codes of the contract"
)]
pub enum Gap {
    NoRate,
    NoEstimate,
    NoSource,
}

/// Everything that margins are made of.
#[derive(Default)]
pub struct Margin {
    pub lines: Vec<Line>,
    /// Lines left out for a rate that is missing: project, day, reason.
    pub missing: Vec<(i64, i32, &'static str)>,
    /// Months (by their first day) of a project without a revenue, and why.
    pub gaps: BTreeMap<(i64, i32), Vec<Gap>>,
}

impl Margin {
    /// First days of the months in which a project has rows.
    pub fn months(&self, project: i64) -> Vec<i32> {
        let lines = self.lines.iter().map(|line| (line.project, line.on));
        let missing = self.missing.iter().map(|(id, on, _)| (*id, *on));
        let mut months: Vec<i32> = lines
            .chain(missing)
            .filter(|(id, _)| *id == project)
            .map(|(_, on)| month_start(on))
            .collect();
        months.sort_unstable();
        months.dedup();
        months
    }
}

/// Reads what margins need.
pub struct Reading<'a> {
    pub book: &'a Book,
    pub rates: &'a Rates,
    pub projects: BTreeMap<i64, Project>,
    pub as_of: i32,
}

pub fn civil(at: i64, zone: Tz) -> i32 {
    Day::from_date(Instant(at).datetime().with_timezone(&zone).date_naive()).0
}

pub fn zone_of(entity: Option<&Row>) -> Tz {
    entity
        .and_then(|row| row.text("time_zone"))
        .and_then(|name| name.parse().ok())
        .unwrap_or(Tz::UTC)
}

/// Every project with its contract's model; "internal projects are shown apart".
pub fn projects(book: &Book) -> BTreeMap<i64, Project> {
    let named: BTreeMap<i64, &Row> = book
        .all(Kind::Engagement)
        .filter_map(|row| Some((book.group(row, "project_id", Kind::Project)?, row)))
        .collect();
    let one = |row: &Row| {
        let engagement = book
            .follow(row, "engagement_id", Kind::Engagement)
            .or_else(|| named.get(&row.id()).copied());
        let either = |field: &str, kind: Kind| {
            book.group(row, field, kind)
                .or_else(|| book.group(engagement?, field, kind))
        };
        let entity = either("legal_entity_id", Kind::LegalEntity);
        let entity_row = entity.and_then(|id| book.get(Kind::LegalEntity, id));
        // The contract says how it is billed; a project without one says it itself.
        let model = engagement
            .and_then(|row| row.text("billing_model"))
            .filter(|model| *model != "unknown")
            .or_else(|| row.text("billing_model"))
            .unwrap_or("unknown");
        let internal = row.flag("internal").unwrap_or(model == "none");
        // "Only active and ended contracts bind."
        let binds = engagement
            .and_then(|row| row.text("status"))
            .is_none_or(|status| !matches!(status, "draft" | "cancelled"));
        let currency = row
            .text("currency")
            .or_else(|| engagement?.text("currency"))
            .unwrap_or(GROUP);
        Project {
            id: row.id(),
            customer: either("customer_id", Kind::Customer),
            engagement: engagement.map(Row::id),
            practice: book.group(row, "practice_id", Kind::Practice),
            manager: book.group(row, "manager_id", Kind::Person),
            entity,
            shown_model: if internal { "none" } else { model }.to_owned(),
            model: if binds && !internal { model } else { "none" }.to_owned(),
            internal,
            currency: currency.to_owned(),
            functional: entity_row
                .and_then(|row| row.text("functional_currency"))
                .unwrap_or(currency)
                .to_owned(),
            billable_default: row.flag("billable_default").unwrap_or(!internal),
            zone: zone_of(entity_row),
        }
    };
    book.all(Kind::Project)
        .map(|row| (row.id(), one(row)))
        .collect()
}

/// An expense is approved where it says so itself, or where its report was.
pub fn expense_approved(book: &Book, row: &Row) -> bool {
    let report = book.follow(row, "submission_id", Kind::Submission);
    match row.text("status") {
        Some("approved") => true,
        // "Deleted, rejected and voided records count nowhere."
        Some("rejected") => false,
        _ => report.is_some_and(|report| report.text("status") == Some("approved")),
    }
}

/// An hour at a price of millionths, exactly.
pub fn worth(milliseconds: i64, millionths: i64) -> Exact {
    Exact::new(milliseconds.into(), 3_600_000).times(Exact::scaled(millionths.into(), 6))
}

impl<'a> Reading<'a> {
    pub fn new(book: &'a Book, rates: &'a Rates, as_of: i32) -> Self {
        Self {
            book,
            rates,
            projects: projects(book),
            as_of,
        }
    }

    pub fn project(&self, row: &Row) -> Option<&Project> {
        self.projects
            .get(&self.book.group(row, "project_id", Kind::Project)?)
    }

    pub fn target<'p>(&self, basis: Basis, project: &'p Project) -> &'p str {
        match basis {
            Basis::Project => &project.currency,
            Basis::Entity => &project.functional,
            Basis::Group => GROUP,
        }
    }

    pub fn spot(&self, basis: Basis, project: &Project, from: &str, on: i32) -> Option<Exact> {
        self.rates.spot(from, self.target(basis, project), on)
    }

    /// "The entry's own billable flag decides, with the project's default where the source has none."
    pub fn billable(&self, entry: &Row, project: Option<&Project>) -> bool {
        entry
            .flag("billable")
            .unwrap_or_else(|| project.is_some_and(|project| project.billable_default))
    }

    /// All rows of all projects in one of the three currencies.
    pub fn margin(&self, basis: Basis) -> Margin {
        let mut margin = Margin::default();
        self.time(basis, &mut margin);
        self.expenses(basis, &mut margin);
        self.milestones(basis, &mut margin);
        self.price_credits(basis, &mut margin);
        for project in self.projects.values().filter(|project| !project.internal) {
            match project.model.as_str() {
                "fixed_fee" => self.cost_to_cost(basis, project, &mut margin),
                "retainer" => self.retainer(basis, project, &mut margin),
                "unknown" => self.unexplained(project, &mut margin),
                _ => {}
            }
        }
        margin
    }

    /// Approved entries up to the day, in the order in which a cap is consumed.
    fn approved(&self) -> Vec<(&Row, &Project)> {
        let mut entries: Vec<(&Row, &Project)> = self
            .book
            .all(Kind::TimeEntry)
            .filter(|row| row.text("status") == Some("approved"))
            .filter(|row| row.day("work_on").unwrap() <= self.as_of)
            .filter_map(|row| Some((row, self.project(row)?)))
            .collect();
        // "A cap is consumed in the order work date, entries before adjustments, id."
        entries.sort_by_key(|(row, _)| {
            let adjustment = row.flag("correction") == Some(true);
            (
                row.day("work_on").unwrap(),
                adjustment,
                self.book.place(row),
            )
        });
        entries
    }

    /// What each billable entry under time and materials is worth, and what of it is within the cap.
    fn worths(&self) -> BTreeMap<i64, (Exact, i128)> {
        let mut running: BTreeMap<i64, i128> = BTreeMap::new();
        let mut worths = BTreeMap::new();
        for (row, project) in self.approved() {
            let (true, Some(price)) = (self.charged(row, project), row.int("bill_rate")) else {
                continue;
            };
            let exact = worth(row.int("duration").unwrap(), price);
            let whole = exact.rounded(4);
            let contract = project
                .engagement
                .and_then(|id| self.book.get(Kind::Engagement, id));
            let added = match contract.and_then(|row| Some((row.id(), row.int("cap")?))) {
                None => whole,
                Some((contract, cap)) => {
                    // "What a day adds is min(cap, running value) less what was recognised before."
                    let cap = i128::from(cap);
                    let value = running.entry(contract).or_default();
                    let before = cap.min(*value);
                    *value += whole;
                    cap.min(*value) - before
                }
            };
            worths.insert(row.id(), (exact, added));
        }
        worths
    }

    /// What an entry is worth within the cap.
    pub fn within(&self) -> BTreeMap<i64, i128> {
        let worths = self.worths().into_iter();
        worths.map(|(id, (_, within))| (id, within)).collect()
    }

    /// Billed by the hour.
    pub fn charged(&self, entry: &Row, project: &Project) -> bool {
        project.model == "time_and_materials" && self.billable(entry, Some(project))
    }

    /// Labor of all approved hours; revenue of the billable ones under time and materials, up to the contract's cap.
    pub fn time(&self, basis: Basis, margin: &mut Margin) {
        let worths = self.worths();
        for (row, project) in self.approved() {
            let on = row.day("work_on").unwrap();
            let currency = row.text("currency").unwrap_or(&project.currency);
            let duration = row.int("duration").unwrap();
            let rate = self.spot(basis, project, currency, on);
            let convert = |exact: Exact| rate.map(|rate| exact.times(rate).rounded(4));
            match row.int("cost_rate") {
                None => margin.missing.push((project.id, on, "NO_COST_RATE")),
                Some(price) => {
                    let amount = convert(worth(duration, price));
                    let mut push = |what| {
                        margin.lines.push(Line {
                            project: project.id,
                            on,
                            what,
                            amount,
                        });
                    };
                    push(What::Labor);
                    if self.rework(row) {
                        push(What::Rework);
                    }
                }
            }
            if !self.charged(row, project) {
                continue;
            }
            let Some((exact, within)) = worths.get(&row.id()).copied() else {
                margin.missing.push((project.id, on, "NO_BILL_RATE"));
                continue;
            };
            // "The row on its edge converts its remainder"; any other its unrounded original.
            let amount = if within == exact.rounded(4) {
                convert(exact)
            } else {
                convert(money(within))
            };
            margin.lines.push(Line {
                project: project.id,
                on,
                what: What::Revenue,
                amount,
            });
        }
    }

    pub fn rework(&self, entry: &Row) -> bool {
        self.book
            .follow(entry, "task_id", Kind::Task)
            .is_some_and(|task| task.text("category") == Some("rework"))
    }

    /// "Agent: the expense is neither revenue nor cost, only the mark-up is revenue; principal: billed amount is revenue and
    /// pass-through revenue, amount is cost."
    pub fn expenses(&self, basis: Basis, margin: &mut Margin) {
        for row in self.book.all(Kind::Expense) {
            let on = row.day("spent_on").unwrap();
            let Some(project) = self.project(row) else {
                continue;
            };
            if on > self.as_of || !expense_approved(self.book, row) {
                continue;
            }
            let amount = i128::from(row.int("amount").unwrap());
            let rate = self.spot(basis, project, row.text("currency").unwrap(), on);
            let mut push = |what, amount: i128| {
                margin.lines.push(Line {
                    project: project.id,
                    on,
                    what,
                    amount: rate.map(|rate| money(amount).times(rate).rounded(4)),
                });
            };
            let nature = row.text("nature").unwrap();
            let billable =
                row.flag("billable") == Some(true) && !project.internal && project.model != "none";
            let engagement = project
                .engagement
                .and_then(|id| self.book.get(Kind::Engagement, id));
            if billable && matches!(nature, "reimbursable" | "other") {
                let billed = billed(row, engagement);
                let policy = engagement.and_then(|row| row.text("pass_through_policy"));
                if policy == Some("principal") {
                    push(What::Revenue, billed);
                    push(What::PassThrough, billed);
                    push(What::Expense, amount);
                } else if billed != amount {
                    push(What::Revenue, billed - amount);
                }
                continue;
            }
            push(
                match nature {
                    "subcontractor" => What::Subcontractor,
                    _ => What::Expense,
                },
                amount,
            );
        }
    }

    /// "Price credits on time and materials reduce revenue on the credited entry's work date"; "a price credit converts to functional
    /// currency at the rate printed on the original invoice, to group currency at the spot of the original issue date."
    fn price_credits(&self, basis: Basis, margin: &mut Margin) {
        for line in self.book.all(Kind::InvoiceLine) {
            let Some(note) = self.book.follow(line, "invoice_id", Kind::Invoice) else {
                continue;
            };
            if note.text("document") != Some("credit_note")
                || note.text("credit_reason") != Some("price")
                || !issued(note)
                || note.day("issued_on").unwrap() > self.as_of
            {
                continue;
            }
            let original = self.book.follow(note, "corrects_id", Kind::Invoice);
            let day = original
                .and_then(|row| row.day("issued_on"))
                .or(note.day("issued_on"))
                .unwrap();
            let entry = self.book.follow(line, "time_entry_id", Kind::TimeEntry);
            let expense = self.book.follow(line, "expense_id", Kind::Expense);
            let on = entry
                .and_then(|row| row.day("work_on"))
                .or_else(|| expense?.day("spent_on"))
                .unwrap_or(day);
            let Some(project) = entry
                .or(expense)
                .and_then(|row| self.project(row))
                .or_else(|| self.project(line))
            else {
                continue;
            };
            if project.model != "time_and_materials" || on > self.as_of {
                continue;
            }
            let from = line.text("currency").unwrap();
            let printed = original.and_then(|row| row.int("exchange_rate"));
            let rate = match (basis, printed) {
                (Basis::Entity, Some(rate)) if from != project.functional => {
                    Some(Exact::scaled(rate.into(), 10))
                }
                _ => self.spot(basis, project, from, day),
            };
            let amount = -i128::from(line.int("amount").unwrap());
            margin.lines.push(Line {
                project: project.id,
                on,
                what: What::Revenue,
                amount: rate.map(|rate| money(amount).times(rate).rounded(4)),
            });
        }
    }
}

/// A document that is not draft, void, deleted or of an unknown state.
pub fn issued(document: &Row) -> bool {
    !matches!(
        document.text("status"),
        None | Some("draft" | "void" | "unknown")
    ) && document.day("issued_on").is_some()
}

/// "An expense bill rounded to the minor unit, half-even, is part of the price and comes first."
pub fn billed(expense: &Row, engagement: Option<&Row>) -> i128 {
    let markup = engagement
        .and_then(|row| row.int("expense_markup"))
        .unwrap_or(0);
    let minor = if expense.text("currency") == Some("JPY") {
        0
    } else {
        2
    };
    let exact = money(expense.int("amount").unwrap().into())
        .times(Exact::scaled(1_000_000 + i128::from(markup), 6));
    exact.rounded(minor) * 10_i128.pow(4 - minor)
}

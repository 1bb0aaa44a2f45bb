//! Billable items as of a day; how they were read stands at the head of [`super::leakage`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::facts::{
    CUSTOMER, ENGAGEMENT, ENTITY, EXPENSE, Facts, INVOICE, PERSON, PRACTICE, PROJECT, Row, TIME,
    date, month,
};
use super::receivable::{credit, document, issued};

/// The contract of a project.
pub(super) fn contract_of(facts: &Facts, project: i64) -> Option<i64> {
    let row = facts.things["project"].get(&project)?;
    facts.named(ENGAGEMENT, row, "engagement_id").or_else(|| {
        let mut contracts = facts.things["engagement"].values();
        contracts
            .find(|c| facts.named(PROJECT, c, "project_id") == Some(project))
            .map(Row::id)
    })
}

pub(super) fn internal(row: &Row) -> bool {
    row.flag("internal")
        .unwrap_or(row.is("billing_model", &["none"]))
}

/// A billable item as of a day.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub(super) kind: &'static str,
    pub(super) id: i64,
    pub(super) day: i64,
    pub(super) dims: BTreeMap<&'static str, Option<i64>>,
    pub(super) model: String,
    pub(super) approved: bool,
    pub(super) submitted: bool,
    pub(super) billable: bool,
    pub(super) live: bool,
    pub(super) held: bool,
    pub(super) currency: String,
    pub(super) functional: String,
    pub(super) value: i128,
    pub(super) over_cap: i128,
    pub(super) under_rate: i128,
    pub(super) written_down: i128,
    pub(super) deadline: i64,
    /// Live lines: amount, currency, day of issue.
    pub(super) lines: Vec<(i128, String, i64)>,
}

impl Item {
    pub(super) fn open(&self) -> i128 {
        if self.written_down == 0 {
            self.value
        } else {
            (self.value - self.written_down).max(0)
        }
    }

    pub(super) fn unbilled(&self) -> bool {
        self.billable && self.approved && !self.live && self.open() != 0
    }
}

fn cycle_end(cycle: &str, on: i64) -> i64 {
    use chrono::Datelike;
    match cycle {
        "quarter" => {
            let mut end = month(on).1;
            while !date(end).month().is_multiple_of(3) {
                end = month(end + 1).1;
            }
            end
        }
        "week" => on + 6 - i64::from(date(on).weekday().num_days_from_monday()),
        "milestone" => on,
        _ => month(on).1,
    }
}

/// Makes items of rows.
pub(super) struct Maker<'a> {
    pub(super) facts: &'a Facts,
    pub(super) as_of: i64,
    by_item: HashMap<i64, Vec<(&'a Row, &'a Row, bool)>>,
    decisions: HashMap<i64, Vec<i64>>,
    pub(super) held: BTreeSet<i64>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(facts: &'a Facts, as_of: i64) -> Self {
        let mut maker = Self {
            facts,
            as_of,
            by_item: HashMap::new(),
            decisions: HashMap::new(),
            held: BTreeSet::new(),
        };
        for line in &facts.rows["invoice_line"] {
            let invoice = maker
                .invoice_of(line)
                .filter(|i| !credit(i) && maker.stands(i));
            if let (Some(item), Some(invoice)) = (maker.item_of(line), invoice) {
                let live = !maker.rebilled(line);
                maker
                    .by_item
                    .entry(item)
                    .or_default()
                    .push((invoice, line, live));
            }
        }
        for list in maker.by_item.values_mut() {
            list.sort_by_key(|(invoice, line, _)| {
                (invoice.int("issued_on"), invoice.id(), line.id())
            });
        }
        for row in &facts.rows["approval"] {
            if row.is("decision", &["approved"]) {
                let list = maker
                    .decisions
                    .entry(row.int("submission_id").unwrap())
                    .or_default();
                list.push(row.int("decided_at").unwrap());
            }
        }
        for charge in &facts.rows["charge"] {
            if charge.is("stage", &["hold"])
                && let Some(posting) = facts.row("time_posting", charge.int("time_entry_id"))
            {
                maker
                    .held
                    .extend(facts.named(TIME, posting, "time_entry_id"));
            }
        }
        maker
    }

    pub(super) fn stands(&self, row: &Row) -> bool {
        issued(row) && row.int("issued_on").unwrap() <= self.as_of
    }

    pub(super) fn item_of(&self, line: &Row) -> Option<i64> {
        self.facts
            .named(TIME, line, "time_entry_id")
            .or(self.facts.named(EXPENSE, line, "expense_id"))
            .or(line.int("milestone_id"))
    }

    pub(super) fn invoice_of(&self, line: &Row) -> Option<&'a Row> {
        document(self.facts, line.int("invoice_id").unwrap())
    }

    /// True where a credit for a re-bill that stands takes a line back.
    pub(super) fn rebilled(&self, line: &Row) -> bool {
        let invoice = self.facts.whole(INVOICE, line.int("invoice_id").unwrap());
        let fee = |row: &Row| row.is("delivery", &["fee"]);
        self.facts.rows["invoice"].iter().any(|note| {
            let corrects = note
                .int("corrects_id")
                .map(|id| self.facts.whole(INVOICE, id));
            if !credit(note)
                || corrects != Some(invoice)
                || !self.stands(note)
                || !note.is("credit_reason", &["rebill"])
            {
                return false;
            }
            let mine: Vec<&Row> = self.facts.rows["invoice_line"]
                .iter()
                .filter(|row| self.invoice_of(row).map(Row::id) == Some(note.id()))
                .collect();
            let named = mine
                .iter()
                .any(|row| fee(row) || self.item_of(row).is_some());
            !named
                || mine.iter().any(|row| {
                    if fee(row) || fee(line) {
                        let projects = [row, line].map(|of| of.int("project_id"));
                        let apart =
                            projects.iter().all(Option::is_some) && projects[0] != projects[1];
                        fee(row)
                            && fee(line)
                            && !apart
                            && row.int("service_from_on") <= line.int("service_to_on")
                            && line.int("service_from_on") <= row.int("service_to_on")
                    } else {
                        self.item_of(row) == self.item_of(line)
                    }
                })
        })
    }

    /// Issued lines of an item, earliest first, with whether each is live.
    pub(super) fn lines(&self, id: i64) -> &[(&'a Row, &'a Row, bool)] {
        self.by_item.get(&id).map_or(&[][..], Vec::as_slice)
    }

    pub(super) fn project(&self, row: &Row) -> Option<&'a Row> {
        let id = self.facts.named(PROJECT, row, "project_id")?;
        self.facts.things["project"]
            .get(&id)
            .filter(|project| !internal(project))
    }

    pub(super) fn contract(&self, project: &Row) -> Option<&'a Row> {
        contract_of(self.facts, project.id())
            .and_then(|id| self.facts.things["engagement"].get(&id))
    }

    pub(super) fn entity(&self, project: &Row) -> Option<i64> {
        let own = self.facts.named(ENTITY, project, "legal_entity_id");
        own.or_else(|| {
            self.facts
                .named(ENTITY, self.contract(project)?, "legal_entity_id")
        })
    }

    pub(super) fn currency(&self, project: &Row) -> String {
        let own = project.text("currency").map(str::to_owned);
        own.or_else(|| self.contract(project)?.text("currency").map(str::to_owned))
            .unwrap_or_else(|| self.facts.functional(self.entity(project)))
    }

    /// Billing model: the contract's where it binds, else the project's own where there is no contract.
    pub(super) fn model(&self, project: &Row) -> String {
        match self.contract(project) {
            Some(contract) if contract.is("status", &["draft", "cancelled"]) => "none".to_owned(),
            Some(contract) => contract.text("billing_model").unwrap().to_owned(),
            None => project
                .text("billing_model")
                .unwrap_or("unknown")
                .to_owned(),
        }
    }

    pub(super) fn blank(
        &self,
        kind: &'static str,
        id: i64,
        project: &Row,
        day: i64,
        item: i64,
    ) -> Item {
        let contract = self.contract(project);
        let cycle = contract
            .and_then(|c| c.text("billing_cycle"))
            .unwrap_or("month");
        let days = contract
            .and_then(|c| c.int("billing_deadline_days"))
            .unwrap_or(15);
        let lines = self.lines(item);
        let billed_by = lines
            .iter()
            .find(|(invoice, ..)| invoice.flag("advance") != Some(true));
        let entity = billed_by
            .and_then(|(invoice, ..)| self.facts.named(ENTITY, invoice, "legal_entity_id"))
            .or(self.entity(project));
        let own = |kind: i64, field: &str| self.facts.named(kind, project, field);
        let customer = own(CUSTOMER, "customer_id")
            .or_else(|| self.facts.named(CUSTOMER, contract?, "customer_id"));
        Item {
            kind,
            id,
            day,
            dims: BTreeMap::from([
                ("CUSTOMER", customer),
                ("ENGAGEMENT", contract.map(Row::id)),
                ("PROJECT", Some(project.id())),
                ("PRACTICE", own(PRACTICE, "practice_id")),
                ("MANAGER", own(PERSON, "manager_id")),
                ("LEGAL_ENTITY", entity),
            ]),
            model: match contract {
                Some(contract) => contract.text("billing_model").unwrap().to_owned(),
                None => project
                    .text("billing_model")
                    .unwrap_or("unknown")
                    .to_owned(),
            },
            live: lines.iter().any(|(.., live)| *live),
            lines: lines
                .iter()
                .filter(|(.., live)| *live)
                .map(|(invoice, line, _)| {
                    let amount = i128::from(line.int("amount").unwrap());
                    (
                        amount,
                        line.text("currency").unwrap().to_owned(),
                        invoice.int("issued_on").unwrap(),
                    )
                })
                .collect(),
            currency: self.currency(project),
            functional: self.facts.functional(self.entity(project)),
            deadline: cycle_end(cycle, day) + days,
            ..Item::default()
        }
    }

    /// Zone in which days of an item's approval count: of its invoice's entity, else of its project's.
    pub(super) fn zone(&self, item: &Item, project: &Row) -> chrono_tz::Tz {
        let billed = self.lines(item.id);
        let first = billed
            .iter()
            .find(|(invoice, ..)| invoice.flag("advance") != Some(true));
        match first {
            Some((invoice, ..)) => {
                self.facts
                    .zone(self.facts.named(ENTITY, invoice, "legal_entity_id"))
            }
            None => self.facts.zone(self.entity(project)),
        }
    }

    pub(super) fn approvals(&self, row: &Row) -> Vec<i64> {
        let submission = row.int("submission_id");
        let decided = submission.and_then(|id| self.decisions.get(&id));
        let mut list = decided.cloned().unwrap_or_default();
        if list.is_empty() {
            let sheet = self.facts.row("submission", submission);
            let decided = sheet
                .filter(|s| s.is("status", &["approved"]))
                .and_then(|s| s.int("decided_on"));
            list.extend(decided.map(|on| on * 86_400_000 + 43_200_000));
        }
        if list.is_empty() {
            list.extend(row.int("approved_at"));
        }
        list
    }

    pub(super) fn submitted_at(&self, row: &Row, own: Option<i64>) -> Option<i64> {
        let sheet = self.facts.row("submission", row.int("submission_id"));
        sheet.and_then(|s| s.int("submitted_at")).or(own)
    }
}

/// Every billable item as of a day.
pub(super) fn items(facts: &Facts, as_of: i64) -> Vec<Item> {
    let maker = Maker::new(facts, as_of);
    let mut items = maker.time();
    items.extend(maker.expenses());
    items.extend(maker.milestones());
    items.extend(maker.fees());
    items
}

//! Firms that nobody would want: random rows of every awkward kind, written straight into canonical tables.

use entity::canonical as c;
use entity::value::Instant;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use throughline::domain::clock::Clock;

use super::dice::Dice;
use super::rate::{month_end, month_start};
use super::slice::date;
use crate::harness::hub::Hub;

mod papers;

pub const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
pub const FIRST: &str = "2026-01-05";
const DAYS: i64 = 150;

/// A firm being written.
pub struct Firm {
    pub hub: Hub,
    pub clock: Clock,
    dice: Dice,
    next: i64,
    people: Vec<i64>,
    projects: Vec<(i64, i64, &'static str, &'static str)>,
    tasks: Vec<i64>,
    entries: Vec<(i64, i64, i64, bool)>,
    expenses: Vec<(i64, i64, i64)>,
    milestones: Vec<(i64, i64, i64)>,
    first: i64,
}

impl Firm {
    pub fn new(hub: Hub, seed: u64, today: &str) -> Self {
        Self {
            hub,
            clock: Clock::fixed(Instant(i64::from(date(today)) * DAY + 12 * HOUR)),
            dice: Dice::new(seed),
            next: 1_000,
            people: Vec::new(),
            projects: Vec::new(),
            tasks: Vec::new(),
            entries: Vec::new(),
            expenses: Vec::new(),
            milestones: Vec::new(),
            first: i64::from(date(FIRST)),
        }
    }

    pub async fn put<E>(&mut self, mut row: Value) -> i64
    where
        E: EntityTrait,
        E::Model: DeserializeOwned + IntoActiveModel<E::ActiveModel> + Send + Sync,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        if row.get("id").is_none() {
            self.next += 1;
            row["id"] = json!(self.next);
        }
        let id = row["id"].as_i64().unwrap();
        for (name, value) in [
            ("connection_id", json!(1)),
            ("source_id", json!(id)),
            ("version_at", json!(0)),
            ("tx", json!(1)),
        ] {
            row[name] = value;
        }
        let model: E::Model = serde_json::from_value(row).unwrap();
        let model = model.into_active_model();
        model.insert(&self.hub.database.writer).await.unwrap();
        id
    }

    /// Ends the one transaction that wrote everything.
    pub async fn commit(&self) {
        entity::change::change_tx::Model {
            tx: 1,
            sequence: Some(1),
            at: Some(self.clock.now()),
            rows: 1,
        }
        .into_active_model()
        .insert(&self.hub.database.writer)
        .await
        .unwrap();
    }

    fn day(&mut self) -> i64 {
        self.first + self.dice.between(0, DAYS)
    }

    fn instant(&mut self, day: i64) -> i64 {
        day * DAY + self.dice.between(0, DAY - 1)
    }

    /// Everything.
    pub async fn fill(&mut self) {
        self.organisation().await;
        self.rates().await;
        self.persons().await;
        self.contracts().await;
        for _ in 0..260 {
            self.entry().await;
        }
        for _ in 0..60 {
            self.expense().await;
        }
        self.documents().await;
        self.commit().await;
    }

    async fn organisation(&mut self) {
        for (id, currency, zone) in [
            (1, "USD", "America/New_York"),
            (2, "EUR", "Europe/Berlin"),
            (3, "JPY", "Asia/Tokyo"),
        ] {
            self.put::<c::legal_entity::Entity>(
                json!({"id": id, "name": currency, "functional_currency": currency, "time_zone": zone}),
            )
            .await;
        }
        for id in 1..=3 {
            let name = format!("{id}");
            self.put::<c::practice::Entity>(json!({"id": id, "name": name}))
                .await;
            self.put::<c::role::Entity>(json!({"id": id, "name": name}))
                .await;
            self.put::<c::customer::Entity>(json!({"id": id, "name": name, "status": "active"}))
                .await;
            self.put::<c::holiday_calendar::Entity>(json!({"id": id, "name": name}))
                .await;
            for _ in 0..4 {
                let from = self.day();
                let to = self.dice.between(0, 2);
                let to = self.dice.maybe(40, json!(from + to));
                self.put::<c::holiday::Entity>(
                    json!({"calendar_id": id, "from_on": from, "to_on": to}),
                )
                .await;
            }
        }
        for (id, hours, standard) in [
            (1, [8, 8, 8, 8, 8, 0, 0], true),
            (2, [9, 9, 9, 4, 0, 0, 3], false),
        ] {
            let [a, b, c, d, e, f, g] = hours.map(|hours: i64| hours * HOUR);
            self.put::<c::workweek::Entity>(json!({
                "id": id, "monday": a, "tuesday": b, "wednesday": c, "thursday": d, "friday": e, "saturday": f,
                "sunday": g, "standard": standard,
            }))
            .await;
        }
    }

    /// Spot rates with gaps of up to a fortnight, averages with months missing; EUR and JPY only through the group currency.
    async fn rates(&mut self) {
        for (base, quote, level) in [
            ("EUR", "USD", 10_812_345_671),
            ("GBP", "USD", 12_699_999_003_i64),
            ("JPY", "USD", 67_123_457),
            ("GBP", "EUR", 11_731_000_007),
        ] {
            let mut on = self.first - 10;
            while on < self.first + DAYS + 5 {
                let rate = level + self.dice.between(-40_000, 40_000);
                self.put::<c::fx_rate::Entity>(json!({
                    "base": base, "quote": quote, "rate_type": "spot", "effective_on": on, "rate": rate,
                }))
                .await;
                on += self.dice.pick(&[1, 1, 1, 2, 3, 5, 7, 8]);
            }
            let mut on = month_start(self.first as i32);
            while i64::from(on) < self.first + DAYS {
                if self.dice.chance(90) {
                    let rate = level + self.dice.between(-30_000, 30_000);
                    self.put::<c::fx_rate::Entity>(json!({
                        "base": base, "quote": quote, "rate_type": "average", "effective_on": on, "rate": rate,
                    }))
                    .await;
                }
                on = month_end(on) + 1;
            }
        }
    }

    async fn persons(&mut self) {
        for id in 1..=8 {
            let worker = if id == 7 { "contractor" } else { "employee" };
            let hired = self.first - self.dice.between(-40, 300);
            let hired = self.dice.maybe(85, json!(hired));
            let released = self.day();
            let released = self.dice.maybe(15, json!(released));
            let (entity, practice, role) = (
                self.dice.between(1, 3),
                self.dice.between(1, 3),
                self.dice.between(1, 3),
            );
            self.put::<c::person::Entity>(json!({
                "id": id, "name": format!("P{id}"), "worker": worker, "status": "active", "legal_entity_id": entity,
                "practice_id": practice, "role_id": role, "manager_id": 1, "hired_on": hired, "released_on": released,
            }))
            .await;
            self.people.push(id);
            if id % 3 == 0 {
                let from = self.day();
                let until = self.first + DAYS - 20;
                self.put::<c::workweek_membership::Entity>(
                    json!({"person_id": id, "workweek_id": 2, "from_on": from, "to_on": until}),
                )
                .await;
            }
            if id != 5 {
                self.put::<c::holiday_membership::Entity>(
                    json!({"person_id": id, "calendar_id": entity}),
                )
                .await;
            }
            for _ in 0..3 {
                let (on, noted) = (self.day(), self.day());
                let (role, before) = (self.dice.between(1, 3), self.dice.between(1, 3));
                let mut note =
                    json!({"person_id": id, "effective_on": on, "noted_at": noted * DAY});
                match self.dice.between(0, 3) {
                    0 => {
                        note["role_id"] = json!(role);
                        note["role_before_id"] = self.dice.maybe(50, json!(before));
                    }
                    1 => {
                        note["practice_id"] = json!(role);
                        note["practice_before_id"] = self.dice.maybe(50, json!(before));
                    }
                    2 => note["legal_entity_id"] = json!(role),
                    _ => note["manager_id"] = json!(before),
                }
                self.put::<c::position::Entity>(note).await;
            }
            for _ in 0..6 {
                let on = self.day();
                let time = self.dice.pick(&[2, 4, 8, 12]) * HOUR;
                let status = self
                    .dice
                    .pick(&["approved", "approved", "pending", "rejected"]);
                self.put::<c::absence::Entity>(
                    json!({"person_id": id, "absent_on": on, "duration": time, "status": status}),
                )
                .await;
            }
        }
    }

    async fn contracts(&mut self) {
        let models = ["time_and_materials", "fixed_fee", "milestone", "retainer"];
        for id in 1..=12 {
            let model = models[id as usize % 4];
            let currency = self.dice.pick(&["USD", "EUR", "GBP", "JPY"]);
            let start = self.first + self.dice.between(0, 40);
            let end = start + self.dice.between(50, 200);
            let early = start + self.dice.between(20, 60);
            let value = self.dice.between(1_000_001, 900_000_001);
            let cap = self.dice.between(2_000_000, 60_000_000);
            let several = id % 3 == 0;
            let status = self
                .dice
                .pick(&["active", "active", "active", "ended", "draft"]);
            let markup = self.dice.pick(&[0, 0, 75_000, 100_000, 33_333]);
            let policy = self.dice.pick(&["agent", "principal"]);
            let cycle = self.dice.pick(&["month", "quarter", "week", "milestone"]);
            let engagement = json!({
                "id": id, "name": format!("E{id}"), "customer_id": id % 3 + 1, "legal_entity_id": id % 3 + 1,
                "currency": currency, "billing_model": model, "status": status, "value": value,
                "cap": self.dice.maybe(60, json!(cap)), "start_on": start, "end_on": end,
                "ended_early_on": self.dice.maybe(30, json!(early)), "expense_markup": markup,
                "pass_through_policy": self.dice.maybe(80, json!(policy)), "billing_cycle": self.dice.maybe(50, json!(cycle)),
            });
            self.put::<c::engagement::Entity>(engagement).await;
            for part in 0..if several { 2 } else { 1 } {
                let project = id * 10 + part;
                let price = match (several, part) {
                    (false, _) => value,
                    (true, 0) => value / 3,
                    (true, _) => value - value / 3,
                };
                self.project(project, Some(id), model, currency, price)
                    .await;
            }
        }
        // Work without a client, and work that no contract explains.
        for (id, internal) in [(900, true), (901, false)] {
            self.put::<c::project::Entity>(json!({
                "id": id, "name": format!("I{id}"), "legal_entity_id": 1, "currency": "USD", "status": "active",
                "internal": internal, "practice_id": 2, "customer_id": if internal { Value::Null } else { json!(2) },
            }))
            .await;
            self.projects.push((id, 0, "none", "USD"));
        }
        for (category, productive) in [
            ("task", "none"),
            ("rework", "none"),
            ("task", "training"),
            ("task", "pre_sales"),
        ] {
            let task = json!({"project_id": 900, "category": category, "productive": productive});
            let task = self.put::<c::task::Entity>(task).await;
            self.tasks.push(task);
        }
    }

    async fn project(
        &mut self,
        id: i64,
        engagement: Option<i64>,
        model: &'static str,
        currency: &'static str,
        price: i64,
    ) {
        let contract = engagement.unwrap_or(0);
        let practice = self.dice.between(1, 3);
        let manager = self.dice.between(1, 8);
        let default = self.dice.chance(50);
        let row = json!({
            "id": id, "name": format!("J{id}"), "engagement_id": engagement, "customer_id": contract % 3 + 1,
            "practice_id": self.dice.maybe(90, json!(practice)), "manager_id": manager,
            "legal_entity_id": contract % 3 + 1, "currency": currency, "status": "active", "internal": false,
            "price": price, "billable_default": self.dice.maybe(50, json!(default)),
        });
        self.put::<c::project::Entity>(row).await;
        self.projects.push((id, contract, model, currency));
        if model == "fixed_fee" {
            for _ in 0..self.dice.between(0, 4) {
                let on = self.day();
                let cost = self.dice.between(0, 90_000_000);
                self.put::<c::estimate::Entity>(
                    json!({"project_id": id, "as_of_on": on, "cost_to_complete": cost}),
                )
                .await;
            }
        }
        if model == "milestone" {
            for _ in 0..4 {
                let task = json!({"project_id": id, "category": "milestone"});
                let task = self.put::<c::task::Entity>(task).await;
                for _ in 0..self.dice.between(0, 4) {
                    let on = self.day();
                    let at = self.instant(on);
                    let state = self
                        .dice
                        .pick(&["accepted", "accepted", "reversed", "other"]);
                    self.put::<c::task_state::Entity>(
                        json!({"task_id": task, "state": state, "changed_at": at}),
                    )
                    .await;
                }
                let amount = self.dice.between(100_000, 90_000_000);
                let milestone = json!({"project_id": id, "task_id": task, "amount": amount, "currency": currency});
                let milestone = self.put::<c::milestone::Entity>(milestone).await;
                self.milestones.push((milestone, id, amount));
            }
        }
    }

    /// A submission with its decisions, some of them given, taken back and given again.
    async fn submission(&mut self, day: i64) -> i64 {
        let submitted = self.instant(day + 1);
        let status = self
            .dice
            .pick(&["approved", "approved", "submitted", "rejected"]);
        let decided = self.dice.maybe(30, json!(day + 9));
        let id = self
            .put::<c::submission::Entity>(
                json!({"status": status, "submitted_at": submitted, "decided_on": decided}),
            )
            .await;
        for _ in 0..self.dice.pick(&[0, 1, 1, 1, 2, 3]) {
            let after = day + self.dice.between(0, 40);
            let at = self.instant(after);
            let decision =
                self.dice
                    .pick(&["approved", "approved", "approved", "cancelled", "rejected"]);
            self.put::<c::approval::Entity>(
                json!({"submission_id": id, "decision": decision, "decided_at": at}),
            )
            .await;
        }
        id
    }

    async fn entry(&mut self) {
        let places: Vec<_> = self
            .projects
            .iter()
            .map(|project| (project.0, project.3))
            .collect();
        let (project, currency) = self.dice.pick(&places);
        let people = self.people.clone();
        let person = self.dice.pick(&people);
        let day = self.day();
        let correction = self.dice.chance(12);
        let minutes = self.dice.between(1, 640);
        let duration = if correction {
            -minutes * 60_000 / 3
        } else {
            minutes * 60_000
        };
        let submission = self.submission(day).await;
        let (bill, cost) = (
            self.dice.between(20_000_000, 250_123_457),
            self.dice.between(10_000_000, 120_123_457),
        );
        let status = self.dice.pick(&[
            "approved",
            "approved",
            "approved",
            "approved",
            "submitted",
            "draft",
            "rejected",
        ]);
        let billable = self.dice.chance(80);
        let tasks = self.tasks.clone();
        let task = self.dice.pick(&tasks);
        let own = self.instant(day + 3);
        let row = json!({
            "person_id": person, "project_id": project, "role_id": self.dice.maybe(70, json!(person % 3 + 1)),
            "task_id": self.dice.maybe(40, json!(task)), "work_on": day, "duration": duration, "status": status,
            "billable": self.dice.maybe(75, json!(billable)), "submission_id": self.dice.maybe(90, json!(submission)),
            "approved_at": self.dice.maybe(20, json!(own)), "bill_rate": self.dice.maybe(96, json!(bill)),
            "cost_rate": self.dice.maybe(97, json!(cost)), "currency": self.dice.maybe(90, json!(currency)),
            "correction": correction, "posted_on": if correction { json!(day + 30) } else { Value::Null },
        });
        let id = self.put::<c::time_entry::Entity>(row).await;
        // The vendor numbers entries in another order than we do.
        let number = 10_000 + (id * 7_919) % 10_007;
        entity::landing::raw_record::Model {
            id,
            connection_id: 1,
            stream: "time_entries".to_owned(),
            external_id: number.to_string(),
            payload: "{}".to_owned(),
            hash: 0,
            version_at: Instant(0),
            received_at: Instant(0),
            run_id: 1,
            mapping_version: 1,
            emitted: None,
            deleted_at: None,
        }
        .into_active_model()
        .insert(&self.hub.database.writer)
        .await
        .unwrap();
        self.entries.push((id, project, day, correction));
        if self.dice.chance(70) {
            let after = day + self.dice.between(0, 45);
            let at = self.instant(after);
            self.put::<c::time_posting::Entity>(json!({"time_entry_id": id, "posted_at": at}))
                .await;
        }
    }

    async fn expense(&mut self) {
        let places: Vec<_> = self
            .projects
            .iter()
            .map(|project| (project.0, project.3))
            .collect();
        let (project, currency) = self.dice.pick(&places);
        let day = self.day();
        let submission = self.submission(day).await;
        let nature = self.dice.pick(&[
            "reimbursable",
            "reimbursable",
            "subcontractor",
            "software",
            "other",
        ]);
        let billable = nature == "reimbursable" && self.dice.chance(80);
        let minor = if currency == "JPY" { 10_000 } else { 100 };
        let amount = self.dice.between(1, 9_999) * minor;
        let status = self
            .dice
            .pick(&["approved", "submitted", "submitted", "draft", "rejected"]);
        let id = self
            .put::<c::expense::Entity>(json!({
                "person_id": 2, "project_id": project, "spent_on": day, "amount": amount, "currency": currency,
                "nature": nature, "billable": billable, "status": status, "submission_id": submission,
            }))
            .await;
        self.expenses.push((id, project, day));
    }
}

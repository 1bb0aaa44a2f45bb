//! The rows of the small firm: two legal entities, three practices, a customer that both entities share, somebody who moves.

use serde_json::{Value, json};
use throughline::domain::record::Kind;

use super::world::{COMMERCIAL, COST, HOUR, World, day};
use crate::harness::hub::START;

impl World {
    /// Writes every row of the firm.
    pub(super) async fn fill(&mut self) {
        for (id, name) in [(1, "North"), (2, "South")] {
            self.put(
                Kind::LegalEntity,
                json!({"id": id, "name": name, "functional_currency": "USD", "time_zone": "UTC"}),
            )
            .await;
        }
        for (id, name, parent, lead) in [
            (1, "Data", Value::Null, 1),
            (2, "Cloud", Value::Null, 2),
            (3, "Science", json!(1), 3),
        ] {
            self.put(
                Kind::Practice,
                json!({"id": id, "name": name, "parent_id": parent, "lead_id": lead}),
            )
            .await;
        }
        self.put(Kind::Role, json!({"id": 1, "name": "Consultant"}))
            .await;
        self.put(
            Kind::Workweek,
            json!({"id": 1, "name": "40", "monday": 8 * HOUR, "tuesday": 8 * HOUR, "wednesday": 8 * HOUR,
                   "thursday": 8 * HOUR, "friday": 8 * HOUR, "saturday": 0, "sunday": 0, "standard": true}),
        )
        .await;
        // Person 4 moves from Data to Cloud on the first of February.
        for (id, practice, entity) in [
            (1, 1, 1),
            (2, 2, 2),
            (3, 3, 1),
            (4, 2, 1),
            (5, 1, 1),
            (6, 2, 2),
            (7, 1, 2),
            (8, 2, 2),
        ] {
            self.put(
                Kind::Person,
                json!({"id": id, "source_id": 70 + id, "name": format!("Zname{id}"), "email": format!("zmail{id}@firm.example"), "worker": "employee",
                       "status": "active", "practice_id": practice, "legal_entity_id": entity, "role_id": 1,
                       "hired_on": day("2025-12-01"), "default_bill_rate": COMMERCIAL * 1000,
                       "default_cost_rate": COST * 1000, "rate_currency": "USD"}),
            )
            .await;
            self.put(
                Kind::Absence,
                json!({"id": id, "person_id": id, "absent_on": day("2026-01-05") + id, "duration": 8 * HOUR, "status": "approved"}),
            )
            .await;
            self.put(
                Kind::WorkweekMembership,
                json!({"id": id, "person_id": id, "workweek_id": 1, "from_on": day("2025-12-01")}),
            )
            .await;
        }
        for (id, on, practice) in [(1, "2025-12-01", 1), (2, "2026-02-01", 2)] {
            self.put(
                Kind::Position,
                json!({"id": id, "person_id": 4, "effective_on": day(on), "practice_id": practice, "cost_rate": COST * 1000, "currency": "USD"}),
            )
            .await;
        }
        for (id, name, leader, entity) in
            [(1, "Alder", 5, 1), (2, "Birch", 6, 2), (3, "Cedar", 5, 1)]
        {
            self.put(
                Kind::Customer,
                json!({"id": id, "name": name, "status": "active", "currency": "USD", "credit_limit": COMMERCIAL,
                       "account_leader_id": leader, "legal_entity_id": entity, "terms_days": 30,
                       "email": format!("zmailc{id}@client.example"), "payment_status": COMMERCIAL.to_string()}),
            )
            .await;
        }
        for (id, customer, practice, entity) in [
            (1, 1, 1, 1),
            (2, 2, 2, 2),
            (3, 3, 1, 1),
            (4, 3, 2, 2),
            (5, 1, 3, 1),
        ] {
            self.project(id, customer, practice, entity).await;
        }
        let mut entry = 0;
        for (project, people) in [
            (1, &[1, 4, 5, 7][..]),
            (2, &[2, 6, 8]),
            (3, &[1, 5]),
            (4, &[4, 6]),
            (5, &[3]),
        ] {
            for person in people {
                for on in ["2026-01-12", "2026-01-13", "2026-02-10"] {
                    entry += 1;
                    self.put(
                        Kind::TimeEntry,
                        json!({"id": entry, "connection_id": 3, "source_id": 900 + entry, "person_id": person, "project_id": project, "work_on": day(on) + person,
                               "duration": (4 + project) * HOUR, "billable": true, "status": "approved", "role_id": 1,
                               "bill_rate": COMMERCIAL * 1000, "cost_rate": (COST + person) * 1000, "currency": "USD"}),
                    )
                    .await;
                }
            }
        }
        self.papers().await;
        self.troubles().await;
        self.state_of_the_hub().await;
    }

    async fn project(&mut self, id: i64, customer: i64, practice: i64, entity: i64) {
        self.put(
            Kind::Engagement,
            json!({"id": id, "name": format!("Contract {id}"), "customer_id": customer, "legal_entity_id": entity, "project_id": id,
                   "billing_model": "time_and_materials", "status": "active", "currency": "USD", "value": COMMERCIAL,
                   "billing_deadline_days": 15}),
        )
        .await;
        self.put(
            Kind::Project,
            json!({"id": id, "name": format!("Project {id}"), "engagement_id": id, "customer_id": customer, "practice_id": practice,
                   "legal_entity_id": entity, "manager_id": practice, "status": "active", "currency": "USD", "internal": false,
                   "budget_cost": COST, "price": COMMERCIAL}),
        )
        .await;
        self.put(
            Kind::Task,
            json!({"id": id, "project_id": id, "name": format!("Task {id}"), "category": "task"}),
        )
        .await;
        self.put(
            Kind::Opportunity,
            json!({"id": id, "name": format!("Deal {id}"), "customer_id": customer, "legal_entity_id": entity, "practice_id": practice,
                   "outcome": "won", "amount": COMMERCIAL, "currency": "USD", "won_at": 1_000}),
        )
        .await;
        self.put(
            Kind::Expense,
            json!({"id": id, "person_id": 1, "project_id": id, "spent_on": day("2026-01-20"), "amount": COST, "currency": "USD",
                   "category": "Software", "nature": "software", "status": "approved", "billable": false}),
        )
        .await;
        // A second one, so that a project's expenses are not the amount of one row.
        self.put(
            Kind::Expense,
            json!({"id": 10 + id, "person_id": 2, "project_id": id, "spent_on": day("2026-01-21"), "amount": 70_000, "currency": "USD",
                   "category": "Software", "nature": "software", "status": "approved", "billable": false}),
        )
        .await;
        self.put(
            Kind::Estimate,
            json!({"id": id, "project_id": id, "as_of_on": day("2026-02-01"), "cost_to_complete": COST, "currency": "USD"}),
        )
        .await;
    }

    async fn papers(&mut self) {
        for (id, project, customer, entity) in [
            (1, json!(1), 1, 1),
            (2, json!(2), 2, 2),
            (3, json!(3), 3, 1),
            (4, json!(4), 3, 2),
            (5, json!(5), 1, 1),
            (6, Value::Null, 3, 2),
        ] {
            self.put(
                Kind::Invoice,
                json!({"id": id, "number": format!("N-{id}"), "document": "invoice", "customer_id": customer, "project_id": project,
                       "legal_entity_id": entity, "status": "open", "issued_on": day("2026-02-15"), "due_on": day("2026-02-20"),
                       "currency": "USD", "net": COMMERCIAL, "total": COMMERCIAL * 10, "open_amount": COMMERCIAL}),
            )
            .await;
            self.put(
                Kind::InvoiceLine,
                json!({"id": id, "invoice_id": id, "project_id": project, "amount": COMMERCIAL, "currency": "USD", "delivery": "none"}),
            )
            .await;
            self.put(
                Kind::Payment,
                json!({"id": id, "number": format!("P-{id}"), "customer_id": customer, "legal_entity_id": entity,
                       "received_on": day("2026-02-25"), "status": "received", "amount": COMMERCIAL, "unapplied": COMMERCIAL, "currency": "USD"}),
            )
            .await;
        }
    }

    async fn troubles(&mut self) {
        for (id, rule, scope, evidence) in [
            (
                1,
                "invoice_overdue",
                "customer_id=1,legal_entity_id=1",
                "open",
            ),
            (
                2,
                "invoice_overdue",
                "customer_id=2,legal_entity_id=2",
                "open",
            ),
            (3, "credit_limit_exceeded", "customer_id=3", "open"),
            (
                4,
                "approved_time_unbilled",
                "project_id=4,customer_id=3,practice_id=2,legal_entity_id=2",
                "items",
            ),
            (
                5,
                "cost_budget_overrun",
                "project_id=1,customer_id=1,practice_id=1,legal_entity_id=1,people=2",
                "entries",
            ),
            (
                8,
                "cost_budget_overrun",
                "project_id=1,customer_id=1,practice_id=1,legal_entity_id=1,people=4",
                "people",
            ),
            (6, "run_failed", "connection_id=2", "code"),
            (7, "control_total_mismatch", "connection_id=2", "source"),
        ] {
            let mut columns = String::new();
            let mut values = String::new();
            for part in scope.split(',') {
                let (name, value) = part.split_once('=').unwrap();
                columns += &format!(", {name}");
                values += &format!(", {value}");
            }
            let money = if rule == "run_failed" || rule == "cost_budget_overrun" {
                "NULL, NULL"
            } else {
                "424242, 424242"
            };
            let detail = match rule {
                "run_failed" => format!("Vendor said \"{COST}\""),
                "cost_budget_overrun" if id == 5 => format!("cost {COST}"),
                "cost_budget_overrun" => "a sum over four people".to_owned(),
                _ => format!("of {COMMERCIAL}"),
            };
            let what = match rule {
                "run_failed" => "x".to_owned(),
                "cost_budget_overrun" if id == 5 => COST.to_string(),
                "cost_budget_overrun" => "4".to_owned(),
                _ => COMMERCIAL.to_string(),
            };
            self.sql(&format!(
                "INSERT INTO exception (id, rule, fingerprint, severity, state, title, detail, hint, evidence, evidence_hash, \
                 amount, amount_group, currency, owner, assignee, detected_at, opened_at, reopened, sequence, tx{columns}) VALUES \
                 ({id}, '{rule}', 'f{id}', 'error', 'open', 'trouble {id}', '{detail}', 'look', '{{\"{evidence}\":\"{what}\"}}', 1, \
                 {money}, 'USD', 'finance', 'zmail1@firm.example', 0, 1, 0, 1, 1{values})"
            ))
            .await;
        }
        for customer in 1..=3 {
            self.sql(&format!(
                "INSERT INTO payment_status (customer_id, status, days_past_due, open_amount, overdue_amount, changed_at, tx) VALUES \
                 ({customer}, 'OVERDUE_{COMMERCIAL}', 9, {COMMERCIAL}, {COMMERCIAL}, 1, 1)"
            ))
            .await;
        }
    }

    async fn state_of_the_hub(&mut self) {
        let statements = [
            format!(
                "INSERT INTO sync_run (id, connection_id, stream, trigger, state, started_at, requests, pages, seen, landed, dead, \
                 deleted, retried, rounded, error_code, error_detail) VALUES (1, 2, 'employees', 'schedule', 'failed', {}, 1, 1, 1, 1, 0, 0, 0, 0, \
                 'SERVER_ERROR', 'Vendor said \"{COST}\" and {COMMERCIAL} of zmail9@firm.example')",
                START.0 - 5_000
            ),
            format!(
                "INSERT INTO dead_letter (id, connection_id, stream, external_id, code, field, detail, state, first_at, last_at, attempts, run_id) \
                 VALUES (1, 2, 'employees', '9', 'FIELD_TYPE', 'pay.rate', 'expected a decimal, found \"{COST}\"', 'open', 1, 1, 1, 1)"
            ),
            format!(
                "INSERT INTO control_total (connection_id, stream, period, measure, source, landed, checked_at) VALUES \
                 (2, 'invoices', '2026-01', 'amount USD', {COMMERCIAL}, {COMMERCIAL}, 1)"
            ),
            format!(
                "INSERT INTO conflict (id, kind, owner_id, other_id, field, owner_value, other_value, state, seen_at, tx) VALUES \
                 (1, {}, 1, 2, 'default_cost_rate', '{COST}', '{COST}', 'open', 1, 1)",
                Kind::Person as i16
            ),
        ];
        for statement in statements {
            self.sql(&statement).await;
        }
        let payload = format!(
            r#"{{"name":"Zname1","mail":"zmail1@firm.example","pay":{{"rate":{COST}}},"price":{COMMERCIAL},"state":"active","title":"Boss","salary":999999}}"#
        );
        self.sql(&format!(
            "INSERT INTO raw_record (id, connection_id, stream, external_id, payload, hash, version_at, received_at, run_id, mapping_version) \
             VALUES (71, 2, 'employees', '71', '{payload}', 1, 1, 1, 1, 1)"
        ))
        .await;
    }
}

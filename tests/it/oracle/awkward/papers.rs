//! The papers of an awkward firm: invoices, credit notes, payments.

use entity::canonical as c;
use serde_json::{Value, json};

use super::{DAYS, Firm};

impl Firm {
    /// Invoices of every state, re-bills, and credit notes of every reason.
    pub(super) async fn documents(&mut self) {
        for project in self.projects.clone() {
            for _ in 0..3 {
                self.document(project, "invoice", Value::Null).await;
            }
        }
    }

    async fn document(
        &mut self,
        of: (i64, i64, &'static str, &'static str),
        kind: &str,
        corrects: Value,
    ) {
        let (project, contract, _, currency) = of;
        let on = self.first + self.dice.between(20, DAYS + 20);
        let status = self
            .dice
            .pick(&["open", "open", "paid", "paid", "draft", "void"]);
        let printed = self.dice.between(1_000_000, 20_000_000_000);
        let reason = self.dice.pick(&["price", "price", "rebill", "goodwill"]);
        let mut lines = Vec::new();
        for (id, home, _, correction) in self.entries.clone() {
            if home == project && self.dice.chance(40) {
                let delivery = if correction { "correction" } else { "time" };
                lines.push((
                    delivery,
                    json!({"time_entry_id": id}),
                    self.dice.between(1_000, 9_000_000),
                ));
            }
        }
        for (id, home, _) in self.expenses.clone() {
            if home == project && self.dice.chance(50) {
                lines.push((
                    "expense",
                    json!({"expense_id": id}),
                    self.dice.between(1_000, 900_000),
                ));
            }
        }
        for (id, home, amount) in self.milestones.clone() {
            if home == project && self.dice.chance(40) {
                lines.push(("milestone", json!({"milestone_id": id}), amount));
            }
        }
        lines.push((
            "fee",
            json!({"service_from_on": on - 40, "service_to_on": on - 10}),
            1_000_000,
        ));
        let credit = kind == "credit_note";
        let mut row = json!({
            "document": kind, "customer_id": contract % 3 + 1, "project_id": project, "legal_entity_id": contract % 3 + 1,
            "status": status, "issued_on": on, "currency": currency, "total": 1_000_000, "net": 1_000_000,
            "exchange_rate": self.dice.maybe(70, json!(printed)), "advance": self.dice.maybe(10, json!(true)),
        });
        if credit {
            row["corrects_id"] = corrects.clone();
            row["credit_reason"] = json!(reason);
        } else {
            row["rebill_of_id"] = corrects.clone();
        }
        let document = self.put::<c::invoice::Entity>(row).await;
        for (delivery, what, amount) in lines {
            let mut line = json!({
                "invoice_id": document, "project_id": project, "amount": amount, "currency": currency, "delivery": delivery,
            });
            for (name, value) in what.as_object().unwrap() {
                line[name] = value.clone();
            }
            self.put::<c::invoice_line::Entity>(line).await;
        }
        if self.dice.chance(60) {
            for part in [400_000, 600_000] {
                let paid = on + self.dice.between(0, 60);
                let payment = json!({
                    "customer_id": 1, "received_on": paid, "status": "received", "amount": part, "currency": currency,
                });
                let payment = self.put::<c::payment::Entity>(payment).await;
                self.put::<c::payment_application::Entity>(json!({
                    "payment_id": payment, "invoice_id": document, "amount": part, "applied_on": paid,
                }))
                .await;
            }
        }
        if corrects.is_null() && self.dice.chance(50) {
            Box::pin(self.document(of, "credit_note", json!(document))).await;
            Box::pin(self.document(of, "invoice", json!(document))).await;
        }
    }
}

//! Which rows a viewer reaches, compared with a plain computation over what was written: lists, counts, single rows, edges, sums.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use throughline::domain::record::{ENTITIES, Kind};

use super::census::camel;
use super::world::{COMMERCIAL, HOUR, Row, Viewer, World, day, id, viewer};

type Set = BTreeSet<i64>;

/// What the truth says of a viewer: each that is there must hold, nothing denied may touch.
#[derive(Default)]
struct Truth {
    entities: Option<Set>,
    practices: Option<Set>,
    customers: Option<Set>,
    denied: Set,
}

fn number(row: &Row, name: &str) -> Option<i64> {
    row.get(name).and_then(Value::as_i64)
}

struct Plain<'w> {
    world: &'w World,
}

impl Plain<'_> {
    fn rows(&self, table: &str) -> &[Row] {
        self.world.rows.get(table).map_or(&[], Vec::as_slice)
    }

    fn row(&self, table: &str, id: i64) -> &Row {
        let found = self
            .rows(table)
            .iter()
            .find(|row| number(row, "id") == Some(id));
        found.unwrap()
    }

    /// Practice and entity that a person holds on a day.
    fn held(&self, person: i64, on: i64) -> (i64, i64) {
        let row = self.row("person", person);
        let mut notes: Vec<&Row> = self
            .rows("position")
            .iter()
            .filter(|note| number(note, "person_id") == Some(person))
            .collect();
        notes.sort_by_key(|note| number(note, "effective_on"));
        let practice = notes
            .iter()
            .rfind(|note| number(note, "effective_on") <= Some(on))
            .or(notes.first())
            .and_then(|note| number(note, "practice_id"))
            .or(number(row, "practice_id"));
        (practice.unwrap(), number(row, "legal_entity_id").unwrap())
    }

    fn within(&self, by: char, set: &Set, table: &str, row: &Row) -> bool {
        let has = |name: &str| number(row, name).is_some_and(|id| set.contains(&id));
        let project = || {
            number(row, "project_id")
                .map(|id| self.within(by, set, "project", self.row("project", id)))
        };
        let customer = || {
            number(row, "customer_id")
                .is_some_and(|id| self.within(by, set, "customer", self.row("customer", id)))
        };
        let on = |on: i64| {
            let (practice, entity) = self.held(number(row, "person_id").unwrap(), on);
            match by {
                'E' => set.contains(&entity),
                'P' => set.contains(&practice),
                _ => false,
            }
        };
        match table {
            "project" => has(match by {
                'E' => "legal_entity_id",
                'P' => "practice_id",
                _ => "customer_id",
            }),
            "customer" => {
                let own = number(row, "id");
                let by_project = self
                    .rows("project")
                    .iter()
                    .any(|p| number(p, "customer_id") == own && self.within(by, set, "project", p));
                match by {
                    'C' => set.contains(&own.unwrap()),
                    'P' => by_project,
                    _ => {
                        let papers = self.rows("invoice").iter().any(|i| {
                            number(i, "customer_id") == own
                                && number(i, "legal_entity_id").is_some_and(|e| set.contains(&e))
                        });
                        has("legal_entity_id") || by_project || papers
                    }
                }
            }
            "engagement" | "invoice" | "payment" if by == 'E' => has("legal_entity_id"),
            "opportunity" => match by {
                'E' => has("legal_entity_id"),
                'P' => has("practice_id"),
                _ => customer(),
            },
            "payment" => customer(),
            "engagement" | "invoice" => project().unwrap_or_else(customer),
            "invoice_line" => project().unwrap_or_else(|| {
                let invoice = self.row("invoice", number(row, "invoice_id").unwrap());
                self.within(by, set, "invoice", invoice)
            }),
            "task" | "expense" | "estimate" | "time_entry" => project().unwrap(),
            "person" => {
                let own = number(row, "id").unwrap();
                (day("2025-12-01")..=day("2026-03-02")).any(|on| {
                    let (practice, entity) = self.held(own, on);
                    match by {
                        'E' => set.contains(&entity),
                        'P' => set.contains(&practice),
                        _ => false,
                    }
                })
            }
            "absence" => on(number(row, "absent_on").unwrap()),
            "position" => on(number(row, "effective_on").unwrap()),
            "workweek_membership" => (day("2025-12-01")..=day("2026-03-02")).any(on),
            "legal_entity" | "practice" | "role" | "workweek" => true,
            other => panic!("nothing is known of {other}"),
        }
    }

    fn touched(&self, truth: &Truth, table: &str, row: &Row) -> bool {
        let denied = |id: Option<i64>| id.is_some_and(|id| truth.denied.contains(&id));
        let project = |id: i64| denied(number(self.row("project", id), "customer_id"));
        match table {
            "customer" => denied(number(row, "id")),
            "project" => denied(number(row, "customer_id")),
            "invoice_line" => {
                number(row, "project_id").is_some_and(project)
                    || self.touched(
                        truth,
                        "invoice",
                        self.row("invoice", number(row, "invoice_id").unwrap()),
                    )
            }
            _ => {
                denied(number(row, "customer_id")) || number(row, "project_id").is_some_and(project)
            }
        }
    }

    fn visible(&self, truth: &Truth, table: &str, row: &Row) -> bool {
        let limits = [
            ('E', &truth.entities),
            ('P', &truth.practices),
            ('C', &truth.customers),
        ];
        limits.iter().all(|(by, set)| {
            set.as_ref()
                .is_none_or(|set| self.within(*by, set, table, row))
        }) && (["legal_entity", "practice", "role", "workweek"].contains(&table)
            || !self.touched(truth, table, row))
    }

    fn ids(&self, truth: &Truth, table: &str) -> BTreeSet<i64> {
        self.rows(table)
            .iter()
            .filter(|row| self.visible(truth, table, row))
            .filter_map(|row| number(row, "id"))
            .collect()
    }
}

fn viewers() -> Vec<(Viewer, Truth)> {
    let set = |ids: &[i64]| Some(ids.iter().copied().collect::<Set>());
    vec![
        (
            viewer(
                "finance of North",
                json!([{"role": "finance", "legalEntities": ["North"]}]),
                None,
            ),
            Truth {
                entities: set(&[1]),
                ..Truth::default()
            },
        ),
        (
            viewer("lead of Data", json!(["delivery_lead"]), Some(1)),
            Truth {
                practices: set(&[1, 3]),
                ..Truth::default()
            },
        ),
        (
            viewer(
                "lead named Cloud",
                json!([{"role": "delivery_lead", "practices": ["Cloud"]}]),
                Some(1),
            ),
            Truth {
                practices: set(&[2]),
                ..Truth::default()
            },
        ),
        (
            viewer("leader of accounts", json!(["account_lead"]), Some(5)),
            Truth {
                customers: set(&[1, 3]),
                ..Truth::default()
            },
        ),
        (
            viewer(
                "leader named Birch",
                json!([{"role": "account_lead", "customers": ["cus_0000000000000002"]}]),
                None,
            ),
            Truth {
                customers: set(&[2]),
                ..Truth::default()
            },
        ),
        (
            viewer(
                "reader of North and Data",
                json!([{"role": "bi_reader", "legalEntities": ["North"], "practices": ["Data"], "classes": ["plain", "commercial"]}]),
                None,
            ),
            Truth {
                entities: set(&[1]),
                practices: set(&[1, 3]),
                ..Truth::default()
            },
        ),
        (
            viewer(
                "pmo but Cedar",
                json!(["pmo", {"deny": {"customers": ["Cedar"]}}]),
                None,
            ),
            Truth {
                denied: [3].into(),
                ..Truth::default()
            },
        ),
        (
            viewer(
                "pmo narrowed",
                json!([{"role": "pmo", "practices": ["Science"]}]),
                None,
            ),
            Truth {
                practices: set(&[3]),
                ..Truth::default()
            },
        ),
        (
            viewer(
                "finance of nowhere",
                json!([{"role": "finance", "legalEntities": ["Nowhere"]}]),
                None,
            ),
            Truth {
                entities: set(&[]),
                ..Truth::default()
            },
        ),
        (
            viewer(
                "lead of nothing",
                json!(["delivery_lead", "account_lead"]),
                Some(8),
            ),
            Truth {
                practices: set(&[]),
                customers: set(&[]),
                ..Truth::default()
            },
        ),
        (
            viewer("auditor", json!(["auditor"]), None),
            Truth::default(),
        ),
    ]
}

fn plural(table: &str) -> String {
    match table {
        "person" => "people".to_owned(),
        table => match table.strip_suffix('y') {
            Some(stem) => format!("{}ies", camel(stem)),
            None => format!("{}s", camel(table)),
        },
    }
}

fn found(list: &Value) -> BTreeSet<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

for_each_database! {
    async fn rows_outside_a_scope_are_never_found_counted_or_summed(hub: Hub) {
        let world = World::open(hub).await;
        let plain = Plain { world: &world };
        for (who, truth) in viewers() {
            for entity in ENTITIES.iter().filter(|entity| world.rows.contains_key(entity.table)) {
                let wanted = plain.ids(&truth, entity.table);
                let list = plural(entity.table);
                let data = world.get(&who, &format!("{{ {list}(first: 200) {{ totalCount pageInfo {{ hasNextPage }} nodes {{ id }} }} }}")).await;
                let texts: BTreeSet<String> = wanted.iter().map(|n| id(entity.kind, *n)).collect();
                assert_eq!(found(&data[&list]["nodes"]), texts, "{}: {}", who.name, entity.table);
                assert_eq!(data[&list]["totalCount"], wanted.len(), "{}: {}", who.name, entity.table);
                if wanted.len() > 1 {
                    let last = world.get(&who, &format!("{{ {list}(first: {}) {{ pageInfo {{ hasNextPage }} }} }}", wanted.len())).await;
                    assert_eq!(last[&list]["pageInfo"]["hasNextPage"], false, "{}: {}", who.name, entity.table);
                }
                // Hidden rows are not found by their ids, and no filter by id finds them either.
                for chunk in plain.rows(entity.table).chunks(25) {
                    let mut query = String::new();
                    for row in chunk {
                        let n = number(row, "id").unwrap();
                        query += &format!("a{n}: node(id: \"{0}\") {{ id }} b{n}: {list}(where: {{ id: {{ eq: \"{0}\" }} }}) {{ totalCount }} ", id(entity.kind, n));
                    }
                    let data = world.get(&who, &format!("{{ {query} }}")).await;
                    for row in chunk {
                        let n = number(row, "id").unwrap();
                        let open = wanted.contains(&n);
                        assert_eq!(!data[format!("a{n}")].is_null(), open, "{}: {} {n}", who.name, entity.table);
                        assert_eq!(data[format!("b{n}")]["totalCount"], i32::from(open), "{}: {} {n}", who.name, entity.table);
                    }
                }
            }
            edges(&world, &plain, &who, &truth).await;
            sums(&world, &plain, &who, &truth).await;
        }
    }
}

/// Rows below a row are judged like all others.
async fn edges(world: &World, plain: &Plain<'_>, who: &Viewer, truth: &Truth) {
    let query = "{ customers { nodes { id invoices { totalCount nodes { id } } payments { totalCount } projects { nodes { id timeEntries { totalCount } } } } } }";
    let data = world.get(who, query).await;
    for customer in data["customers"]["nodes"].as_array().unwrap() {
        let of = |table: &str| -> BTreeSet<i64> {
            let kind = ENTITIES.iter().find(|e| e.table == table).unwrap().kind;
            let _ = kind;
            plain
                .ids(truth, table)
                .into_iter()
                .filter(|n| {
                    let row = plain.row(table, *n);
                    id(Kind::Customer, number(row, "customer_id").unwrap()) == customer["id"]
                })
                .collect()
        };
        assert_eq!(
            customer["invoices"]["totalCount"],
            of("invoice").len(),
            "{}: {customer}",
            who.name
        );
        assert_eq!(
            customer["payments"]["totalCount"],
            of("payment").len(),
            "{}: {customer}",
            who.name
        );
        let projects: BTreeSet<String> = of("project")
            .iter()
            .map(|n| id(Kind::Project, *n))
            .collect();
        assert_eq!(
            found(&customer["projects"]["nodes"]),
            projects,
            "{}",
            who.name
        );
    }
}

fn decimal(value: &Value) -> f64 {
    value.as_str().map_or(0.0, |text| text.parse().unwrap())
}

/// Figures are of the rows in scope and no others.
async fn sums(world: &World, plain: &Plain<'_>, who: &Viewer, truth: &Truth) {
    const PERIOD: &str = r#"period: { from: "2026-01-01", to: "2026-02-28" }"#;
    let query = format!(
        "{{ metrics(keys: [\"worked_hours\", \"revenue\"], {PERIOD}) {{ nodes {{ values {{ key value state }} }} }} \
         receivables(period: {{ from: \"2026-03-01\", to: \"2026-03-01\" }}) {{ nodes {{ receivables {{ value }} unappliedCash {{ value }} }} }} \
         exceptions {{ totalCount amountWaiting {{ amount }} nodes {{ id }} }} paymentStatuses {{ customerId }} \
         open: metrics(keys: [\"open_exceptions\"], {PERIOD}) {{ nodes {{ values {{ value }} }} }} }}"
    );
    let data = world.get(who, &query).await;
    let values = &data["metrics"]["nodes"][0]["values"];
    let entries = plain.rows("time_entry");
    let day_in_scope = |row: &&Row| {
        let (practice, entity) = plain.held(
            number(row, "person_id").unwrap(),
            number(row, "work_on").unwrap(),
        );
        truth.customers.is_none()
            && truth
                .entities
                .as_ref()
                .is_none_or(|set| set.contains(&entity))
            && truth
                .practices
                .as_ref()
                .is_none_or(|set| set.contains(&practice))
    };
    let hours: i64 = entries
        .iter()
        .filter(day_in_scope)
        .map(|row| number(row, "duration").unwrap() / HOUR)
        .sum();
    assert_eq!(
        decimal(&values[0]["value"]),
        hours as f64,
        "{}: {values}",
        who.name
    );
    let billed: i64 = entries
        .iter()
        .filter(|row| plain.visible(truth, "time_entry", row))
        .map(|row| number(row, "duration").unwrap() / HOUR)
        .sum();
    let revenue = billed as f64 * COMMERCIAL as f64 / 1000.0;
    assert!(
        (decimal(&values[1]["value"]) - revenue).abs() < 0.001,
        "{}: {values}",
        who.name
    );
    let papers = plain.ids(truth, "invoice").len() as f64 * COMMERCIAL as f64 / 1000.0;
    let owed = &data["receivables"]["nodes"][0];
    assert!(
        (decimal(&owed["receivables"]["value"]) - papers).abs() < 0.001,
        "{}: {owed}",
        who.name
    );
    let cash = plain.ids(truth, "payment").len() as f64 * COMMERCIAL as f64 / 10_000.0;
    assert!(
        (decimal(&owed["unappliedCash"]["value"]) - cash).abs() < 0.001,
        "{}: {owed}",
        who.name
    );
    let seen = data["exceptions"]["nodes"].as_array().unwrap().len();
    assert_eq!(data["exceptions"]["totalCount"], seen);
    let open = data["open"]["nodes"][0]["values"][0]["value"].clone();
    assert_eq!(decimal(&open), seen as f64, "{}: {data}", who.name);
    // An account that goes beyond the scope is not told of as a whole.
    let accounts = found_accounts(&data["paymentStatuses"]);
    let whole: BTreeSet<String> = (1..=3)
        .filter(|customer| {
            let row = plain.row("customer", *customer);
            plain.visible(truth, "customer", row)
                && (truth.customers.is_some()
                    || plain
                        .rows("project")
                        .iter()
                        .chain(
                            plain
                                .rows("invoice")
                                .iter()
                                .filter(|_| truth.entities.is_some()),
                        )
                        .filter(|row| number(row, "customer_id") == Some(*customer))
                        .all(|row| {
                            let table = if row.contains_key("issued_on") {
                                "invoice"
                            } else {
                                "project"
                            };
                            plain.visible(truth, table, row)
                        }))
        })
        .map(|customer| id(Kind::Customer, customer))
        .collect();
    assert_eq!(accounts, whole, "{}", who.name);
}

fn found_accounts(list: &Value) -> BTreeSet<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|row| row["customerId"].as_str().unwrap().to_owned())
        .collect()
}

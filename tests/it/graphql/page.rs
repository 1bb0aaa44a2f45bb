//! Pages in both directions: the same rows in the same order from either end, and what is refused.

use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::Api;
use crate::harness::hub::Hub;

const MORE: &[&str] = &[
    "INSERT INTO exception (id, rule, fingerprint, severity, state, customer_id, title, detail, hint, evidence, evidence_hash, amount, currency, amount_group, owner, detected_at, opened_at, deadline_at, reopened, sequence, tx) VALUES \
     (33, 'invoice_overdue', 'c', 'critical', 'open', 1, 't', 'd', 'h', '{}', 1, 1, 'EUR', 60000, 'finance', 5, 7, 90, 0, 1, 1), \
     (34, 'invoice_overdue', 'd', 'info', 'open', 2, 't', 'd', 'h', '{}', 1, NULL, NULL, NULL, 'finance', 5, NULL, 90, 0, 1, 1), \
     (35, 'invoice_overdue', 'e', 'error', 'acknowledged', 3, 't', 'd', 'h', '{}', 1, NULL, NULL, NULL, 'finance', 4, 7, NULL, 0, 1, 1), \
     (36, 'invoice_overdue', 'f', 'warning', 'open', 4, 't', 'd', 'h', '{}', 1, -5, 'EUR', -50000, 'finance', 9, 8, 80, 0, 1, 1), \
     (37, 'invoice_overdue', 'g', 'warning', 'open', NULL, 't', 'd', 'h', '{}', 1, 5, 'EUR', 60000, 'finance', 9, 8, 80, 0, 1, 1)",
    "INSERT INTO stream_state (connection_id, stream, checkpoint, attempt, rows) VALUES (1, 'accounts', '{}', 0, 1), (1, 'contracts', '{}', 0, 1), (1, 'users', '{}', 0, 1)",
    "INSERT INTO dead_letter (id, connection_id, stream, external_id, code, detail, state, first_at, last_at, attempts, run_id) VALUES \
     (1, 1, 'accounts', 'a', 'MALFORMED', 'x', 'open', 1, 1, 1, 1), (2, 1, 'accounts', 'b', 'MALFORMED', 'x', 'open', 1, 1, 1, 1), (3, 1, 'users', 'c', 'MALFORMED', 'x', 'open', 1, 1, 1, 1)",
];

async fn open(hub: Hub) -> Api {
    let api = Api::on(hub).await;
    for sql in MORE {
        api.hub
            .database
            .writer
            .execute_unprepared(sql)
            .await
            .unwrap();
    }
    api
}

/// A list: who asks, its field and arguments, what names a row.
struct List<'a> {
    role: &'a str,
    field: &'a str,
    args: String,
    row: &'a str,
}

impl List<'_> {
    async fn page(&self, api: &Api, args: &str) -> Value {
        let Self {
            role, field, row, ..
        } = self;
        let query = format!(
            "{{ {field}({} {args}) {{ totalCount edges {{ cursor node {{ {row} }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}",
            self.args
        );
        let answer = api.ask(role, &query).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"][field].clone()
    }

    /// The rows with their cursors, page by page, from the beginning or from the end.
    async fn walk(&self, api: &Api, size: usize, back: bool) -> Vec<Value> {
        let mut rows: Vec<Value> = Vec::new();
        let mut at = Value::Null;
        loop {
            let args = match back {
                true => format!("last: {size}, before: {at}"),
                false => format!("first: {size}, after: {at}"),
            };
            let page = self.page(api, &args).await;
            let edges = page["edges"].as_array().unwrap().clone();
            let info = &page["pageInfo"];
            let (ahead, behind, end) = match back {
                true => ("hasPreviousPage", "hasNextPage", "startCursor"),
                false => ("hasNextPage", "hasPreviousPage", "endCursor"),
            };
            assert_eq!(info[behind], !at.is_null(), "{args}: {page}");
            assert_eq!(info["startCursor"], edges[0]["cursor"], "{page}");
            assert_eq!(
                info["endCursor"],
                edges[edges.len() - 1]["cursor"],
                "{page}"
            );
            match back {
                true => rows.splice(0..0, edges).for_each(drop),
                false => rows.extend(edges),
            }
            if info[ahead] == false {
                assert_eq!(page["totalCount"], rows.len(), "{args}");
                return rows;
            }
            at = info[end].clone();
            assert!(rows.len() < 50, "it does not end");
        }
    }
}

fn lists() -> Vec<List<'static>> {
    let mut lists = Vec::new();
    let mut add = |role, field, args: &str, row| {
        let args = args.to_owned();
        lists.push(List {
            role,
            field,
            args,
            row,
        });
    };
    for direction in ["ASC", "DESC"] {
        for order in ["ID", "NAME", "STATUS", "CREDIT_LIMIT"] {
            let args = format!("orderBy: {{ field: {order}, direction: {direction} }}");
            add("finance", "customers", &args, "id");
        }
        for order in [
            "ID",
            "AMOUNT_GROUP",
            "SEVERITY",
            "OPENED_AT",
            "DEADLINE_AT",
            "DETECTED_AT",
        ] {
            let args = format!("orderBy: {{ field: {order}, direction: {direction} }}");
            add("finance", "exceptions", &args, "id");
        }
    }
    add("finance", "exceptions", "", "id");
    // Whoever may not know the amounts has another ranking.
    add("integration_engineer", "exceptions", "", "id");
    add("integration_engineer", "streams", "", "stream");
    add("integration_engineer", "deadLetters", "", "id");
    let period = r#"period: { from: "1969-01-01", to: "2026-12-31" }"#;
    let by = format!(r#"keys: ["open_exceptions"], groupBy: [CUSTOMER], {period}"#);
    add("finance", "metrics", &by, "dimensions { id }");
    let rows = format!(r#"metric: "open_exceptions", {period}"#);
    add("finance", "contributions", &rows, "id");
    lists
}

for_each_database! {
async fn both_ends_lead_to_the_same_rows_in_the_same_order(hub: Hub) {
    let api = open(hub).await;
    for list in lists() {
        let what = format!("{} {}", list.field, list.args);
        let all = list.page(&api, "first: 200").await["edges"].clone();
        let all = all.as_array().unwrap();
        assert!(all.len() > 2, "{what}: {all:?}");
        let mut cursors: Vec<&Value> = all.iter().map(|edge| &edge["cursor"]).collect();
        cursors.dedup();
        assert_eq!(cursors.len(), all.len(), "{what}");
        for size in [1, 3] {
            assert_eq!(&list.walk(&api, size, false).await, all, "{what}");
            assert_eq!(
                &list.walk(&api, size, true).await,
                all,
                "{what} from the end"
            );
        }
        // What lies between two rows, from either end.
        let between = format!(
            "after: {}, before: {}",
            all[0]["cursor"],
            all[all.len() - 1]["cursor"]
        );
        for (end, edge) in [("first", &all[1]), ("last", &all[all.len() - 2])] {
            let page = list.page(&api, &format!("{between}, {end}: 1")).await;
            assert_eq!(
                page["edges"],
                Value::from(vec![edge.clone()]),
                "{what} {end}"
            );
            assert_eq!(page["pageInfo"]["hasNextPage"], true, "{what} {end}");
            assert_eq!(page["pageInfo"]["hasPreviousPage"], true, "{what} {end}");
        }
        let none = format!("after: {}, before: {}", all[0]["cursor"], all[1]["cursor"]);
        let none = list.page(&api, &none).await;
        assert_eq!(none["edges"], Value::Array(Vec::new()), "{what}");
    }
}

async fn the_queue_is_ordered_as_asked(hub: Hub) {
    let api = open(hub).await;
    for (order, ids) in [
        ("", [32, 33, 31, 37, 36, 35, 34]),
        (
            "AMOUNT_GROUP, direction: DESC",
            [32, 37, 33, 31, 36, 35, 34],
        ),
        ("AMOUNT_GROUP", [36, 31, 33, 37, 32, 34, 35]),
        ("SEVERITY, direction: DESC", [33, 35, 32, 31, 37, 36, 34]),
        ("OPENED_AT", [33, 35, 36, 37, 31, 32, 34]),
        ("DEADLINE_AT", [36, 37, 33, 34, 31, 32, 35]),
    ] {
        let args = match order {
            "" => String::new(),
            order => format!("(orderBy: {{ field: {order} }})"),
        };
        let answer = api
            .ask(
                "finance",
                &format!("{{ exceptions{args} {{ nodes {{ id }} }} }}"),
            )
            .await;
        let wanted: Vec<String> = ids.iter().map(|id| format!("exc_{id:016x}")).collect();
        let nodes = answer["data"]["exceptions"]["nodes"].as_array().unwrap();
        let seen: Vec<&str> = nodes
            .iter()
            .map(|node| node["id"].as_str().unwrap())
            .collect();
        assert_eq!(seen, wanted, "{order}");
    }
}
}

#[tokio::test]
async fn pages_that_are_none_are_refused() {
    let api = open(Hub::sqlite().await).await;
    let cursor = async |args: &str, field: &str| {
        let answer = api
            .ask(
                "finance",
                &format!("{{ {field}({args}) {{ pageInfo {{ endCursor }} }} }}"),
            )
            .await;
        answer["data"][field]["pageInfo"]["endCursor"].clone()
    };
    let by_name = "first: 1, orderBy: { field: NAME }";
    let by_money = "first: 1, orderBy: { field: AMOUNT_GROUP }";
    let customer = cursor(by_name, "customers").await;
    let ordered = cursor(by_money, "exceptions").await;
    let ranked = cursor("first: 1", "exceptions").await;
    let period = r#"period: { from: "2026-01-01", to: "2026-12-31" }"#;
    for (field, args, code, words) in [
        (
            "customers",
            "first: 1, last: 1".to_owned(),
            "BAD_INPUT",
            "not both",
        ),
        (
            "exceptions",
            "first: 1, last: 1".to_owned(),
            "BAD_INPUT",
            "not both",
        ),
        (
            "customers",
            "last: 0".to_owned(),
            "BAD_INPUT",
            "last: give 1 to 200",
        ),
        (
            "exceptions",
            "last: 201".to_owned(),
            "BAD_INPUT",
            "last: give 1 to 200",
        ),
        (
            "customers",
            "before: \"x\"".to_owned(),
            "BAD_INPUT",
            "before: this is no cursor",
        ),
        (
            "exceptions",
            "before: \"x\"".to_owned(),
            "BAD_INPUT",
            "before: this is no cursor",
        ),
        (
            "customers",
            format!("before: {customer}"),
            "BAD_INPUT",
            "another order",
        ),
        (
            "customers",
            format!("after: {customer}, orderBy: {{ field: NAME, direction: DESC }}"),
            "BAD_INPUT",
            "another order",
        ),
        (
            "exceptions",
            format!("after: {ordered}"),
            "BAD_INPUT",
            "another order",
        ),
        (
            "exceptions",
            format!("before: {ranked}, orderBy: {{ field: SEVERITY }}"),
            "BAD_INPUT",
            "another order",
        ),
        (
            "exceptions",
            format!("before: {ordered}, orderBy: {{ field: AMOUNT_GROUP, direction: DESC }}"),
            "BAD_INPUT",
            "another order",
        ),
        (
            "metrics",
            format!(r#"keys: ["revenue"], {period}, before: "x""#),
            "BAD_INPUT",
            "before: no row",
        ),
    ] {
        let answer = api
            .ask(
                "finance",
                &format!("{{ {field}({args}) {{ totalCount }} }}"),
            )
            .await;
        let error = &answer["errors"][0];
        assert_eq!(
            error["extensions"]["code"], code,
            "{field} {args}: {answer}"
        );
        assert!(
            error["message"].as_str().unwrap().contains(words),
            "{field} {args}: {answer}"
        );
    }
    let hidden = "{ exceptions(orderBy: { field: AMOUNT_GROUP }) { totalCount } }";
    let refused = api.ask("integration_engineer", hidden).await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"], "FIELD_NOT_PERMITTED",
        "{refused}"
    );
}

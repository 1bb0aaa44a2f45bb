//! What subscribers hear after a gap: every change once, of what they may see, on both databases.

use entity::canonical::invoice;
use entity::value::Day;
use serde_json::{Value, json};
use throughline::domain::record::Kind;

use super::stand::{ALDER, Socket, Stand, claims};

const PAYMENTS: &str = "subscription($after: String, $where: PaymentStatusFilter) { paymentStatus(after: $after, where: $where) { cursor customerId fromStatus paymentStatus { status openAmount { amount } } } }";
const FIGURES: &str = "subscription($after: String, $keys: [String!]!, $where: MetricFilter) { metricChanges(after: $after, keys: $keys, where: $where) { cursor keys everything customers projects from to } }";

fn day(text: &str) -> i32 {
    Day::from_date(text.parse().unwrap()).0
}

/// An invoice that is due on a day.
fn owed(id: i64, customer: i64, due: &str) -> Value {
    json!({
        "id": id, "document": "invoice", "customer_id": customer, "legal_entity_id": 1, "status": "open", "currency": "USD",
        "issued_on": day("2026-02-01"), "due_on": day(due), "net": 1_000_000, "total": 1_000_000,
    })
}

/// What has been heard by the time that a query sent now is answered.
async fn heard(socket: &mut Socket, id: &str, field: &str) -> Vec<Value> {
    socket
        .subscribe("mark", "{ viewer { subject } }", json!({}))
        .await;
    let mut events = Vec::new();
    loop {
        let message = socket.message().await;
        match (
            message["id"].as_str().unwrap(),
            message["type"].as_str().unwrap(),
        ) {
            ("mark", "complete") => return events,
            (of, "next") if of == id => events.push(message["payload"]["data"][field].clone()),
            ("mark", _) => {}
            _ => panic!("{message}"),
        }
    }
}

for_each_database! {
    async fn each_change_of_payment_status_is_told_after_a_gap(hub: Hub) {
        let mut stand = Stand::open(hub).await;
        stand.put::<invoice::Entity>(owed(51, 1, "2026-03-04")).await;
        stand.put::<invoice::Entity>(owed(52, 2, "2026-03-04")).await;
        stand.happen(&[], &[(Kind::Invoice as i16, 51), (Kind::Invoice as i16, 52)]).await;
        let mut socket = stand.socket("account_lead").await;
        socket.subscribe("a", PAYMENTS, json!({})).await;
        heard(&mut socket, "a", "paymentStatus").await;
        stand.engine.refresh().await.unwrap();
        stand.number().await;
        let first = socket.next("a").await["paymentStatus"].clone();
        assert_eq!((&first["customerId"], &first["fromStatus"]), (&json!(ALDER), &Value::Null), "{first}");
        let before = first["paymentStatus"]["status"].clone();
        drop(socket);
        // While the client is away the account is late, later, and at last pays.
        let mut stored = vec![before];
        for step in [3, 40, 60] {
            stand.hub.clock.advance(step * 86_400_000);
            stand.engine.refresh().await.unwrap();
            stand.number().await;
            let now = stand.ask("finance", &format!("{{ customer(id: \"{ALDER}\") {{ paymentStatus {{ status }} }} }}")).await;
            let Some(status) = now["data"]["customer"]["paymentStatus"]["status"].as_str() else { panic!("{now}") };
            stored.push(json!(status));
        }
        assert!(stored.windows(2).all(|pair| pair[0] != pair[1]), "{stored:?}");
        let mut wide = claims("account_lead", 365 * 86_400);
        wide["sub"] = json!("later");
        let token = stand.token_of(&wide);
        for (filter, expected) in [
            (Value::Null, vec![1, 2, 3]),
            (json!({ "status": { "eq": stored[2] } }), vec![2]),
            (json!({ "customerId": { "eq": "cus_0000000000000002" } }), vec![]),
        ] {
            let mut socket = stand.socket_of(&token).await;
            socket.subscribe("b", PAYMENTS, json!({ "after": first["cursor"], "where": filter })).await;
            let mut told = Vec::new();
            while told.len() < expected.len() {
                told.push(socket.next("b").await["paymentStatus"].clone());
            }
            told.extend(heard(&mut socket, "b", "paymentStatus").await);
            let shown: Vec<(&Value, &Value)> = told.iter().map(|event| (&event["fromStatus"], &event["paymentStatus"]["status"])).collect();
            let wanted: Vec<(&Value, &Value)> = expected.iter().map(|at| (&stored[at - 1], &stored[*at])).collect();
            assert_eq!(shown, wanted, "{filter}");
        }
    }

    async fn the_seam_between_the_log_and_what_comes_has_no_gap_and_no_doubling(hub: Hub) {
        let mut stand = Stand::open(hub).await;
        let query = "subscription($after: String, $where: ExceptionFilter) { exceptions(after: $after, where: $where) { cursor exception { id } } }";
        let mut first = stand.socket("finance").await;
        first.subscribe("a", query, json!({})).await;
        heard(&mut first, "a", "exceptions").await;
        stand.transitions(&[(31, "acknowledged")]).await;
        let start = first.next("a").await["exceptions"]["cursor"].clone();
        let mut sockets = Vec::new();
        // Each comes back at another moment of the same history.
        for step in 0..12 {
            let mut socket = stand.socket("finance").await;
            socket.subscribe("a", query, json!({ "after": start })).await;
            let mut own = stand.socket("account_lead").await;
            own.subscribe("a", query, json!({ "after": start, "where": { "customerId": { "eq": ALDER } } })).await;
            sockets.push((socket, own));
            stand.transitions(&[(31 + step % 2, "acknowledged")]).await;
        }
        let mut reference = Vec::new();
        for (mut socket, mut own) in sockets {
            let mut all = Vec::new();
            while all.len() < 12 {
                all.push(socket.next("a").await["exceptions"].clone());
            }
            assert_eq!(heard(&mut socket, "a", "exceptions").await, Vec::<Value>::new());
            if reference.is_empty() {
                reference.clone_from(&all);
            }
            assert_eq!(all, reference);
            let mut mine = Vec::new();
            while mine.len() < 6 {
                mine.push(own.next("a").await["exceptions"].clone());
            }
            assert!(mine.iter().all(|event| event["exception"]["id"] == "exc_000000000000001f"), "{mine:?}");
            assert_eq!(heard(&mut own, "a", "exceptions").await, Vec::<Value>::new());
        }
    }

    async fn a_change_of_figures_says_whose_they_are(hub: Hub) {
        let mut stand = Stand::open(hub).await;
        stand.engine.refresh().await.unwrap();
        stand.number().await;
        let keys = json!({ "keys": ["receivables", "billable_utilization"] });
        let mut all = stand.socket("finance").await;
        all.subscribe("a", FIGURES, keys.clone()).await;
        heard(&mut all, "a", "metricChanges").await;
        let mut own = stand.socket("account_lead").await;
        own.subscribe("a", FIGURES, keys.clone()).await;
        let mut other = stand.socket("finance").await;
        let birch = json!({ "customer": { "eq": "cus_0000000000000002" } });
        other.subscribe("a", FIGURES, json!({ "keys": ["receivables"], "where": birch })).await;
        for socket in [&mut own, &mut other] {
            heard(socket, "a", "metricChanges").await;
        }
        let mut told: Vec<Value> = Vec::new();
        for (id, customer) in [(52, 2), (51, 1)] {
            stand.put::<invoice::Entity>(owed(id, customer, "2026-03-04")).await;
            stand.happen(&[], &[(Kind::Invoice as i16, id)]).await;
            let early = heard(&mut all, "a", "metricChanges").await;
            assert_eq!(early, Vec::<Value>::new(), "figures have not been brought up yet");
            stand.engine.refresh().await.unwrap();
            stand.number().await;
            told.push(all.next("a").await["metricChanges"].clone());
        }
        while told.last().unwrap()["customers"] != json!([ALDER]) {
            told.push(all.next("a").await["metricChanges"].clone());
        }
        assert_eq!(told[0]["customers"], json!(["cus_0000000000000002"]), "{told:?}");
        assert_eq!((&told[0]["keys"], &told[0]["everything"]), (&json!(["receivables"]), &json!(false)));
        assert_eq!((&told[0]["from"], &told[0]["to"]), (&json!("2026-02-01"), &json!("2026-02-01")));
        // The account lead hears of the own customer only, whoever asks for Birch of Birch only.
        assert_eq!(own.next("a").await["metricChanges"]["customers"], json!([ALDER]));
        assert_eq!(other.next("a").await["metricChanges"]["customers"], json!(["cus_0000000000000002"]));
        for socket in [&mut own, &mut other] {
            assert_eq!(heard(socket, "a", "metricChanges").await, Vec::<Value>::new());
        }
        // Back after a gap: one event tells of everything since.
        let mut again = stand.socket("finance").await;
        let start = json!({ "after": told[0]["cursor"], "keys": ["receivables"] });
        again.subscribe("a", FIGURES, start).await;
        assert_eq!(again.next("a").await["metricChanges"]["customers"], json!([ALDER]));
    }

    async fn figures_that_are_hidden_or_unknown_cannot_be_followed(hub: Hub) {
        let stand = Stand::open(hub).await;
        for (role, key, code) in [
            ("account_lead", "gross_margin", "FIELD_NOT_PERMITTED"),
            ("finance", "no_such_metric", "UNKNOWN_METRIC"),
        ] {
            let mut socket = stand.socket(role).await;
            socket.subscribe("a", FIGURES, json!({ "keys": [key] })).await;
            let told = socket.message().await;
            let errors = if told["type"] == "error" { &told["payload"] } else { &told["payload"]["errors"] };
            assert_eq!(errors[0]["extensions"]["code"], code, "{told}");
        }
        let mut socket = stand.socket("finance").await;
        socket.subscribe("a", FIGURES, json!({ "keys": ["receivable"] })).await;
        let told = socket.message().await;
        assert!(told.to_string().contains(r#"did you mean \"receivables\""#), "{told}");
        // One key stands for a list of it, as it does where figures are asked for.
        let mut socket = stand.socket("finance").await;
        socket.subscribe("a", FIGURES, json!({ "keys": "receivables" })).await;
        assert_eq!(heard(&mut socket, "a", "metricChanges").await, Vec::<Value>::new());
    }

    async fn runs_are_followed_and_found_again(hub: Hub) {
        let mut stand = Stand::open(hub).await;
        let query = "subscription($after: String) { syncProgress(after: $after) { cursor runId state pages } }";
        let mut refused = stand.socket("account_lead").await;
        refused.subscribe("a", query, json!({})).await;
        let told = refused.message().await;
        assert!(told.to_string().contains("FORBIDDEN"), "{told}");
        let mut socket = stand.socket("integration_engineer").await;
        socket.subscribe("a", query, json!({})).await;
        heard(&mut socket, "a", "syncProgress").await;
        let run = "INSERT INTO sync_run (id, connection_id, stream, trigger, state, started_at, requests, pages, seen, landed, dead, deleted, retried, rounded) VALUES (1, 1, 'accounts', 'schedule', 'running', 1772438400000, 0, 0, 0, 0, 0, 0, 0, 0)";
        stand.happen(&[run.to_owned()], &[]).await;
        let began = socket.next("a").await["syncProgress"].clone();
        assert_eq!((&began["state"], &began["pages"]), (&json!("RUNNING"), &json!(0)));
        drop(socket);
        stand.happen(&["UPDATE sync_run SET state = 'ok', pages = 3, ended_at = 1772438401000".to_owned()], &[]).await;
        let mut again = stand.socket("integration_engineer").await;
        again.subscribe("a", query, json!({ "after": began["cursor"] })).await;
        let ended = again.next("a").await["syncProgress"].clone();
        assert_eq!((&ended["state"], &ended["pages"]), (&json!("OK"), &json!(3)), "{ended}");
        stand.state.live().advance(&stand.state).await.unwrap();
        assert_eq!(heard(&mut again, "a", "syncProgress").await, Vec::<Value>::new());
    }
}

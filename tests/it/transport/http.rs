//! Limits as a client meets them over HTTP: each with its code and status, and a way to ask what they are.

use serde_json::{Value, json};
use throughline::access::Limits;

use super::stand::{CALM, Stand, shared};
use crate::harness::hub::Hub;

#[tokio::test]
async fn long_bodies_are_refused_with_a_code() {
    let stand = Stand::open(Hub::sqlite().await).await;
    for path in ["/graphql", "/graphql/sse"] {
        let body = json!({ "query": "{ viewer { subject } }", "extensions": { "x": "x".repeat(300_000) } });
        let response = stand.post(path, "finance", &body).await;
        assert_eq!(response.status(), 413, "{path}");
        let told: Value = response.json().await.unwrap();
        assert_eq!(told["errors"][0]["extensions"]["code"], "BODY_TOO_LARGE");
    }
}

#[tokio::test]
async fn a_principal_that_asks_too_often_waits() {
    let most = Limits {
        requests_per_minute: 60,
        burst: 2,
        ..Limits::USUAL
    };
    let stand = Stand::tuned(Hub::sqlite().await, CALM, Some(most), shared()).await;
    let ask = || async {
        stand
            .post(
                "/graphql",
                "finance",
                &json!({ "query": "{ viewer { limits { burst requestsLeft } } }" }),
            )
            .await
    };
    let first: Value = ask().await.json().await.unwrap();
    assert_eq!(
        first["data"]["viewer"]["limits"],
        json!({ "burst": 2, "requestsLeft": 1 }),
        "{first}"
    );
    assert_eq!(ask().await.status(), 200);
    let refused = ask().await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "1");
    let told: Value = refused.json().await.unwrap();
    assert_eq!(
        told["errors"][0]["extensions"],
        json!({ "code": "RATE_LIMITED", "retryAfterMs": 1000 }),
        "{told}"
    );
    let mut socket = stand.socket("finance").await;
    socket
        .subscribe("a", "{ viewer { subject } }", json!({}))
        .await;
    assert_eq!(
        socket.message().await["payload"][0]["extensions"]["code"],
        "RATE_LIMITED"
    );
    assert_eq!(
        stand
            .post(
                "/graphql",
                "pmo",
                &json!({ "query": "{ viewer { subject } }" })
            )
            .await
            .status(),
        200
    );
    stand.hub.clock.advance(1_000);
    assert_eq!(ask().await.status(), 200);
}

#[tokio::test]
async fn an_address_whose_sign_ins_fail_without_end_is_turned_away() {
    let most = Limits {
        requests_per_minute: 60,
        burst: 3,
        ..Limits::USUAL
    };
    let stand = Stand::tuned(Hub::sqlite().await, CALM, Some(most), shared()).await;
    let query = json!({ "query": "{ viewer { subject } }" });
    let with = async |path: &str, token: &str| {
        let request = reqwest::Client::new()
            .post(stand.url(path))
            .bearer_auth(token);
        request.json(&query).send().await.unwrap()
    };
    let good = stand.token("finance");
    assert_eq!(with("/graphql", &good).await.status(), 200);
    for path in ["/graphql", "/graphql/sse", "/graphql"] {
        assert_eq!(with(path, "forged").await.status(), 401, "{path}");
    }
    for (path, token) in [
        ("/graphql", "forged"),
        ("/graphql/sse", "forged"),
        ("/graphql", &good),
    ] {
        let refused = with(path, token).await;
        assert_eq!(refused.status(), 429, "{path}");
        assert_eq!(refused.headers()["retry-after"], "1");
        let told: Value = refused.json().await.unwrap();
        assert_eq!(
            told["errors"][0]["extensions"]["code"], "RATE_LIMITED",
            "{told}"
        );
    }
    let mut socket = stand.connect().await;
    socket
        .say(json!({ "type": "connection_init", "payload": { "token": good } }))
        .await;
    assert_eq!(socket.code().await, 1013);
    stand.hub.clock.advance(1_000);
    assert_eq!(
        with("/graphql", &good).await.status(),
        200,
        "it comes back by itself"
    );
    assert_eq!(with("/graphql", "forged").await.status(), 401);
    assert_eq!(with("/graphql", &good).await.status(), 429);
}

#[tokio::test]
async fn an_operation_that_takes_too_long_is_ended() {
    let most = Limits {
        time_ms: 0,
        rows: u64::MAX,
        cost: u64::MAX,
        ..Limits::USUAL
    };
    let stand = Stand::tuned(Hub::sqlite().await, CALM, Some(most), shared()).await;
    let page = |at| {
        format!("a{at}: customers {{ nodes {{ projects {{ nodes {{ customer {{ name }} }} }} }} }}")
    };
    let pages: Vec<String> = (0..90).map(page).collect();
    let query = format!("{{ {} }}", pages.join(" "));
    let response = stand
        .post("/graphql", "finance", &json!({ "query": query }))
        .await;
    assert_eq!(response.status(), 503);
    let told: Value = response.json().await.unwrap();
    assert_eq!(
        told["errors"][0]["extensions"]["code"], "TIME_LIMIT",
        "{told}"
    );
    assert!(told.get("data").is_none());
}

#[tokio::test]
async fn limits_are_by_role_and_can_be_asked_for() {
    let stand = Stand::open(Hub::sqlite().await).await;
    let query = "{ viewer { limits { depth selections aliases cost rows pageSize queryBytes bodyBytes timeMs requestsPerMinute burst operations } } }";
    let lead = stand.ask("account_lead", query).await;
    let limits = &lead["data"]["viewer"]["limits"];
    assert_eq!(
        (&limits["rows"], &limits["cost"], &limits["pageSize"]),
        (&json!(20_000), &json!(200_000), &json!(200)),
        "{lead}"
    );
    let wide = "{ customers(first: 200) { nodes { projects(first: 200) { nodes { id } } } } }";
    let refused = stand.ask("account_lead", wide).await;
    assert_eq!(
        refused["errors"][0]["extensions"],
        json!({ "code": "TOO_MANY_ROWS", "asked": 40_200, "allowed": 20_000 }),
        "{refused}"
    );
    assert!(stand.ask("finance", wide).await["data"]["customers"]["nodes"].is_array());
}

#[tokio::test]
async fn doubling_fragments_cost_nothing() {
    let stand = Stand::open(Hub::sqlite().await).await;
    let mut query = String::from("{ ...f0 } ");
    for level in 0..90 {
        query += &format!(
            "fragment f{level} on Query {{ ...f{0} ...f{0} }} ",
            level + 1
        );
    }
    for leaf in [
        "fragment f90 on Query { __typename }",
        "fragment f90 on Query { ...f0 }",
        "",
    ] {
        let told = stand.ask("finance", &format!("{query}{leaf}")).await;
        let code = told["errors"][0]["extensions"]["code"].as_str().unwrap();
        assert!(
            ["TOO_COSTLY", "GRAPHQL_VALIDATION_FAILED"].contains(&code),
            "{told}"
        );
    }
}

for_each_database! {
    /// The core of the contract on both databases, through the router: pages, edges, filters, figures, the queue, limits.
    async fn core_queries_answer_alike(hub: Hub) {
        let stand = Stand::open(hub).await;
        let ask = async |query: &str| {
            let answer = stand.ask("finance", query).await;
            assert!(answer.get("errors").is_none(), "{query}: {answer}");
            answer["data"].clone()
        };
        let page = ask("{ customers(first: 1, orderBy: { field: NAME, direction: DESC }) { totalCount edges { cursor node { id name accountLeader { name } projects { nodes { name } } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }").await;
        let page = &page["customers"];
        assert_eq!((&page["totalCount"], &page["edges"][0]["node"]["name"]), (&json!(2), &json!("Birch")), "{page}");
        assert_eq!(page["edges"][0]["node"]["projects"]["nodes"], json!([{ "name": "Beta" }]));
        let cursor = &page["edges"][0]["cursor"];
        assert_eq!(page["pageInfo"], json!({ "hasNextPage": true, "hasPreviousPage": false, "startCursor": cursor, "endCursor": cursor }));
        let next = ask(&format!("{{ customers(first: 1, after: {cursor}, orderBy: {{ field: NAME, direction: DESC }}) {{ nodes {{ id name accountLeader {{ name }} }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}")).await;
        assert_eq!(next["customers"]["nodes"][0]["accountLeader"]["name"], "Lena", "{next}");
        assert_eq!(next["customers"]["pageInfo"], json!({ "hasNextPage": false, "hasPreviousPage": true }));
        let found = ask(r#"{ projects(where: { or: [{ name: { in: ["Beta", "x"] } }, { customerId: { eq: "cus_0000000000000009" } }] }) { nodes { id } } node(id: "prj_0000000000000015") { id __typename } }"#).await;
        assert_eq!(found["projects"]["nodes"], json!([{ "id": "prj_0000000000000016" }]));
        assert_eq!(found["node"], json!({ "id": "prj_0000000000000015", "__typename": "Project" }));
        let queue = ask("{ exceptions { totalCount amountWaiting { amount currency } edges { node { id title customer { name } } } pageInfo { startCursor endCursor } } }").await;
        assert_eq!(queue["exceptions"]["amountWaiting"], json!({ "amount": "14.0000", "currency": "USD" }), "{queue}");
        let id = &queue["exceptions"]["edges"][0]["node"]["id"];
        let node = ask(&format!("{{ node(id: {id}) {{ id __typename ... on Exception {{ title }} }} }}")).await;
        assert_eq!(node["node"], json!({ "id": id, "__typename": "Exception", "title": "later" }));
        let figures = ask(r#"{ metrics(keys: ["revenue", "receivables"], period: { from: "2026-01-01", to: "2026-03-31" }, groupBy: [CUSTOMER], totals: true) { sequence totalCount edges { cursor node { kind values { key state } } } pageInfo { hasNextPage startCursor } } }"#).await;
        assert_eq!(figures["metrics"]["pageInfo"]["hasNextPage"], false, "{figures}");
        let sheets = ask("{ syncRuns { totalCount } streams { totalCount } deadLetters { totalCount } commands { totalCount } connections { id } metricCatalog { key } }").await;
        assert_eq!(sheets["connections"], json!([{ "id": "sf" }]), "{sheets}");
        let done = ask(r#"mutation { acknowledgeException(input: { id: "exc_000000000000001f" }) { exception { state } userErrors { code } } }"#).await;
        assert_eq!(done["acknowledgeException"]["exception"]["state"], "ACKNOWLEDGED");
    }
}

//! The query service: what an answer looks like, what the dialect can and cannot.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use sandbox::vendor::netsuite::settings::Settings;
use serde_json::json;

use super::client::{start, text};

#[tokio::test]
async fn answers_look_like_the_vendors() {
    let sandbox = start(Settings::default()).await;
    let (status, body) = sandbox
        .page(
            "SELECT ID, Parent AS Upper FROM subsidiary ORDER BY id",
            json!([]),
            "?limit=2&offset=0",
        )
        .await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(
        body["items"],
        json!([{"links": [], "id": "1"}, {"links": [], "id": "2", "upper": "1"}])
    );
    assert_eq!(
        (
            &body["count"],
            &body["hasMore"],
            &body["offset"],
            &body["totalResults"]
        ),
        (&json!(2), &json!(true), &json!(0), &json!(4))
    );
    let link = |rel: &str| {
        let links = body["links"].as_array().unwrap();
        links
            .iter()
            .find(|link| link["rel"] == rel)
            .map(|link| link["href"].as_str().unwrap().to_owned())
    };
    let next = link("next").unwrap();
    assert!(
        next.ends_with("/services/rest/query/v1/suiteql?limit=2&offset=2"),
        "{next}"
    );
    assert_eq!(link("last"), Some(next));
    assert!(link("self").is_some() && link("first").is_none());

    let (_, last) = sandbox
        .page(
            "SELECT id FROM subsidiary ORDER BY id",
            json!([]),
            "?limit=2&offset=2",
        )
        .await;
    assert_eq!(
        (&last["hasMore"], last["items"][0]["id"].as_str()),
        (&json!(false), Some("3"))
    );
    let (_, some) = sandbox
        .page(
            "SELECT id FROM subsidiary WHERE id > ? AND country IN (?, ?) ORDER BY id",
            json!(["1", "DE", "JP"]),
            "",
        )
        .await;
    assert_eq!(some["items"].as_array().unwrap().len(), 2);
    sandbox
        .running
        .netsuite
        .change(|settings| settings.has_more_lies = true);
    let (_, odd) = sandbox
        .page(
            "SELECT id FROM subsidiary ORDER BY id",
            json!([]),
            "?limit=2",
        )
        .await;
    assert_eq!(
        (&odd["hasMore"], &odd["totalResults"]),
        (&json!(false), &json!(4))
    );
}

#[tokio::test]
async fn requests_that_break_the_rules_are_refused() {
    let sandbox = start(Settings::default()).await;
    for (paging, parameter) in [
        ("?limit=0", "limit"),
        ("?limit=1001", "limit"),
        ("?limit=10&offset=5", "offset"),
        ("?offset=100000", "offset"),
        ("?limit=x", "limit"),
    ] {
        let (status, body) = sandbox
            .page("SELECT id FROM currency", json!([]), paging)
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(
            body["o:errorDetails"][0]["o:errorQueryParam"], parameter,
            "{paging}"
        );
    }
    let response = sandbox
        .request(Method::POST, "query/v1/suiteql")
        .json(&json!({"q": "SELECT id FROM currency"}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("\"o:errorHeader\":\"Prefer\"")
    );
    let response = sandbox
        .request(Method::GET, "query/v1/suiteql")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn what_the_dialect_lacks_is_refused_in_the_vendors_words() {
    let sandbox = start(Settings::default()).await;
    let cases = [
        (
            "SELECT id FROM customer LIMIT 5",
            "Invalid or unsupported search",
        ),
        (
            "SELECT id FROM customer WHERE lastmodifieddate > NOW()",
            "Invalid or unsupported search",
        ),
        (
            "SELECT CURRENT_DATE AS d FROM customer",
            "Field 'current_date' for record 'customer' was not found",
        ),
        (
            "SELECT t.nonsense FROM customer t",
            "Field 'nonsense' for record 'customer' was not found",
        ),
        ("SELECT x.id FROM customer t", "Unknown identifier 'x'"),
        ("SELECT id FROM custmer", "Record 'custmer' was not found"),
        (
            "SELECT startdate FROM projecttask",
            "Field 'startdate' for record 'projecttask' was not found",
        ),
        (
            "SELECT status FROM job",
            "Field 'status' for record 'job' was not found",
        ),
        (
            "SELECT id FROM customer WHERE BUILTIN.DF(currency) = 'EUR'",
            "BUILTIN.DF",
        ),
        ("SELECT id FROM customer WHERE", "expected an expression"),
        ("DELETE FROM customer", "expected SELECT"),
        (
            "SELECT id FROM customer WHERE id = ?",
            "Invalid number of parameters",
        ),
    ];
    for (q, words) in cases {
        let (status, code, detail) = sandbox.refused(q).await;
        assert_eq!(
            (status, code.as_str()),
            (400, "INVALID_PARAMETER"),
            "{q}: {detail}"
        );
        assert!(
            detail.starts_with("Invalid search query.") && detail.contains(words),
            "{q}: {detail}"
        );
    }
}

#[tokio::test]
async fn statements_compute() {
    let sandbox = start(Settings::default()).await;
    let cases = [
        (
            "SELECT TO_CHAR(SYSDATE,'YYYY-MM-DD HH24:MI:SS') AS now FROM DUAL",
            "2026-11-25 00:00:00",
        ),
        (
            "SELECT TO_CHAR(TRUNC(SYSDATE) - 1,'DD.MM.YYYY') AS day FROM DUAL",
            "24.11.2026",
        ),
        (
            "SELECT COUNT(*) FROM subsidiary WHERE country <> 'US' AND NOT (currency = 4)",
            "2",
        ),
        (
            "SELECT COUNT(*) FROM subsidiary WHERE parent IS NULL OR name LIKE '%KK'",
            "2",
        ),
        (
            "SELECT SUM(id * 2) AS s FROM subsidiary WHERE id BETWEEN 2 AND 4",
            "18",
        ),
        (
            "SELECT MAX(s.id) FROM subsidiary s INNER JOIN currency c ON c.id = s.currency AND c.symbol IN ('EUR','GBP')",
            "3",
        ),
        ("SELECT COUNT(parent) FROM subsidiary", "3"),
        ("SELECT COUNT(DISTINCT parent) FROM subsidiary", "1"),
        (
            "SELECT NVL(parent, -1) AS p FROM subsidiary WHERE id = 1",
            "-1",
        ),
        (
            "SELECT BUILTIN.DF(currency) AS c FROM subsidiary WHERE id = 4",
            "JPY",
        ),
        (
            "SELECT name FROM subsidiary WHERE id IN (SELECT subsidiary FROM employee WHERE id = 10001)",
            &name_of_first(&sandbox).await,
        ),
        (
            "SELECT CASE WHEN id > 1 THEN 'child' ELSE 'head' END AS kind FROM subsidiary WHERE id = 2",
            "child",
        ),
        (
            "SELECT COUNT(*) FROM subsidiary s LEFT JOIN subsidiary p ON p.id = s.parent WHERE p.id IS NULL",
            "1",
        ),
        (
            "SELECT id FROM subsidiary ORDER BY id DESC FETCH FIRST 1 ROWS ONLY",
            "4",
        ),
        ("SELECT (1 + 2) * 3 / 4 AS x FROM DUAL", "2.25"),
        ("SELECT 'a' || 'b' AS x FROM DUAL", "ab"),
    ];
    for (q, expected) in cases {
        assert_eq!(sandbox.cell(q).await, expected, "{q}");
    }
    let grouped = sandbox.ask("SELECT subsidiary, COUNT(*) AS n FROM employee GROUP BY subsidiary ORDER BY n DESC, subsidiary").await;
    let counts: Vec<u32> = grouped
        .iter()
        .map(|row| text(row, "n").unwrap().parse().unwrap())
        .collect();
    assert!(counts.is_sorted_by(|left, right| left >= right));
    assert_eq!(
        counts.iter().sum::<u32>() as usize,
        sandbox.world.read().people.len()
    );
}

async fn name_of_first(sandbox: &super::client::Sandbox) -> String {
    let firm = sandbox.world.read();
    firm.entity(firm.people[0].entity).unwrap().name.to_owned()
}

#[tokio::test]
async fn rows_without_an_order_come_shuffled() {
    let sandbox = start(Settings::default()).await;
    let mut orders = BTreeSet::new();
    for _ in 0..4 {
        let rows = sandbox.ask("SELECT id FROM employee").await;
        orders.insert(
            rows.iter()
                .map(|row| text(row, "id").unwrap().to_owned())
                .collect::<Vec<_>>(),
        );
    }
    assert!(orders.len() > 1);
    let sets: BTreeSet<BTreeSet<String>> = orders
        .into_iter()
        .map(|order| order.into_iter().collect())
        .collect();
    assert_eq!(sets.len(), 1);
}

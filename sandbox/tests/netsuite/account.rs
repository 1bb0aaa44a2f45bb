//! The account's habits: formats, features, limits, faults, and what moves which stamp.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use sandbox::fault::{Action, Rule};
use sandbox::firm::Kind;
use sandbox::vendor::netsuite::settings::{Settings, StatusForm};
use sandbox::vendor::netsuite::suiteql::zone::DateFormat;
use sandbox::world::Step;
use serde_json::json;

use super::client::{start, text};

#[tokio::test]
async fn dates_follow_the_account() {
    let sandbox = start(Settings::default()).await;
    let rate = "SELECT effectivedate AS d FROM currencyrate WHERE currencyratetype = 4 AND TO_CHAR(effectivedate,'YYYY-MM-DD') = '2026-01-01' AND transactioncurrency = 2";
    for (format, expected) in [
        (DateFormat::MonthFirst, "1/1/2026"),
        (DateFormat::DayFirst, "01/01/2026"),
        (DateFormat::Iso, "2026-01-01"),
    ] {
        sandbox
            .running
            .netsuite
            .change(|settings| settings.date_format = format);
        assert_eq!(sandbox.cell(rate).await, expected);
    }
    for (zone, winter, summer) in [
        (
            chrono_tz::Tz::UTC,
            "2026-01-10 12:00:00",
            "2026-07-10 12:00:00",
        ),
        (
            chrono_tz::Tz::America__Los_Angeles,
            "2026-01-10 04:00:00",
            "2026-07-10 05:00:00",
        ),
        (
            chrono_tz::Tz::Europe__Berlin,
            "2026-01-10 13:00:00",
            "2026-07-10 14:00:00",
        ),
    ] {
        sandbox
            .running
            .netsuite
            .change(|settings| settings.zone = zone);
        for (at, expected) in [
            ("2026-01-10T12:00:00Z", winter),
            ("2026-07-10T12:00:00Z", summer),
        ] {
            let seconds = at
                .parse::<chrono::DateTime<chrono::Utc>>()
                .unwrap()
                .timestamp();
            let now = sandbox.world.now().timestamp();
            let days = format!("({} / 86400)", now - seconds);
            let q =
                format!("SELECT TO_CHAR(SYSDATE - {days},'YYYY-MM-DD HH24:MI:SS') AS x FROM DUAL");
            assert_eq!(sandbox.cell(&q).await, expected, "{zone}");
        }
    }
    let raw = sandbox
        .cell("SELECT lastmodifieddate FROM subsidiary WHERE id = 1")
        .await;
    assert_eq!(raw.len(), 10, "a raw instant loses its time: {raw}");
}

#[tokio::test]
async fn features_and_permissions_hide() {
    let sandbox = start(Settings::default()).await;
    let hide = |change: fn(&mut Settings)| sandbox.running.netsuite.change(change);
    hide(|settings| settings.one_world = false);
    assert!(
        sandbox
            .refused("SELECT id FROM subsidiary")
            .await
            .2
            .contains("Record 'subsidiary' was not found")
    );
    assert!(
        sandbox
            .refused("SELECT t.subsidiary FROM customer t")
            .await
            .2
            .contains("Field 'subsidiary' for record 'customer' was not found")
    );
    hide(|settings| settings.multi_currency = false);
    assert!(
        sandbox
            .refused("SELECT id FROM currency")
            .await
            .2
            .contains("Record 'currency' was not found")
    );
    hide(|settings| {
        settings.hidden_tables.insert("employee".into());
        settings.hidden_columns.insert("timebill.laborcost".into());
        settings.broken_columns.insert("timebill.memo".into());
    });
    assert!(
        sandbox
            .refused("SELECT id FROM employee")
            .await
            .2
            .contains("Record 'employee' was not found")
    );
    assert!(
        sandbox
            .refused("SELECT laborcost FROM timebill")
            .await
            .2
            .contains("NOT_EXPOSED")
    );
    let (status, code, _) = sandbox.refused("SELECT t.memo FROM timebill t").await;
    assert_eq!((status, code.as_str()), (500, "UNEXPECTED_ERROR"));
    hide(|settings| settings.approvals = false);
    let rows = sandbox
        .ask("SELECT approvalstatus, id FROM timebill ORDER BY id FETCH FIRST 1 ROWS ONLY")
        .await;
    assert_eq!(text(&rows[0], "approvalstatus"), None);
    hide(|settings| settings.rest_permission = false);
    let (status, code, _) = sandbox.refused("SELECT id FROM term").await;
    assert_eq!((status, code.as_str()), (403, "INSUFFICIENT_PERMISSION"));
}

#[tokio::test]
async fn a_status_in_the_other_form_matches_nothing() {
    let sandbox = start(Settings::default()).await;
    let count = |status: &str| {
        format!("SELECT COUNT(*) FROM transaction WHERE type = 'CustInvc' AND status = '{status}'")
    };
    let paid = sandbox.cell(&count("B")).await;
    assert_ne!(paid, "0");
    assert_eq!(sandbox.cell(&count("CustInvc:B")).await, "0");
    sandbox
        .running
        .netsuite
        .change(|settings| settings.status_form = StatusForm::Compound);
    assert_eq!(sandbox.cell(&count("CustInvc:B")).await, paid);
    assert_eq!(sandbox.cell(&count("B")).await, "0");
}

#[tokio::test]
async fn too_many_requests_at_once_are_blocked() {
    let sandbox = std::sync::Arc::new(
        start(Settings {
            concurrency: 3,
            ..Settings::default()
        })
        .await,
    );
    let held = sandbox.running.netsuite.hold().await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let sandbox = sandbox.clone();
        waiting.push(tokio::spawn(async move {
            sandbox.page("SELECT id FROM term", json!([]), "").await.0
        }));
    }
    while sandbox.running.netsuite.running() < 3 {
        tokio::task::yield_now().await;
    }
    let (status, body) = sandbox.page("SELECT id FROM term", json!([]), "").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        (body["title"].as_str(), body["o:errorCode"].as_str()),
        (Some("Bad Request"), Some("USER_ERROR"))
    );
    assert_eq!(
        body["o:errorDetails"][0]["o:errorCode"],
        "CONCURRENCY_LIMIT_EXCEEDED"
    );
    drop(held);
    for request in waiting {
        assert_eq!(request.await.unwrap(), StatusCode::OK);
    }
    assert_eq!(
        sandbox.page("SELECT id FROM term", json!([]), "").await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn fault_scripts_speak_the_vendors_words() {
    let sandbox = start(Settings::default()).await;
    sandbox
        .faults
        .push(Rule::once("suiteql", Action::Throttle(None)));
    assert_eq!(
        sandbox.refused("SELECT id FROM term").await.1,
        "CONCURRENCY_LIMIT_EXCEEDED"
    );
    sandbox
        .faults
        .push(Rule::once("suiteql", Action::ExpireToken));
    assert_eq!(
        sandbox.refused("SELECT id FROM term").await.1,
        "INVALID_LOGIN"
    );
    sandbox.faults.push(Rule::once("suiteql", Action::Error));
    assert_eq!(
        sandbox.refused("SELECT id FROM term").await.1,
        "UNEXPECTED_ERROR"
    );
    sandbox.faults.push(Rule::once("suiteql", Action::Gateway));
    let request = sandbox
        .request(reqwest::Method::POST, "query/v1/suiteql")
        .header("Prefer", "transient");
    let response = request
        .json(&json!({"q": "SELECT id FROM term"}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(response.text().await.unwrap().starts_with("<html>"));
    sandbox.ask("SELECT id FROM term").await;
}

#[tokio::test]
async fn a_payment_moves_its_own_stamp_and_not_the_invoices() {
    for moves in [false, true] {
        let sandbox = start(Settings {
            payment_moves_invoice: moves,
            ..Settings::default()
        })
        .await;
        let mask = "YYYY-MM-DD HH24:MI:SS";
        sandbox.ask("SELECT id FROM transaction WHERE type = 'CustInvc' ORDER BY lastmodifieddate, id FETCH FIRST 1 ROWS ONLY").await;
        let before = sandbox.world.read().applications.len();
        let mut at = sandbox.world.now();
        let found = (0..200).any(|_| {
            at = sandbox.world.now();
            sandbox.world.advance() == Step::PaymentReceived
        });
        assert!(found, "nobody paid");
        let (invoice, status, payment) = {
            let firm = sandbox.world.read();
            let application = &firm.applications[before..][0];
            let invoice = firm.invoice(application.invoice).unwrap();
            let payment = firm.payments.last().unwrap();
            (
                sandbox::firm::ids::netsuite(Kind::Invoice, invoice.id),
                invoice.status.letter(),
                sandbox::firm::ids::netsuite(Kind::Payment, payment.id),
            )
        };
        let zone = chrono_tz::Tz::America__Los_Angeles;
        let since = at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S");
        let q = format!(
            "SELECT id, status FROM transaction WHERE lastmodifieddate > TO_TIMESTAMP('{since}','{mask}') ORDER BY lastmodifieddate, id"
        );
        let rows = sandbox.ask(&q).await;
        let changed: BTreeSet<&str> = rows.iter().map(|row| text(row, "id").unwrap()).collect();
        assert!(
            changed.contains(payment.to_string().as_str()),
            "{changed:?}"
        );
        assert_eq!(changed.contains(invoice.to_string().as_str()), moves);
        assert_eq!(
            sandbox
                .cell(&format!(
                    "SELECT status FROM transaction WHERE id = {invoice}"
                ))
                .await,
            status
        );
        let q = format!(
            "SELECT t.previousdoc AS id FROM nexttransactionlinelink t JOIN transaction d ON d.id = t.nextdoc WHERE t.linktype = 'Payment' \
             AND d.lastmodifieddate >= TO_TIMESTAMP('{since}','{mask}') ORDER BY t.previousdoc FETCH FIRST 1000 ROWS ONLY"
        );
        let linked = sandbox.ask(&q).await;
        assert!(
            linked
                .iter()
                .any(|row| text(row, "id") == Some(invoice.to_string().as_str()))
        );
    }
}

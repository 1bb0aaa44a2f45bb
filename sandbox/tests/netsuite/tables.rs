//! The account's tables against the true firm: nothing missing, nothing twice, sums that agree.

use std::collections::{BTreeMap, BTreeSet};

use sandbox::firm::{Kind, PostedFrom, ids};
use sandbox::vendor::netsuite::settings::Settings;
use sandbox::vendor::netsuite::tables::TABLES;
use serde_json::Value;

use super::client::{Sandbox, cents, start, text};

#[tokio::test]
async fn every_column_of_every_table_answers() {
    let sandbox = start(Settings::default()).await;
    for table in TABLES {
        for column in table.columns {
            let q = format!(
                "SELECT t.{0} AS v FROM {1} t FETCH FIRST 1 ROWS ONLY",
                column.name, table.name
            );
            sandbox.ask(&q).await;
        }
        let rows = sandbox
            .ask(&format!(
                "SELECT * FROM {} FETCH FIRST 3 ROWS ONLY",
                table.name
            ))
            .await;
        assert!(
            !rows.is_empty() || table.name == "deletedrecord",
            "{} is empty",
            table.name
        );
    }
}

#[tokio::test]
async fn the_keyset_of_ids_meets_every_row_once() {
    let sandbox = start(Settings::default()).await;
    let (time, charges, customers, jobs, orders, invoices) = {
        let firm = sandbox.world.read();
        (
            firm.postings
                .iter()
                .filter(|row| row.meta.live())
                .map(|row| row.id)
                .collect::<BTreeSet<_>>(),
            firm.charges.iter().filter(|row| row.meta.live()).count(),
            firm.customers
                .iter()
                .filter(|row| row.meta.live() && row.in_erp)
                .count(),
            firm.projects
                .iter()
                .filter(|row| row.meta.live() && row.job_created_at.is_some())
                .count(),
            firm.engagements
                .iter()
                .filter(|row| row.meta.live() && row.order_created_at.is_some())
                .count(),
            firm.invoices
                .iter()
                .filter(|row| row.meta.live() && row.erp_created_at.is_some())
                .count(),
        )
    };
    let rows = sandbox
        .all("t.externalid, t.timetype", "timebill", "1 = 1")
        .await;
    let found: Vec<u32> = rows
        .iter()
        .map(|row| text(row, "id").unwrap().parse().unwrap())
        .collect();
    assert!(found.is_sorted());
    assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), time);
    assert_eq!(found.len(), time.len());
    let counted = [
        ("charge", "t.use = 'Actual'", charges),
        ("customer", "t.searchstage = 'Customer'", customers),
        ("job", "1 = 1", jobs),
        ("transaction", "t.type = 'SalesOrd'", orders),
        ("transaction", "t.type IN ('CustInvc')", invoices),
    ];
    for (table, filter, expected) in counted {
        assert_eq!(
            sandbox.all("1 AS one", table, filter).await.len(),
            expected,
            "{table}"
        );
        let q = format!("SELECT COUNT(*) AS cnt FROM {table} t WHERE {filter}");
        assert_eq!(sandbox.cell(&q).await, expected.to_string(), "{table}");
    }
}

async fn by_stamp(sandbox: &Sandbox, table: &str, filter: &str) -> Vec<String> {
    let mask = "YYYY-MM-DD HH24:MI:SS";
    let (mut at, mut after) = ("2000-01-01 00:00:00".to_owned(), "0".to_owned());
    let mut found = Vec::new();
    loop {
        let stamp = format!("TO_TIMESTAMP('{at}','{mask}')");
        let q = format!(
            "SELECT t.id, TO_CHAR(t.lastmodifieddate,'{mask}') AS lm FROM {table} t WHERE {filter} \
             AND ( t.lastmodifieddate > {stamp} OR (t.lastmodifieddate = {stamp} AND t.id > {after}) ) \
             ORDER BY t.lastmodifieddate, t.id FETCH FIRST 250 ROWS ONLY"
        );
        let rows = sandbox.ask(&q).await;
        let Some(last) = rows.last() else {
            return found;
        };
        (at, after) = (
            text(last, "lm").unwrap().to_owned(),
            text(last, "id").unwrap().to_owned(),
        );
        found.extend(rows.iter().map(|row| text(row, "id").unwrap().to_owned()));
    }
}

#[tokio::test]
async fn the_keyset_of_stamps_meets_every_row_once_even_where_they_tie() {
    let sandbox = start(Settings {
        zone: chrono_tz::Tz::UTC,
        ..Settings::default()
    })
    .await;
    for grain in [None, Some(86_400)] {
        sandbox.faults.tie_cursors(grain);
        for (table, filter) in [
            ("timebill", "t.timetype = 'A'"),
            ("transaction", "t.type IN ('CustInvc','CustCred')"),
            ("customer", "1 = 1"),
        ] {
            let found = by_stamp(&sandbox, table, filter).await;
            let total = sandbox
                .cell(&format!("SELECT COUNT(*) FROM {table} t WHERE {filter}"))
                .await;
            assert_eq!(found.len().to_string(), total, "{table}");
            assert_eq!(
                found.iter().collect::<BTreeSet<_>>().len(),
                found.len(),
                "{table}"
            );
        }
    }
}

#[tokio::test]
async fn a_window_of_stamps_holds_what_changed_in_it() {
    let sandbox = start(Settings {
        zone: chrono_tz::Tz::UTC,
        ..Settings::default()
    })
    .await;
    let (from, until) = ("2026-09-01 00:00:00", "2026-10-01 00:00:00");
    let inside = |at: chrono::DateTime<chrono::Utc>| {
        let text = at.format("%Y-%m-%d %H:%M:%S").to_string();
        text.as_str() >= from && text.as_str() < until
    };
    let expected: BTreeSet<String> = {
        let firm = sandbox.world.read();
        let rows = firm
            .postings
            .iter()
            .filter(|row| row.meta.live() && inside(row.meta.updated_at.utc()));
        rows.map(|row| row.id.to_string()).collect()
    };
    let mask = "'YYYY-MM-DD HH24:MI:SS'";
    let filter = format!(
        "t.lastmodifieddate >= TO_TIMESTAMP('{from}',{mask}) AND t.lastmodifieddate < TO_TIMESTAMP('{until}',{mask})"
    );
    let rows = sandbox.all("t.hours", "timebill", &filter).await;
    let found: BTreeSet<String> = rows
        .iter()
        .map(|row| text(row, "id").unwrap().to_owned())
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(found, expected);
}

async fn lines(sandbox: &Sandbox, ids: &[&str]) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for ids in ids.chunks(5) {
        let (mut after, ids) = ((0i64, -1i64), ids.join(","));
        loop {
            let q = format!(
                "SELECT t.transaction, t.id, t.mainline, t.taxline, t.foreignamount, t.quantity, t.entity, t.createdfrom, t.custcol_psa_ref \
                 FROM transactionline t WHERE t.transaction IN ({ids}) AND (t.transaction > {0} OR (t.transaction = {0} AND t.id > {1})) \
                 ORDER BY t.transaction, t.id FETCH FIRST 50 ROWS ONLY",
                after.0, after.1
            );
            let rows = sandbox.ask(&q).await;
            let Some(last) = rows.last() else { break };
            after = (
                text(last, "transaction").unwrap().parse().unwrap(),
                text(last, "id").unwrap().parse().unwrap(),
            );
            for row in rows {
                found
                    .entry(text(&row, "transaction").unwrap().to_owned())
                    .or_default()
                    .push(row);
            }
        }
    }
    found
}

#[tokio::test]
async fn invoices_agree_with_their_lines_and_with_what_is_applied() {
    let sandbox = start(Settings::default()).await;
    let columns = "t.status, t.foreigntotal, t.foreignamountunpaid, t.foreignamountpaid, t.currency, t.externalid, t.entity";
    let invoices = sandbox
        .all(columns, "transaction", "t.type = 'CustInvc'")
        .await;
    assert!(invoices.len() > 5);
    let numbers: Vec<&str> = invoices
        .iter()
        .map(|row| text(row, "id").unwrap())
        .collect();
    let lines = lines(&sandbox, &numbers).await;
    let q = "SELECT previousdoc, nextdoc, foreignamount FROM nexttransactionlinelink WHERE linktype = 'Payment' ORDER BY nextdoc, previousdoc";
    let links = sandbox.ask(q).await;
    for invoice in &invoices {
        let id = text(invoice, "id").unwrap();
        let own = &lines[id];
        let (main, others): (Vec<_>, Vec<_>) = own
            .iter()
            .partition(|line| text(line, "mainline") == Some("T"));
        assert_eq!(main.len(), 1);
        assert_eq!(
            cents(main[0], "foreignamount"),
            cents(invoice, "foreigntotal")
        );
        let rest: i64 = others.iter().map(|line| cents(line, "foreignamount")).sum();
        assert_eq!(-rest, cents(invoice, "foreigntotal"), "lines of {id}");
        assert!(
            others
                .iter()
                .filter(|line| text(line, "taxline") == Some("F"))
                .all(|line| cents(line, "quantity") != 0)
        );
        let applied: i64 = links
            .iter()
            .filter(|link| text(link, "previousdoc") == Some(id))
            .map(|link| cents(link, "foreignamount"))
            .sum();
        match text(invoice, "status").unwrap() {
            "A" | "B" => assert_eq!(
                cents(invoice, "foreignamountunpaid"),
                cents(invoice, "foreigntotal") - applied,
                "applied to {id}"
            ),
            "V" => assert_eq!(cents(invoice, "foreignamountunpaid"), 0),
            _ => {}
        }
        if text(invoice, "status") == Some("B") {
            assert_eq!(cents(invoice, "foreignamountunpaid"), 0);
        }
    }
    let q = "SELECT SUM(l.foreignamount) AS s, COUNT(*) AS n FROM transactionline l JOIN transaction t ON t.id = l.transaction WHERE t.type = 'ExpRept'";
    let posted = sandbox.ask(q).await;
    assert_eq!(cents(&posted[0], "s"), 0, "expense reports balance");
    assert_ne!(text(&posted[0], "n"), Some("0"));
}

#[tokio::test]
async fn references_to_other_systems_are_those_of_the_firm() {
    let sandbox = start(Settings::default()).await;
    let rows = sandbox
        .all(
            "t.externalid, t.custentity_sales_order, t.customer",
            "job",
            "1 = 1",
        )
        .await;
    let orders: BTreeSet<String> = sandbox
        .all("1 AS one", "transaction", "t.type = 'SalesOrd'")
        .await
        .iter()
        .map(|row| text(row, "id").unwrap().to_owned())
        .collect();
    let firm = sandbox.world.read();
    for row in &rows {
        let number =
            text(row, "id").unwrap().parse::<u32>().unwrap() - ids::netsuite(Kind::Project, 0);
        let project = firm.project(number).unwrap();
        let expected = project
            .cross_referenced
            .then(|| format!("kantata:workspace:{}", ids::kantata(Kind::Project, number)));
        assert_eq!(text(row, "externalid"), expected.as_deref());
        assert!(text(row, "custentity_sales_order").is_none_or(|order| orders.contains(order)));
    }
    drop(firm);
    let time = sandbox
        .all(
            "t.externalid, t.customer, t.hours, t.employee",
            "timebill",
            "t.timetype = 'A'",
        )
        .await;
    let firm = sandbox.world.read();
    for row in &time {
        let posting = firm
            .posting(text(row, "id").unwrap().parse().unwrap())
            .unwrap();
        if let PostedFrom::Entry(entry) = posting.from {
            let expected = format!(
                "kantata:time_entry:{}",
                ids::kantata(Kind::TimeEntry, entry)
            );
            assert_eq!(text(row, "externalid"), Some(expected.as_str()));
        }
        let minutes: rust_decimal::Decimal = text(row, "hours")
            .unwrap()
            .parse::<rust_decimal::Decimal>()
            .unwrap()
            * rust_decimal::Decimal::from(60);
        assert_eq!(
            minutes.round(),
            rust_decimal::Decimal::from(posting.minutes)
        );
    }
}

#[tokio::test]
async fn system_notes_tell_what_a_person_was() {
    let sandbox = start(Settings::default()).await;
    let notes = sandbox.all("t.recordid, t.field, t.oldvalue, t.newvalue, TO_CHAR(t.date,'YYYY-MM-DD HH24:MI:SS') AS at", "systemnote", "t.recordtypeid = -4").await;
    let firm = sandbox.world.read();
    for person in &firm.people {
        let id = ids::netsuite(Kind::Person, person.id).to_string();
        let titles: Vec<&Value> = notes
            .iter()
            .filter(|note| {
                text(note, "recordid") == Some(&id) && text(note, "field") == Some("ENTITY.STITLE")
            })
            .collect();
        assert_eq!(text(titles[0], "oldvalue"), None);
        let first = firm.role(person.terms[0].role).unwrap().name;
        assert_eq!(text(titles[0], "newvalue"), Some(first));
        for pair in titles.windows(2) {
            assert_eq!(text(pair[0], "newvalue"), text(pair[1], "oldvalue"));
            assert!(text(pair[0], "at") < text(pair[1], "at"));
        }
    }
    drop(firm);
    let approvals = sandbox
        .cell("SELECT COUNT(*) FROM systemnote WHERE recordtypeid = -30 AND newvalue = 'Approved'")
        .await;
    assert!(approvals.parse::<u32>().unwrap() > 0);
}

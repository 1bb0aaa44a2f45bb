//! Accounts differ: formats, zones, features, and what the role may see.

use sandbox::vendor::netsuite::settings::StatusForm;
use sandbox::vendor::netsuite::suiteql::zone::DateFormat;

use super::*;

#[tokio::test]
async fn an_account_reads_the_same_whatever_its_habits() {
    let (_usual, usual) = bench(|_| {}).await;
    let expected = everything(&usual).await;
    let habits: [fn(&mut Account); 3] = [
        |account| {
            account.date_format = DateFormat::DayFirst;
            account.zone = chrono_tz::UTC;
            account.status_form = StatusForm::Compound;
        },
        |account| {
            account.date_format = DateFormat::Iso;
            account.zone = chrono_tz::Europe::Berlin;
            account.has_more_lies = true;
        },
        |account| account.zone = chrono_tz::Asia::Kolkata,
    ];
    for habit in habits {
        let (_account, bench) = bench(habit).await;
        same(&expected, &everything(&bench).await);
    }
}

#[tokio::test]
async fn a_value_nobody_knows_is_told() {
    let (_account, bench) = bench(|_| {}).await;
    let projects = bench.stream("projects");
    let odd = Action::UnknownValue("entitystatus".to_owned(), "77".to_owned());
    bench.faults.script(vec![Rule::always("suiteql", odd)]);
    let read = first(&bench, "projects").await;
    let mut drift = read
        .objects
        .values()
        .flat_map(|object| bench.client.map(projects, object).drift);
    assert!(drift.any(|drift| drift.field == "entitystatus" && drift.detail == "77"));
}

#[tokio::test]
async fn hidden_and_broken_columns_are_left_out_and_told() {
    let (_account, bench) = bench(|account| {
        for column in [
            "job.jobprice",
            "timebill.lastmodifieddate",
            "transactionline.custcol_psa_ref",
        ] {
            account.hidden_columns.insert(column.to_owned());
        }
        account
            .broken_columns
            .insert("employee.laborcost".to_owned());
    })
    .await;
    let truth = truth();
    for name in ["people", "projects", "time_postings", "invoices"] {
        assert_eq!(
            first(&bench, name).await.objects.len(),
            truth[name],
            "{name}"
        );
    }
    let notices = bench.client.check().await.unwrap().notices.join("\n");
    for hidden in [
        "job.jobprice",
        "transactionline.custcol_psa_ref",
        "employee.laborcost",
    ] {
        assert!(notices.contains(hidden), "{notices}");
    }
}

#[tokio::test]
async fn a_hidden_table_says_what_to_grant() {
    let (_account, bench) = bench(|account| {
        account.hidden_tables.insert("charge".to_owned());
        account.hidden_tables.insert("deletedrecord".to_owned());
        account
            .hidden_columns
            .insert("transactionline.taxline".to_owned());
    })
    .await;
    let table = refused(&bench, "charges").await;
    assert_eq!(
        (table.code, table.remedy),
        ("TABLE_HIDDEN", Remedy::FixConfiguration)
    );
    assert!(table.hint.unwrap().contains("grant"));
    assert_eq!(refused(&bench, "invoices").await.code, "COLUMN_HIDDEN");
    let people = first(&bench, "people").await;
    bench.read(bench.stream("people"), &people.next).await;
}

#[tokio::test]
async fn a_table_that_an_account_may_lack_is_empty() {
    let (_account, bench) = bench(|account| {
        account.hidden_tables.insert("department".to_owned());
        account.hidden_tables.insert("systemnote".to_owned());
    })
    .await;
    for name in ["practices", "positions"] {
        let read = first(&bench, name).await;
        assert_eq!(read.objects.len(), 0, "{name}");
        let again = bench.read(bench.stream(name), &read.next).await;
        assert_eq!(again.objects.len(), 0, "{name}");
        let totals = bench.client.totals(bench.stream(name)).await;
        assert_eq!(totals.unwrap(), [], "{name}");
    }
    let notices = bench.client.check().await.unwrap().notices.join("\n");
    for table in ["department", "systemnote"] {
        assert!(
            notices.contains(&format!("table {table} is hidden")),
            "{notices}"
        );
    }
}

#[tokio::test]
async fn an_account_of_one_company_and_currency_has_one_of_each() {
    let (account, without) = bench(|account| {
        account.one_world = false;
        account.multi_currency = false;
    })
    .await;
    assert_eq!(refused(&without, "invoices").await.code, "TABLE_HIDDEN");
    let mut settings = settings(&account);
    for (name, value) in [("currency", "USD"), ("company", "Acme"), ("country", "US")] {
        settings.options.insert(name.to_owned(), value.to_owned());
    }
    let bench = Bench::new(settings, Faults::new());
    assert_eq!(first(&bench, "exchange_rates").await.objects.len(), 0);
    let notices = bench.client.check().await.unwrap().notices.join("\n");
    assert!(!notices.contains("is hidden: "), "{notices}");
    let companies = first(&bench, "legal_entities").await;
    assert_eq!(suite::ids(&companies), BTreeSet::from(["1"]));
    let mapped = bench
        .client
        .map(bench.stream("legal_entities"), &companies.objects["1"]);
    assert_eq!(mapped.records.len(), 1);
    let invoices = first(&bench, "invoices").await;
    assert_eq!(invoices.objects.len(), truth()["invoices"]);
    for object in invoices.objects.values() {
        assert_eq!(
            bench.client.map(bench.stream("invoices"), object).error,
            None
        );
        for given in ["\"currency_code\":\"USD\"", "\"subsidiary\":\"1\""] {
            assert!(object.payload.contains(given), "{}", object.payload);
        }
    }
}

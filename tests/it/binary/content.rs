//! A vendor that sends what nobody can use: the place is named, the rest goes on, and nothing is lost once it is mended.

use sandbox::Running;
use sandbox::fault::{Action, Rule};
use sea_orm::{ConnectionTrait, Database, Statement};

use super::connection::firm;
use super::place::{Place, Told};

/// A number from the database that a place has synced into.
pub(super) async fn number(place: &Place, sql: &str) -> i64 {
    let url = format!("sqlite://{}?mode=ro", place.path("hub.db").display());
    let connection = Database::connect(url).await.unwrap();
    let row = connection
        .query_one_raw(Statement::from_string(
            connection.get_database_backend(),
            sql,
        ))
        .await
        .unwrap()
        .unwrap();
    connection.close().await.unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn sync(place: &Place, stream: &str) -> Told {
    place
        .run(&["sync", "--connection", "psa", "--stream", stream])
        .await
}

/// One bad field of one object of each page: it is set aside and told, the others land; when the vendor shows it right, it lands too.
async fn set_aside(firm: &Running, stream: &str, action: Action, parts: &[&str]) {
    let place = Place::kantata(firm);
    firm.faults
        .kantata
        .push(Rule::always(format!("/{stream}"), action));
    let told = sync(&place, stream).await;
    told.good();
    let asides: Vec<&str> = told
        .out
        .lines()
        .filter(|line| line.starts_with("  set aside: "))
        .collect();
    assert_eq!(asides.len(), 1, "{}", told.out);
    for part in parts {
        assert!(
            asides[0].contains(part),
            "{part:?} is not in {:?}",
            asides[0]
        );
    }
    assert!(told.out.contains("  hint: "), "{}", told.out);
    let open = "SELECT count(*) FROM dead_letter WHERE state = 'open'";
    let raw = "SELECT count(*) FROM raw_record";
    let (dead, landed) = (number(&place, open).await, number(&place, raw).await);
    assert!(dead >= 1 && landed > dead, "{dead} of {landed}");
    firm.faults.kantata.calm();
    let again = place
        .run(&["sync", "--connection", "psa", "--stream", stream, "--full"])
        .await;
    again.good();
    assert_eq!(number(&place, open).await, 0, "{}", again.out);
    assert_eq!(number(&place, raw).await, landed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_malformed() {
    let firm = firm().await;
    let place = Place::kantata(&firm);
    firm.faults
        .kantata
        .push(Rule::always("/time_entries", Action::Malformed));
    let told = sync(&place, "time_entries").await;
    told.refused(&["connection psa", "time_entries", "cut or no data"]);
    assert_eq!(number(&place, "SELECT count(*) FROM raw_record").await, 0);
    firm.faults.kantata.calm();
    sync(&place, "time_entries").await.good();
    assert!(number(&place, "SELECT count(*) FROM time_entry").await > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_that_changed_its_type() {
    let firm = firm().await;
    let place = Place::kantata(&firm);
    let action = Action::Retype("time_in_minutes".to_owned());
    firm.faults
        .kantata
        .push(Rule::always("/time_entries", action));
    let told = sync(&place, "time_entries").await;
    told.good();
    assert!(told.out.contains("time_in_minutes"), "{}", told.out);
    firm.faults.kantata.calm();
    place
        .run(&[
            "sync",
            "--connection",
            "psa",
            "--stream",
            "time_entries",
            "--full",
        ])
        .await
        .good();
    let open = "SELECT count(*) FROM dead_letter WHERE state = 'open'";
    assert_eq!(number(&place, open).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_currency_that_nobody_knows() {
    let action = Action::UnknownValue("currency".to_owned(), "QQQ".to_owned());
    set_aside(
        &firm().await,
        "workspaces",
        action,
        &["currency", "ISO 4217", "FIELD_TYPE"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_that_does_not_exist() {
    let action = Action::UnknownValue("date_performed".to_owned(), "2026-02-30".to_owned());
    set_aside(
        &firm().await,
        "time_entries",
        action,
        &["date_performed", "FIELD_TYPE"],
    )
    .await;
}

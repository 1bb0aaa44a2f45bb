//! Commands as a newcomer meets them: help that teaches, a check that changes nothing, a verify that finds, a stop that loses nothing.

use std::time::Duration;

use sandbox::fault::{Action, Rule};
use sea_orm::{ConnectionTrait, Database};
use tokio::process::Command;

use super::connection::firm;
use super::content::number;
use super::place::Place;

#[tokio::test]
async fn help_teaches() {
    let place = Place::new();
    let all = place.run(&["--help"]).await;
    all.good();
    for command in [
        "demo", "serve", "schema", "check", "migrate", "sync", "verify", "token",
    ] {
        assert!(all.out.contains(&format!("\n  {command}")), "{}", all.out);
        let told = place.run(&[command, "--help"]).await;
        told.good();
        assert!(told.out.contains("Example"), "{command}: {}", told.out);
        assert!(
            told.out.contains(&format!("throughline {command}")),
            "{command}: {}",
            told.out
        );
    }
    let told = place.run(&["synk"]).await;
    assert_eq!(told.status.code(), Some(2));
    assert!(told.decent().err.contains("sync"), "{}", told.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_changes_nothing() {
    let firm = firm().await;
    let place = Place::firm(&firm, None, 500);
    let before = firm.world.read().revision;
    let told = place.run(&["check"]).await;
    told.good();
    for line in [
        "crm (salesforce): ok",
        "erp (netsuite): ok",
        "psa (kantata): ok",
    ] {
        assert!(told.out.contains(line), "{}", told.out);
    }
    assert!(!place.path("hub.db").exists(), "check made a database");
    assert_eq!(
        firm.world.read().revision,
        before,
        "check changed something at a vendor"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_finds_a_corrupted_cell() {
    let firm = firm().await;
    let place = Place::firm(&firm, None, 2_000);
    let told = place.run(&["sync"]).await;
    told.good();
    assert!(
        told.err.contains("progress: psa time_entries: "),
        "{}",
        told.err
    );
    assert!(
        told.err.contains("progress: bringing figures up to date"),
        "{}",
        told.err
    );
    place.run(&["verify"]).await.good();
    let url = format!("sqlite://{}", place.path("hub.db").display());
    let connection = Database::connect(url).await.unwrap();
    connection
        .execute_unprepared(
            "UPDATE person_day SET worked = worked + 1 WHERE (person_id, day_on) IN (SELECT person_id, day_on FROM person_day WHERE worked > 0 LIMIT 1)",
        )
        .await
        .unwrap();
    connection.close().await.unwrap();
    let told = place.run(&["verify"]).await;
    told.refused(&["1 differences"]);
    assert!(told.out.contains("person_day"), "{}", told.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_in_the_middle_loses_nothing() {
    let firm = firm().await;
    let undisturbed = Place::firm(&firm, None, 200);
    undisturbed.run(&["sync"]).await.good();
    let place = Place::firm(&firm, None, 200);
    // Late answers, so that there is a middle.
    let late = || Rule::always("", Action::Delay(Duration::from_millis(100)));
    firm.faults.kantata.push(late());
    let mut requests = firm.faults.kantata.watch();
    let begun = *requests.borrow();
    let child = place.command(&["sync"]).spawn().unwrap();
    requests.wait_for(|seen| *seen >= begun + 8).await.unwrap();
    let pid = child.id().unwrap().to_string();
    let sent = Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .await
        .unwrap();
    assert!(sent.success());
    let told = place.end(child).await;
    told.refused(&["stopped on request", "goes on from there"]);
    firm.faults.kantata.calm();
    let running = "SELECT count(*) FROM sync_run WHERE state = 'running'";
    assert_eq!(number(&place, running).await, 0);
    place.run(&["sync"]).await.good();
    for table in [
        "raw_record",
        "time_entry",
        "invoice",
        "waiting_reference",
        "external_link",
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(
            number(&place, &sql).await,
            number(&undisturbed, &sql).await,
            "{table}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_sees_one_moving_line() {
    let firm = firm().await;
    let place = Place::kantata(&firm);
    // `script` gives the program a terminal.
    let line =
        "TERM=xterm script -qec \"$PROGRAM sync --connection psa --stream time_entries\" /dev/null";
    let told = place.end(place.shell(line).spawn().unwrap()).await;
    told.good();
    assert!(told.out.contains(" objects"), "{}", told.out);
    assert!(!told.out.contains("progress: "), "{}", told.out);
    assert!(told.out.contains("psa time_entries: "), "{}", told.out);
}

#[tokio::test]
async fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    let line = "( \"$PROGRAM\" schema; echo \"code $?\" >&2 ) | head -n 1";
    let told = place.end(place.shell(line).spawn().unwrap()).await;
    assert_eq!((told.out.lines().count(), told.err.trim()), (1, "code 0"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subject_that_is_not_there() {
    let firm = firm().await;
    let place = Place::kantata(&firm);
    let told = place.run(&["sync", "--connection", "pse"]).await;
    told.refused(&["--connection \"pse\"", "psa"]);
    let told = place
        .run(&["sync", "--connection", "psa", "--stream", "time_entry"])
        .await;
    told.refused(&["\"time_entry\"", "did you mean `time_entries`?"]);
    let told = Place::with("")
        .variable("THROUGHLINE__AUTH__HS256_KEY", super::place::KEY)
        .run(&["token", "--role", "pmoo"])
        .await;
    told.refused(&["--role \"pmoo\"", "pmo"]);
}

//! A database that cannot be used: each cause is told at once and in its own words, and nothing is lost.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use throughline::model::Database as Hub;

use super::connection::firm;
use super::content::number;
use super::place::Place;
use crate::harness::dump::state_of;
use crate::harness::postgres;

/// A configuration with a database and nothing to read.
fn on(database: &str) -> Place {
    Place::with(&format!("[hub]\ndatabase = \"{database}\"\n"))
}

async fn open(place: &Place) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}", place.path("hub.db").display()));
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing() {
    let firm = firm().await;
    let place = Place::firm(&firm, None, 500);
    place.run(&["migrate"]).await.good();
    let room = std::fs::metadata(place.path("hub.db")).unwrap().len() / 512 + 200;
    // No file may grow beyond the limit: for the database that is a disk without room.
    let line = format!("trap '' XFSZ; ulimit -f {room}; exec \"$PROGRAM\" sync");
    let told = place.end(place.shell(&line).spawn().unwrap()).await;
    told.refused(&["full", "DISK_FULL", "free some space"]);
    place.run(&["sync"]).await.good();
    place.run(&["verify"]).await.good();
    let undisturbed = Place::firm(&firm, None, 500);
    undisturbed.run(&["sync"]).await.good();
    let state = async |place: &Place| {
        let url = format!("sqlite://{}", place.path("hub.db").display());
        let database = Hub::attach(&url).await.unwrap();
        let state = state_of(&database, false).await;
        database.close().await.unwrap();
        state
    };
    assert_eq!(state(&place).await, state(&undisturbed).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_may_not_be_written() {
    let mut place = on("sqlite://hub.db");
    place.run(&["migrate"]).await.good();
    let mode = |name: &str, mode: u32| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(place.path(name), mode).unwrap();
    };
    mode("hub.db", 0o444);
    mode("throughline.toml", 0o444);
    // Nothing is read-only for root: another user runs a copy of the program.
    let user = postgres::unprivileged();
    if user.is_some() {
        let copy = place.path("throughline");
        if std::fs::hard_link(&place.program, &copy).is_err() {
            std::fs::copy(&place.program, &copy).unwrap();
        }
        mode("throughline", 0o755);
    }
    mode("", 0o555);
    if user.is_some() {
        place.program = place.path("throughline");
    }
    let child = match &user {
        Some(user) => place
            .shell(&format!("exec runuser -u {user} -- \"$PROGRAM\" sync"))
            .spawn(),
        None => place.command(&["sync"]).spawn(),
    };
    let told = place.end(child.unwrap()).await;
    std::fs::set_permissions(place.path(""), std::fs::Permissions::from_mode(0o755)).unwrap();
    told.refused(&["hub.db", "read-only", "right to write"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_process_has_locked() {
    let place = on("sqlite://hub.db");
    place.run(&["migrate"]).await.good();
    let other = open(&place).await;
    other.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
    place
        .run(&["sync"])
        .await
        .refused(&["hub.db", "locked by another process"]);
    other.execute_unprepared("ROLLBACK").await.unwrap();
    place.run(&["sync"]).await.good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_a_newer_version() {
    let place = on("sqlite://hub.db");
    place.run(&["migrate"]).await.good();
    let other = open(&place).await;
    let future = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)";
    other.execute_unprepared(future).await.unwrap();
    other.close().await.unwrap();
    for command in ["sync", "migrate", "verify"] {
        place
            .run(&[command])
            .await
            .refused(&["hub.db", "newer version", "m9999_future"]);
    }
    assert_eq!(number(&place, "SELECT count(*) FROM sync_run").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database() {
    let place = on("sqlite://hub.db");
    place.write(
        "hub.db",
        &"these are notes, and no database at all; ".repeat(50),
    );
    place
        .run(&["sync"])
        .await
        .refused(&["hub.db", "not a database"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_does_not_exist() {
    on("sqlite://no/such/folder/hub.db")
        .run(&["sync"])
        .await
        .refused(&["no/such/folder/hub.db", "the folder exists"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_of_no_database() {
    on("mysql://localhost/hub").run(&["sync"]).await.refused(&[
        "mysql://localhost/hub",
        "hub.database",
        "sqlite://",
    ]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_run() {
    on("postgres://hub@127.0.0.1:1/hub")
        .run(&["sync"])
        .await
        .refused(&[
            "postgres://hub@127.0.0.1:1/hub",
            "cannot be reached",
            "refused",
            "server runs",
        ]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_and_a_missing_database() {
    let cluster = postgres::cluster().await;
    let url = cluster.database().await;
    let admin = Database::connect(&url).await.unwrap();
    admin
        .execute_unprepared("CREATE ROLE guarded LOGIN PASSWORD 'the-right-one'")
        .await
        .unwrap();
    admin.close().await.unwrap();
    let wrong = url.replace("throughline@", "guarded:not-the-right-one@");
    let place = Place::with("").variable("THROUGHLINE__HUB__DATABASE", &wrong);
    let told = place.run(&["sync"]).await;
    told.refused(&[
        "guarded",
        "does not let the hub in",
        "password",
        "THROUGHLINE__HUB__DATABASE_FILE",
    ]);
    assert!(!told.err.contains("not-the-right-one"), "{}", told.err);
    let missing = url.replace("/hub_", "/no_hub_");
    let place = Place::with("").variable("THROUGHLINE__HUB__DATABASE", &missing);
    place
        .run(&["sync"])
        .await
        .refused(&["no_hub_", "does not exist", "createdb"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_output_that_is_full() {
    let place = Place::new();
    let mut command = place.shell("exec \"$PROGRAM\" schema >/dev/full");
    let told = place
        .end(command.stdout(Stdio::null()).spawn().unwrap())
        .await;
    assert_eq!(told.status.code(), Some(1));
    assert!(
        told.decent()
            .err
            .contains("cannot write to standard output"),
        "{}",
        told.err
    );
}

//! Syncs the prepared pages into one database, repeats it, and prints both beside their limits.

use std::time::Instant as Watch;

use throughline::app::Hub;
use throughline::config::Config;
use throughline::domain::clock::Clock;
use throughline::sync::Selection;
use tokio_util::sync::CancellationToken;

use crate::{limit, memory, postgres};

/// Rows of a statement of the SQLite limit; the faster counts.
const IN_ONE: [usize; 2] = [50, 2_000];

/// Measures one database.
pub async fn run(entries: usize, database: &str, base_url: &str, fetched: f64) {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    let on_sqlite = database == "sqlite";
    let cluster = match on_sqlite {
        true => None,
        false => Some(postgres::cluster().await),
    };
    let place = async |name: &str| match cluster {
        None => file(name),
        Some(cluster) => cluster.database().await,
    };
    let url = place("hub.db").await;
    let title = if on_sqlite { "SQLite" } else { "PostgreSQL" };
    println!("\n{title}");
    let hub = Hub::open(&config(&url, base_url), Clock::system())
        .await
        .unwrap();
    let watched = tokio::spawn(watch_memory(hub.sync.progress(), entries as u64));
    let (first, landed) = sync(&hub, false).await;
    watched.await.unwrap();
    assert!(landed >= entries as u64);
    let (now, highest) = memory::resident();
    println!("  with figures: {now} MB resident, {highest} MB at most");
    let (again, changed) = sync(&hub, true).await;
    assert_eq!(changed, 0, "a repeat changes nothing");
    let (limit, narrow) = match on_sqlite {
        true => {
            let tables = limit::sqlite::copy_out(&hub.database).await;
            let narrow = || tables.iter().filter(|table| limit::canonical(&table.name));
            let (mut all, mut canonical) = (f64::MAX, f64::MAX);
            for rows in IN_ONE {
                let (wide, thin) = (format!("all-{rows}.db"), format!("canonical-{rows}.db"));
                all = all.min(limit::sqlite::seconds(&file(&wide), tables.iter(), rows).await);
                canonical =
                    canonical.min(limit::sqlite::seconds(&file(&thin), narrow(), rows).await);
            }
            (all, canonical)
        }
        false => {
            let tables = limit::postgres::copy_out(&hub.database).await;
            let narrow = tables.iter().filter(|table| limit::canonical(&table.name));
            (
                limit::postgres::seconds(&place("").await, tables.iter()).await,
                limit::postgres::seconds(&place("").await, narrow).await,
            )
        }
    };
    let rate = |seconds: f64| entries as f64 / seconds;
    println!("  first load {first:.2} s, {:.0}/s", rate(first));
    println!(
        "    of writing all tables from memory ({limit:.2} s): {:.2}",
        limit / first
    );
    println!(
        "    of writing canonical tables from memory ({narrow:.2} s): {:.2}",
        narrow / first
    );
    println!("  repeat {again:.2} s, {:.0}/s", rate(again));
    println!(
        "    of fetching and hashing ({fetched:.2} s): {:.2}",
        fetched / again
    );
}

fn config(url: &str, base_url: &str) -> Config {
    let text = format!(
        "[hub]\ndatabase = \"{url}\"\n[[connection]]\nid = \"psa\"\nvendor = \"kantata\"\nbase_url = \"{base_url}\"\ncredentials = {{}}\n"
    );
    let mut config = Config::parse(&text, "bench", []).unwrap();
    config.connections[0]
        .secrets
        .insert("token".to_owned(), "bench".into());
    config
}

/// What `throughline sync` does until its numbers are right: seconds, and objects that were news.
async fn sync(hub: &Hub, full: bool) -> (f64, u64) {
    let selection = Selection {
        full,
        asked: true,
        ..Selection::default()
    };
    let watch = Watch::now();
    let cancel = CancellationToken::new();
    let reports = hub.sync.round(&selection, &cancel).await.unwrap();
    let landed = watch.elapsed().as_secs_f64();
    hub.metrics.refresh().await.unwrap();
    let seconds = watch.elapsed().as_secs_f64();
    println!("  pages {landed:.2} s, figures {:.2} s", seconds - landed);
    for report in &reports {
        assert_eq!(report.fault, None, "{}", report.stream);
        assert_eq!(report.dead, 0, "{}", report.stream);
    }
    (seconds, reports.iter().map(|report| report.landed).sum())
}

/// Prints the memory held when each quarter of the entries has been landed.
async fn watch_memory(
    mut progress: tokio::sync::watch::Receiver<throughline::sync::Progress>,
    entries: u64,
) {
    let mut quarter = 1;
    while quarter <= 4 && progress.changed().await.is_ok() {
        let done = progress
            .borrow_and_update()
            .streams
            .iter()
            .find(|stream| stream.stream == "time_entries")
            .map_or(0, |stream| stream.done);
        while quarter <= 4 && done * 4 >= entries * quarter {
            let (now, highest) = memory::resident();
            println!(
                "  {} % landed: {now} MB resident, {highest} MB at most",
                quarter * 25
            );
            quarter += 1;
        }
    }
}

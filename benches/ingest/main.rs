//! How fast time entries are synced over HTTP, with landing, mapping, change feed, lineage and numbers, beside limits of the same run.
//!
//! `cargo bench --bench ingest -- [rows] [sqlite|postgres]`. Pages are prepared before the clock starts, by a process of their own.
//! The limit of a first load writes the same rows to the same tables with the same indexes from memory: on PostgreSQL by COPY into
//! unlogged staging tables and a merge, on SQLite by batched upserts. That of a repeat fetches and hashes the same pages.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench fails by panicking"
)]

mod limit;
mod measure;
mod memory;
mod pages;
#[allow(dead_code, reason = "the tests use what this bench does not")]
#[path = "../../tests/it/harness/postgres.rs"]
mod postgres;

use std::process::Command;

/// The hub's own, so that what is resident here is what the hub holds.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let rows = |text: &str| text.parse::<usize>().unwrap();
    match words.as_slice() {
        ["pages", entries] => pages::serve(rows(entries)).await,
        ["measure", entries, database, base_url, seconds] => {
            measure::run(rows(entries), database, base_url, seconds.parse().unwrap()).await;
        }
        others => {
            let given = others.iter().find_map(|word| word.parse().ok());
            let entries: usize = given.unwrap_or(1_000_000);
            let only = others.iter().find(|word| word.parse::<usize>().is_err());
            let server = pages::Server::start(entries);
            limit::fetch::seconds(&server.base_url).await;
            let fetched = limit::fetch::seconds(&server.base_url).await;
            println!(
                "{entries} time entries; fetching and hashing their pages takes {fetched:.2} s"
            );
            for database in ["sqlite", "postgres"] {
                if only.is_none_or(|only| *only == database) {
                    // A process of its own, so that its memory is that of one sync.
                    let measured = Command::new(std::env::current_exe().unwrap())
                        .args(["measure", &entries.to_string(), database])
                        .args([&server.base_url, &fetched.to_string()])
                        .status()
                        .unwrap();
                    assert!(measured.success());
                }
            }
        }
    }
}

//! How fast time entries are landed, mapped and written with lineage and change feed, beside a limit measured in the same run.
//!
//! `cargo bench --bench ingest -- [rows]`. Pages are prepared before the clock starts. The limit writes the same rows to the same
//! tables from memory: on PostgreSQL by COPY into unlogged staging tables and a merge, on SQLite by batched upserts.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench fails by panicking"
)]

#[allow(dead_code, reason = "the tests use what this bench does not")]
#[path = "../tests/it/harness/postgres.rs"]
mod postgres;
#[path = "../tests/it/harness/vendor.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod vendor;

use std::sync::Arc;
use std::time::Instant as Watch;

use async_trait::async_trait;
use entity::value::Instant;
use sea_orm::{ConnectionTrait, Statement};
use throughline::connect::{
    CheckReport, Checkpoint, Client, Page, Protocol, RawObject, Settings as Connection,
    SourceTotal, Stream,
};
use throughline::domain::clock::Clock;
use throughline::domain::fault::Fault;
use throughline::model::Database;
use throughline::model::feed::Keys;
use throughline::sync::{Selection, Settings, Source, Sync};
use tokio_util::sync::CancellationToken;

const PAGE: usize = 2_000;

/// A vendor whose pages are in memory.
struct Prepared(Arc<Vec<Vec<RawObject>>>);

#[async_trait]
impl Protocol for Prepared {
    async fn check(&self) -> Result<CheckReport, Fault> {
        Ok(CheckReport::default())
    }

    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        let none = Vec::new();
        let pages = if stream.name == "time_entries" {
            &*self.0
        } else {
            &none
        };
        let place: usize = at
            .after
            .first()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let begun = if at.under_way() {
            at.clone()
        } else {
            at.begin(Instant(1), 600)
        };
        let done = place + 1 >= pages.len();
        let mut next = if done { begun.end() } else { begun };
        if !done {
            next.after = vec![(place + 1).to_string()];
        }
        Ok(Page {
            objects: pages.get(place).cloned().unwrap_or_default(),
            deletions: Vec::new(),
            next,
            done,
            received_at: Instant(2_000),
            expected: None,
            requests: 1,
            retried: 0,
        })
    }

    async fn totals(&self, _: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        Ok(Vec::new())
    }
}

fn prepare(rows: usize) -> Arc<Vec<Vec<RawObject>>> {
    let object = |place: usize| RawObject {
        external_id: place.to_string(),
        version_at: Some(Instant(1_000)),
        payload: format!(
            r#"{{"id":"{place}","user":"{}","project":"{}","day":"2026-02-{:02}","minutes":{},"status":"approved","notes":"Worked on the integration of the second system and reviewed what came of it","created_at":"2026-02-03T10:00:00Z","updated_at":"2026-02-04T10:00:00Z","billable":true,"rate_in_cents":15000,"currency":"USD","story_id":"{}"}}"#,
            place % 40,
            place % 300,
            1 + place % 28,
            15 * (1 + place % 32),
            place % 900,
        ),
        deleted: false,
    };
    let all: Vec<RawObject> = (0..rows).map(object).collect();
    Arc::new(all.chunks(PAGE).map(<[RawObject]>::to_vec).collect())
}

async fn sync(database: &Database, pages: &Arc<Vec<Vec<RawObject>>>) -> (f64, u64) {
    let client = Client::over(
        vendor::connector(),
        Connection::new("psa", "scripted", "http://localhost"),
        Box::new(Prepared(pages.clone())),
    )
    .unwrap();
    let source = Source {
        client: Arc::new(client),
        schedule_seconds: 0,
    };
    let sync = Sync::open(
        database.clone(),
        Clock::system(),
        Arc::new(Keys::new()),
        Settings::default(),
        vec![source],
        Vec::new(),
    )
    .await
    .unwrap();
    let only = Selection {
        stream: Some("time_entries".to_owned()),
        ..Selection::default()
    };
    let watch = Watch::now();
    let reports = sync.round(&only, &CancellationToken::new()).await.unwrap();
    assert_eq!(reports[0].fault, None);
    (watch.elapsed().as_secs_f64(), reports[0].landed)
}

/// Tables that sync writes for a time entry.
const TABLES: [&str; 4] = ["raw_record", "time_entry", "change", "waiting_reference"];

async fn copy_limit(from: &Database, to: &str) -> f64 {
    let pool = from.reader.get_postgres_connection_pool();
    let mut files = Vec::new();
    for table in TABLES {
        let mut rows = Vec::new();
        let mut connection = pool.acquire().await.unwrap();
        let mut stream = connection
            .copy_out_raw(&format!("COPY \"{table}\" TO STDOUT"))
            .await
            .unwrap();
        use futures::TryStreamExt;
        while let Some(bytes) = stream.try_next().await.unwrap() {
            rows.extend_from_slice(&bytes);
        }
        files.push(rows);
    }
    let target = Database::open(to).await.unwrap();
    let pool = target.writer.get_postgres_connection_pool();
    let watch = Watch::now();
    for (table, rows) in TABLES.iter().zip(&files) {
        let mut connection = pool.acquire().await.unwrap();
        let run = async |connection: &mut sqlx::PgConnection, sql: String| {
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
                .execute(connection)
                .await
                .unwrap();
        };
        run(
            &mut connection,
            format!("CREATE UNLOGGED TABLE staging (LIKE \"{table}\")"),
        )
        .await;
        let mut copy = connection
            .copy_in_raw("COPY staging FROM STDIN")
            .await
            .unwrap();
        for part in rows.chunks(1 << 20) {
            copy.send(part).await.unwrap();
        }
        copy.finish().await.unwrap();
        run(&mut connection, format!("INSERT INTO \"{table}\" SELECT * FROM staging ON CONFLICT DO NOTHING; DROP TABLE staging")).await;
    }
    watch.elapsed().as_secs_f64()
}

async fn batch_limit(from: &Database, to: &str) -> f64 {
    let target = Database::open(to).await.unwrap();
    let mut all = Vec::new();
    for table in TABLES {
        let names: Vec<String> = from
            .reader
            .query_all_raw(Statement::from_string(
                from.backend(),
                format!("SELECT name FROM pragma_table_info('{table}')"),
            ))
            .await
            .unwrap()
            .iter()
            .map(|row| row.try_get_by_index(0).unwrap())
            .collect();
        let rows = from
            .reader
            .query_all_raw(Statement::from_string(
                from.backend(),
                format!("SELECT * FROM \"{table}\""),
            ))
            .await
            .unwrap();
        let mut values: Vec<Vec<sea_orm::Value>> = Vec::with_capacity(rows.len());
        for row in &rows {
            values.push(
                (0..names.len())
                    .map(|index| match row.try_get_by_index::<Option<i64>>(index) {
                        Ok(number) => number.into(),
                        Err(_) => row
                            .try_get_by_index::<Option<String>>(index)
                            .unwrap()
                            .into(),
                    })
                    .collect(),
            );
        }
        all.push((table, names, values));
    }
    let watch = Watch::now();
    for (table, names, values) in all {
        let most = 32_766 / names.len();
        let one = format!("({})", vec!["?"; names.len()].join(","));
        for batch in values.chunks(20_000) {
            let transaction = target.begin().await.unwrap();
            for chunk in batch.chunks(most.min(2_000)) {
                let sql = format!(
                    "INSERT INTO \"{table}\" (\"{}\") VALUES {} ON CONFLICT DO NOTHING",
                    names.join("\",\""),
                    vec![one.as_str(); chunk.len()].join(",")
                );
                transaction
                    .execute_raw(Statement::from_sql_and_values(
                        target.backend(),
                        sql,
                        chunk.concat(),
                    ))
                    .await
                    .unwrap();
            }
            transaction.commit().await.unwrap();
        }
    }
    watch.elapsed().as_secs_f64()
}

#[tokio::main]
async fn main() {
    let rows = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next()
        .unwrap_or(100_000);
    let pages = prepare(rows);
    let rate = |seconds: f64| rows as f64 / seconds;
    let folder = tempfile::tempdir().unwrap();
    let sqlite = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    let cluster = postgres::cluster().await;
    for on_sqlite in [true, false] {
        let url = if on_sqlite {
            sqlite("hub.db")
        } else {
            cluster.database().await
        };
        let database = Database::open(&url).await.unwrap();
        let (first, landed) = sync(&database, &pages).await;
        assert_eq!(landed, rows as u64);
        let (again, changed) = sync(&database, &pages).await;
        assert_eq!(changed, 0);
        let limit = if on_sqlite {
            batch_limit(&database, &sqlite("limit.db")).await
        } else {
            copy_limit(&database, &cluster.database().await).await
        };
        println!(
            "{}: {rows} time entries: first load {:.0}/s, repeat {:.0}/s, limit {:.0}/s, ratio {:.2}",
            if on_sqlite { "SQLite" } else { "PostgreSQL" },
            rate(first),
            rate(again),
            rate(limit),
            limit / first
        );
    }
}

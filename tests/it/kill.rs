//! The kill test: a process that syncs is killed with SIGKILL at random moments and started again, until it ends by itself; the state
//! it leaves is that of a run nobody disturbed.
//!
//! The killed process is this test binary, told by its environment to be the child.

use std::process::{Command, Stdio};
use std::time::Duration;

use async_trait::async_trait;
use rand::{Rng, SeedableRng};
use throughline::connect::{
    CheckReport, Checkpoint, Client, Page, Protocol, Settings as Connection, SourceTotal, Stream,
};
use throughline::domain::clock::Clock;
use throughline::domain::fault::Fault;
use throughline::model::Database;
use throughline::model::feed::Keys;
use throughline::sync::{Settings, Source, Sync};

use crate::harness::dump::{number, state};
use crate::harness::hub::{START, round};
use crate::harness::vendor::{Delivery, connector, page};

const CHILD: &str = "THROUGHLINE_TEST_KILL_CHILD";
const OBJECTS: usize = 3_000;
const PAGE: usize = 50;

/// A vendor whose streams hold the same objects whenever they are asked.
struct Steady;

#[async_trait]
impl Protocol for Steady {
    async fn check(&self) -> Result<CheckReport, Fault> {
        Ok(CheckReport::default())
    }

    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        let from: usize = at
            .after
            .first()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let to = (from + PAGE).min(OBJECTS);
        let deliveries = (from..to)
            .filter_map(|place| object(stream.name, place))
            .collect();
        let mut page = page(at, deliveries, to == OBJECTS, START.0);
        if !page.done {
            page.next.after = vec![to.to_string()];
        }
        Ok(page)
    }

    async fn totals(&self, _: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        Ok(Vec::new())
    }
}

fn object(stream: &'static str, place: usize) -> Option<Delivery> {
    let parent = place % 40;
    let payload = match stream {
        "users" if place < 40 => format!(
            r#"{{"id":"{place}","name":"N{place}","email":"{place}@x.example","worker":"employee","status":"active"}}"#
        ),
        "projects" if place < 40 => format!(
            r#"{{"id":"{place}","name":"P{place}","manager":"{parent}","status":"active"}}"#
        ),
        "activations" if place < 30 => {
            format!(r#"{{"id":"{place}","project":"{parent}","at":"2026-01-05T00:00:00Z"}}"#)
        }
        "time_entries" => format!(
            r#"{{"id":"{place}","user":"{parent}","project":"{parent}","day":"2026-02-03","minutes":{place},"status":"approved"}}"#
        ),
        "invoices" if place < 600 => format!(
            r#"{{"id":"{place}","number":"I{place}","document":"invoice","status":"open","currency":"EUR","lines":[{{"id":"{place}-1","amount":"10.10","currency":"EUR"}}]}}"#
        ),
        _ => return None,
    };
    Some(Delivery {
        stream,
        id: place.to_string(),
        version_at: START.0 - 1_000,
        received_at: START.0,
        payload: Some(payload),
    })
}

async fn sync(database: Database) -> Sync {
    let client = Client::over(
        connector(),
        Connection::new("psa", "scripted", "http://localhost"),
        Box::new(Steady),
    )
    .unwrap();
    let source = Source {
        client: client.into(),
        schedule_seconds: 300,
    };
    let settings = Settings {
        batch_rows: 120,
        ..Settings::default()
    };
    Sync::open(
        database,
        Clock::fixed(START),
        Keys::new().into(),
        settings,
        vec![source],
        Vec::new(),
    )
    .await
    .unwrap()
}

/// The child: syncs the database it is told, and ends; without being told it is no test at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    if let Ok(url) = std::env::var(CHILD) {
        round(&sync(Database::attach(&url).await.unwrap()).await).await;
    }
}

for_each_database! {
    async fn killed_anywhere_ends_as_if_undisturbed(hub: Hub) {
        let undisturbed = hub.another().await;
        round(&sync(undisturbed.database.clone()).await).await;
        let expected = state(&undisturbed).await;
        let mut random = rand::rngs::StdRng::seed_from_u64(7);
        let mut kills = 0;
        loop {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "kill::child"])
                .env(CHILD, &hub.url)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            if kills < 12 {
                let moment = Duration::from_millis(random.random_range(20..500));
                let ended = tokio::task::spawn_blocking(move || {
                    std::thread::sleep(moment);
                    let ended = child.try_wait().unwrap();
                    child.kill().unwrap();
                    child.wait().unwrap();
                    ended
                });
                if ended.await.unwrap().is_some() {
                    break;
                }
                kills += 1;
            } else {
                assert!(child.wait().unwrap().success());
                break;
            }
        }
        assert!(kills > 0, "the child was never killed");
        // Whatever the last child left unnumbered is numbered by the next hub; a last quiet round changes no row.
        let reports = round(&sync(hub.database.clone()).await).await;
        assert_eq!(reports.iter().map(|report| report.landed).sum::<u64>(), 0);
        assert_eq!(state(&hub).await, expected);
        let doubled = "SELECT count(*) FROM (SELECT kind, row_id FROM change WHERE op = 1 GROUP BY kind, row_id HAVING count(*) > 1) AS twice";
        assert_eq!(number(&hub, doubled).await, 0, "a row was told of as new twice");
        let inserted = "SELECT count(*) FROM change WHERE op = 1";
        assert_eq!(number(&hub, inserted).await, number(&undisturbed, inserted).await);
        assert_eq!(number(&hub, "SELECT count(*) FROM change_tx WHERE sequence IS NULL").await, 0);
    }
}

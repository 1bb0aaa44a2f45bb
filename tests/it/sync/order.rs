//! Convergence: whatever the order, duplication, page split and interleaving of deliveries, with replays between, the same state.
//!
//! Versions of an object may be unmappable, deletions, re-creations, and share a stamp with the one before: the source is then read
//! again, as the run asks for. A failure prints the seed; `THROUGHLINE_TEST_SEED` runs it again.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use throughline::model::command::{self, Request};
use throughline::sync::{RunReport, Selection, Settings, Sync};
use tokio_util::sync::CancellationToken;

use crate::harness::dump::state;
use crate::harness::hub::{Hub, attempt};
use crate::harness::vendor::{Answer, Delivery, Script};

/// An object of the source with its versions, oldest first; the last is what the source shows now.
#[derive(Clone, Debug)]
struct Object {
    stream: &'static str,
    versions: Vec<Delivery>,
}

/// Deliveries in pages, each read by one of two hubs; a replay comes after the page of that place.
#[derive(Clone, Debug)]
struct Disorder {
    objects: Vec<Object>,
    pages: Vec<(bool, Vec<Delivery>)>,
    replay_after: usize,
}

const STREAMS: [&str; 5] = [
    "users",
    "projects",
    "activations",
    "time_entries",
    "invoices",
];

fn payload(stream: &str, id: &str, seed: u32, bad: bool) -> String {
    let (a, b) = (seed % 3, seed / 3 % 4);
    match stream {
        "users" => format!(
            r#"{{"id":"{id}","name":"N{seed}","email":"e{a}@x.example","worker":"employee","status":"active"}}"#
        ),
        "projects" if bad => {
            format!(r#"{{"id":"{id}","name":"","manager":"{b}","status":"active"}}"#)
        }
        "projects" => {
            format!(r#"{{"id":"{id}","name":"P{seed}","manager":"{b}","status":"active"}}"#)
        }
        "activations" => format!(
            r#"{{"id":"{id}","project":"{b}","at":"2026-01-{:02}T00:00:00Z"}}"#,
            1 + seed % 28
        ),
        "time_entries" if bad => format!(
            r#"{{"id":"{id}","user":"{a}","project":"{b}","day":"never","minutes":{seed},"status":"draft"}}"#
        ),
        "time_entries" => format!(
            r#"{{"id":"{id}","user":"{a}","project":"{b}","day":"2026-02-{:02}","minutes":{seed},"status":"approved"}}"#,
            1 + seed % 28
        ),
        _ => {
            let amount = if bad { "much" } else { "10.10" };
            let lines: Vec<String> = (0..=a)
                .map(|line| {
                    format!(
                        r#"{{"id":"{id}-{}","amount":"{amount}","currency":"EUR"}}"#,
                        line + b
                    )
                })
                .collect();
            format!(
                r#"{{"id":"{id}","number":"I{seed}","document":"invoice","status":"open","currency":"EUR","lines":[{}]}}"#,
                lines.join(",")
            )
        }
    }
}

/// What a version is: good, unmappable or a deletion; and whether it has the stamp of the one before.
fn versions() -> impl Strategy<Value = Vec<(u8, u8, bool)>> {
    prop::collection::vec((0..40_u8, 0..6_u8, prop::bool::weighted(0.2)), 1..5)
}

fn objects() -> impl Strategy<Value = Vec<Object>> {
    let object = (0..5_usize, 0..4_u32, versions());
    prop::collection::vec(object, 1..14).prop_map(|raw| {
        let mut seen = std::collections::BTreeSet::new();
        let mut objects = Vec::new();
        for (stream, id, versions) in raw {
            let stream = STREAMS[stream];
            if !seen.insert((stream, id)) {
                continue;
            }
            let id = id.to_string();
            let mut stamp = 1_000;
            let versions = versions
                .into_iter()
                .zip(0_i64..)
                .map(|((seed, nature, tied), place)| {
                    stamp += if tied { 0 } else { 10 };
                    let bad = nature == 1;
                    Delivery {
                        stream,
                        id: id.clone(),
                        version_at: stamp,
                        received_at: 5_000 + place,
                        payload: (nature != 0).then(|| payload(stream, &id, seed.into(), bad)),
                    }
                })
                .collect();
            objects.push(Object { stream, versions });
        }
        objects
    })
}

/// Every delivery, some of them twice, shuffled, cut into pages, dealt out to two hubs.
fn disorder(objects: Vec<Object>) -> impl Strategy<Value = Disorder> {
    let all: Vec<Delivery> = objects
        .iter()
        .flat_map(|object| object.versions.clone())
        .collect();
    let twice = prop::collection::vec(any::<prop::sample::Index>(), 0..6);
    let cuts = prop::collection::vec((1..5_usize, any::<bool>()), 1..8);
    (twice, cuts, 0..6_usize).prop_flat_map(move |(twice, cuts, replay_after)| {
        let mut deliveries = all.clone();
        // What is read again was received later, unless it is the same reply that comes twice.
        for (place, index) in twice.iter().enumerate() {
            let mut again = index.get(&all).clone();
            let last = !all.iter().any(|other| {
                other.stream == again.stream && other.id == again.id && order(other) > order(&again)
            });
            if last && place % 2 == 0 {
                again.received_at += 100;
            }
            deliveries.push(again);
        }
        let objects = objects.clone();
        Just(deliveries)
            .prop_shuffle()
            .prop_map(move |mut deliveries| {
                let mut pages = Vec::new();
                let mut turn = 0;
                while !deliveries.is_empty() {
                    let (size, hub) = cuts[turn % cuts.len()];
                    let size = size.min(deliveries.len());
                    pages.push((hub, deliveries.drain(..size).collect()));
                    turn += 1;
                }
                Disorder {
                    objects: objects.clone(),
                    pages,
                    replay_after,
                }
            })
    })
}

fn order(delivery: &Delivery) -> (i64, i64) {
    (delivery.version_at, delivery.received_at)
}

/// Queues pages by stream; what was received at another instant is another reply.
fn queue(script: &Script, pages: &[Vec<Delivery>]) {
    for page in pages {
        for stream in STREAMS {
            let part: Vec<&Delivery> = page
                .iter()
                .filter(|delivery| delivery.stream == stream)
                .collect();
            for reply in part.chunk_by(|one, next| one.received_at == next.received_at) {
                let reply = reply.iter().map(|delivery| (*delivery).clone()).collect();
                script.answer(stream, Answer::Page(reply, false));
            }
        }
    }
}

/// One hub of those that share a database.
struct Seat {
    script: Script,
    sync: Sync,
}

async fn seat(hub: &Hub) -> Seat {
    let script = Script::default();
    let settings = Settings {
        batch_rows: 3,
        ..Settings::default()
    };
    let sync = hub.sync_with(vec![script.client("psa")], settings).await;
    // The first load has been done, and showed nothing: what follows are passes over changes.
    let seat = Seat { script, sync };
    seat.read(&[]).await;
    seat
}

impl Seat {
    /// Reads pages until it is not interrupted by the other hub; a run that lost a race reads them again.
    async fn read(&self, pages: &[Vec<Delivery>]) -> Vec<RunReport> {
        let mut all = Vec::new();
        for _ in 0..20 {
            queue(&self.script, pages);
            let reports = attempt(&self.sync, &Selection::default()).await;
            let faults: Vec<_> = reports
                .iter()
                .filter_map(|report| report.fault.clone())
                .collect();
            all.extend(reports);
            if faults.is_empty() {
                return all;
            }
            assert!(
                faults.iter().all(|fault| fault.code == "DATABASE_RACE"),
                "{faults:?}"
            );
            self.script.clear();
        }
        panic!("it loses every race");
    }

    async fn replay(&self, hub: &Hub) {
        for action in ["replay", "retry_dead_letters"] {
            let id = hub.keys.mint(hub.clock.now());
            let request = Request {
                action,
                subject: "psa",
                input: "{}",
                actor: "ada",
                role: "integration_engineer",
                reason: "test",
            };
            command::ask(&hub.database.decisions, id, request, hub.clock.now())
                .await
                .unwrap();
            self.sync.commands(&CancellationToken::new()).await.unwrap();
            let done = command::find(&hub.database.reader, id).await.unwrap();
            assert_eq!(done.unwrap().state, "done");
        }
    }

    /// Reads the source's present state again, as long as a stamp came with two payloads.
    async fn settle(&self, objects: &[Object], mut reports: Vec<RunReport>) {
        for round in 0_i64.. {
            let tied: Vec<String> = reports
                .iter()
                .filter(|report| report.tied > 0)
                .map(|report| report.stream.clone())
                .collect();
            if tied.is_empty() {
                return;
            }
            assert!(round < 3, "it reads again for ever");
            let now = objects
                .iter()
                .filter(|object| tied.iter().any(|stream| stream == object.stream))
                .map(|object| Delivery {
                    received_at: 9_000 + round,
                    ..object.versions.last().unwrap().clone()
                })
                .collect();
            reports = self.read(&[now]).await;
        }
    }
}

/// Every version of every object, one by one, as they came to be.
async fn in_order(hub: &Hub, objects: &[Object]) -> Vec<String> {
    let seat = seat(hub).await;
    let mut pages = Vec::new();
    for place in 0..5 {
        for object in objects {
            pages.extend(object.versions.get(place).map(|one| vec![one.clone()]));
        }
    }
    let mut reports = Vec::new();
    for page in pages {
        reports.extend(seat.read(&[page]).await);
    }
    seat.settle(objects, reports).await;
    state(hub).await
}

async fn in_disorder(hub: &Hub, case: &Disorder) -> Vec<String> {
    let (one, two) = (seat(hub).await, seat(hub).await);
    let parts = case.pages.split_at(case.replay_after.min(case.pages.len()));
    let mut reports = Vec::new();
    for (pages, replay) in [(parts.0, true), (parts.1, false)] {
        let of = |hub: bool| -> Vec<Vec<Delivery>> {
            pages
                .iter()
                .filter(|(seat, _)| *seat == hub)
                .map(|(_, page)| page.clone())
                .collect()
        };
        let (left, right) = (of(false), of(true));
        let (left, right) = tokio::join!(one.read(&left), two.read(&right));
        reports.extend(left);
        reports.extend(right);
        if replay {
            two.replay(hub).await;
        }
    }
    one.settle(&case.objects, reports).await;
    state(hub).await
}

fn seed() -> u64 {
    std::env::var("THROUGHLINE_TEST_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(rand::random)
}

async fn converges(make: impl AsyncFn() -> Hub, cases: u32) {
    let seed = seed();
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::with_cases(cases), random);
    for number in 0..cases {
        let tree = objects()
            .prop_flat_map(disorder)
            .new_tree(&mut runner)
            .unwrap();
        let case = proptest::strategy::ValueTree::current(&tree);
        let expected = in_order(&make().await, &case.objects).await;
        let reached = in_disorder(&make().await, &case).await;
        let only = |these: &[String], those: &[String], word: &str| -> Vec<String> {
            these
                .iter()
                .filter(|line| !those.contains(line))
                .map(|line| format!("{word} {line}"))
                .collect()
        };
        let mut differs = only(&expected, &reached, "expected");
        differs.extend(only(&reached, &expected, "reached"));
        assert!(
            differs.is_empty(),
            "seed {seed}, case {number}: {differs:#?}\n{case:#?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_order_converges_sqlite() {
    converges(Hub::sqlite, 32).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_order_converges_postgres() {
    converges(Hub::postgres, 24).await;
}

//! Kantata against its simulator.

use chrono::NaiveDate;
use sandbox::fault::Chaos;
use sandbox::firm::{Kind as Truth, Scale, ids};
use sandbox::{Options, Running};

use super::bench::Bench;
use super::suite;
use crate::connect::{Checkpoint, Known, Pass, Settings};
use crate::domain::record::Kind;

async fn bench() -> (Running, Bench) {
    let running = sandbox::start(Options {
        seed: 3,
        scale: Scale::Tiny,
        today: NaiveDate::from_ymd_opt(2026, 11, 25),
    })
    .await
    .unwrap();
    let mut settings = Settings::new("psa", "kantata", &running.kantata.base_url);
    settings
        .secrets
        .insert("token".to_owned(), running.kantata.token.clone().into());
    settings
        .peers
        .insert("netsuite".to_owned(), "erp".to_owned());
    let bench = Bench::new(settings, running.faults.kantata.clone());
    (running, bench)
}

#[tokio::test]
async fn everything_is_read_once_and_mapped() {
    let (_running, bench) = bench().await;
    let report = bench.client.check().await.unwrap();
    assert_eq!(report.notices, Vec::<String>::new());
    let all = suite::reads_everything_once(&bench).await;
    let counts = suite::maps_everything(&bench, &all);
    // No project of the sandbox has a baseline.
    let kinds = bench.client.streams().flat_map(|stream| stream.emits);
    for kind in kinds.filter(|kind| **kind != Kind::Baseline) {
        assert!(counts.contains_key(&(*kind, "")), "no {kind:?}");
    }
    for known in [
        (Kind::Assignment, "person_id"),
        (Kind::Rate, "rate_card_id"),
        (Kind::Rate, "project_id"),
        (Kind::Rate, "from_on"),
        (Kind::Holiday, "calendar_id"),
        (Kind::Person, "rate_currency"),
        (Kind::Person, "practice_id"),
        (Kind::Project, "legal_entity_id"),
        (Kind::TimeEntry, "cost_rate"),
        (Kind::Estimate, "cost_to_complete"),
    ] {
        assert!(counts.contains_key(&known), "no {known:?}");
    }
    suite::sets_bad_records_aside(&bench, &all);
}

#[tokio::test]
async fn nothing_is_lost_through_faults_and_ties() {
    let (_running, bench) = bench().await;
    let mut calm = std::collections::BTreeMap::new();
    for stream in bench.client.streams() {
        calm.insert(
            stream.name,
            bench.read(stream, &Checkpoint::default()).await,
        );
    }
    // A token of this vendor is never renewed: losing it is for an operator.
    let chaos = Chaos {
        expire_token: 0.0,
        ..Chaos::even(7, 0.03)
    };
    suite::loses_nothing_through_faults(&bench, &calm, chaos).await;
    bench.faults.tie_cursors(Some(86_400));
    for (name, calm) in &calm {
        let read = bench.read(bench.stream(name), &Checkpoint::default()).await;
        assert_eq!(suite::ids(calm), suite::ids(&read), "{name} with ties");
    }
}

#[tokio::test]
async fn deletions_arrive_by_the_feed() {
    let (running, bench) = bench().await;
    let stream = bench.stream("time_entries");
    let first = bench.read(stream, &Checkpoint::default()).await;
    let gone = {
        let mut firm = running.world.write();
        let id = firm
            .time_entries
            .iter()
            .rev()
            .find(|row| row.meta.live())
            .unwrap()
            .id;
        firm.delete(Truth::TimeEntry, id);
        let later = firm.now() + chrono::Duration::minutes(5);
        firm.set_now(later);
        ids::kantata(Truth::TimeEntry, id).to_string()
    };
    assert!(first.objects.contains_key(&gone));
    let second = bench.read(stream, &first.next).await;
    assert!(second.deleted.contains(&gone), "{:?}", second.deleted);
    let full = bench.read(stream, &second.next.full()).await;
    assert!(!full.objects.contains_key(&gone));
}

#[tokio::test]
async fn a_pass_over_changes_reads_what_changed() {
    let (running, bench) = bench().await;
    let stream = bench.stream("time_entries");
    let first = bench.read(stream, &Checkpoint::default()).await;
    let later = {
        let mut firm = running.world.write();
        let later = firm.now() + chrono::Duration::hours(3);
        firm.set_now(later);
        later
    };
    let quiet = bench.read(stream, &first.next).await;
    assert!(
        quiet.objects.len() * 20 < first.objects.len(),
        "{} of {} are read again though nothing happened until {later}",
        quiet.objects.len(),
        first.objects.len()
    );
}

/// Ten days without a pass are more than the feed of events remembers: a whole pass follows.
#[tokio::test]
async fn what_the_feed_forgot_a_whole_pass_finds() {
    let (running, bench) = bench().await;
    let stream = bench.stream("expenses");
    let first = bench.read(stream, &Checkpoint::default()).await;
    {
        let mut firm = running.world.write();
        let later = firm.now() + chrono::Duration::days(10);
        firm.set_now(later);
    }
    let mut at = first.next;
    let mut passes = Vec::new();
    for _ in 0..3 {
        at = bench.pass(stream, &at).await.next;
        passes.push(at.pass);
    }
    assert_eq!(passes, [Pass::Full, Pass::Changes, Pass::Changes]);
}

/// A filter that hides rows of an index hides them from a look by id too.
#[tokio::test]
async fn what_stands_in_an_archived_workspace_knows_it() {
    let (running, bench) = bench().await;
    {
        let mut firm = running.world.write();
        for project in &mut firm.projects {
            project.archived = true;
        }
    }
    let stream = bench.stream("participations");
    let read = bench.read(stream, &Checkpoint::default()).await;
    assert!(!read.objects.is_empty());
    for object in read.objects.values() {
        assert!(
            object.payload.contains(r#""workspace":{"#),
            "{}",
            object.payload
        );
    }
}

#[tokio::test]
async fn limits_are_waited_out_and_secrets_kept() {
    let (_running, bench) = bench().await;
    suite::waits_where_told(&bench, "roles").await;
    suite::keeps_secrets(&bench).await;
}

#[tokio::test]
async fn pages_that_are_as_they_were_are_known_unread() {
    let (_running, bench) = bench().await;
    let mut kept = 0;
    for stream in bench.client.streams() {
        let mut first = Checkpoint::default();
        loop {
            let read = bench.client.reread(stream, &first, None).await.unwrap();
            let Some(known) = &read.known else {
                break;
            };
            kept += 1;
            let again = bench
                .client
                .reread(stream, &first.full(), Some(known))
                .await;
            // Between pages a place is the same in whichever pass.
            let again = match first.under_way() {
                true => bench.client.reread(stream, &first, Some(known)).await,
                false => again,
            };
            let again = again.unwrap();
            let name = stream.name;
            assert!(again.unchanged && again.page.objects.is_empty(), "{name}");
            assert_eq!(again.rows, read.page.objects.len() as u64, "{name}");
            assert_eq!(again.known.as_ref(), Some(known), "{name}");
            assert_eq!(again.page.next.after, read.page.next.after, "{name}");
            assert_eq!(again.page.next.newest, read.page.next.newest, "{name}");
            assert_eq!(again.page.done, read.page.done, "{name}");
            let other = Known {
                digest: known.digest + 1,
                ..known.clone()
            };
            let read_again = bench.client.reread(stream, &first, Some(&other)).await;
            assert_eq!(
                read_again.unwrap().page.objects,
                read.page.objects,
                "{name}"
            );
            if read.page.done {
                break;
            }
            first = read.page.next;
        }
    }
    assert!(kept > 10, "{kept} pages are known again");
}

//! Sync: what a run does with failures, dead letters, drift, deletions and commands; `order` shows that any order converges.

mod order;

use entity::landing::{connection, dead_letter, drift, stream_state, sync_run};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use throughline::domain::fault::{Fault, Remedy};
use throughline::model::command::{self, Request};
use throughline::sync::Selection;
use tokio_util::sync::CancellationToken;

use crate::harness::dump::number;
use crate::harness::hub::{attempt, round};
use crate::harness::vendor::{Answer, Delivery, Script};
use crate::model::delivery;

fn time(id: &str, version: i64, minutes: &str) -> Delivery {
    let payload = format!(
        r#"{{"id":"{id}","user":"u1","project":"p1","day":"2026-02-03","minutes":{minutes},"status":"approved"}}"#
    );
    delivery("time_entries", id, version, &payload)
}

for_each_database! {
    async fn a_failure_keeps_what_was_landed_and_goes_on_from_there(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.answer("time_entries", Answer::Page(vec![time("t1", 10, "60")], false));
        script.answer("time_entries", Answer::Fault(Fault::new("SERVER_ERROR", Remedy::Retry, "500 from the vendor")));
        let reports = attempt(&sync, &Selection::default()).await;
        let failed = reports.iter().find(|report| report.stream == "time_entries").unwrap();
        assert_eq!(failed.fault.as_ref().map(|fault| fault.code), Some("SERVER_ERROR"));
        assert_eq!(number(&hub, "SELECT count(*) FROM time_entry").await, 1);
        let runs = sync_run::Entity::find().all(&hub.database.reader).await.unwrap();
        let run = runs.iter().find(|run| run.stream == "time_entries").unwrap();
        assert_eq!((run.state.as_str(), run.landed, run.error_code.as_deref()), ("failed", 1, Some("SERVER_ERROR")));
        let kept = stream_state::Entity::find_by_id((1, "time_entries".to_owned())).one(&hub.database.reader).await.unwrap().unwrap();
        assert_eq!((kept.attempt, kept.first_loaded_at), (1, None));
        assert!(kept.next_run_at.unwrap() > hub.clock.now());
        script.page("time_entries", vec![time("t2", 11, "60")]);
        round(&sync).await;
        assert_eq!(number(&hub, "SELECT count(*) FROM time_entry").await, 2);
        let kept = stream_state::Entity::find_by_id((1, "time_entries".to_owned())).one(&hub.database.reader).await.unwrap().unwrap();
        assert_eq!((kept.attempt, kept.rows), (0, 2));
        assert!(kept.first_loaded_at.is_some());
    }

    async fn failures_in_a_row_open_the_circuit_and_a_good_trial_closes_it(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        for stream in ["users", "projects", "activations", "time_entries", "invoices"] {
            script.answer(stream, Answer::Fault(Fault::new("AUTH", Remedy::FixConfiguration, "401")));
        }
        attempt(&sync, &Selection::default()).await;
        let circuit = || async { connection::Entity::find_by_id(1).one(&hub.database.reader).await.unwrap().unwrap() };
        assert_eq!((circuit().await.circuit.as_str(), circuit().await.error_code.as_deref()), ("open", Some("AUTH")));
        assert_eq!(attempt(&sync, &Selection::default()).await, []);
        hub.clock.advance(60_000);
        round(&sync).await;
        assert_eq!((circuit().await.circuit.as_str(), circuit().await.error_code), ("closed", None));
    }

    async fn a_bad_object_is_set_aside_and_resolves_when_it_is_mended(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("time_entries", vec![time("t1", 10, "60"), time("t2", 10, "\"soon\"")]);
        round(&sync).await;
        let letters = || async { dead_letter::Entity::find().all(&hub.database.reader).await.unwrap() };
        let letter = letters().await;
        assert_eq!(letter.len(), 1);
        assert_eq!((letter[0].external_id.as_str(), letter[0].field.as_deref(), letter[0].state.as_str()), ("t2", Some("minutes"), "open"));
        assert_eq!(number(&hub, "SELECT count(*) FROM time_entry").await, 1);
        script.page("time_entries", vec![time("t2", 20, "30")]);
        round(&sync).await;
        assert_eq!(letters().await[0].state, "resolved");
        assert_eq!(number(&hub, "SELECT count(*) FROM time_entry").await, 2);
    }

    async fn a_new_field_is_kept_and_told(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("users", vec![delivery("users", "u1", 10, r#"{"id":"u1","name":"Ada","worker":"employee","status":"active"}"#)]);
        round(&sync).await;
        script.page("users", vec![delivery("users", "u1", 20, r#"{"id":"u1","name":"Ada","worker":"employee","status":"active","shoe_size":38}"#)]);
        round(&sync).await;
        let seen = drift::Entity::find().all(&hub.database.reader).await.unwrap();
        assert_eq!(seen.iter().map(|drift| (drift.field.as_str(), drift.nature.as_str())).collect::<Vec<_>>(), [("shoe_size", "new_field")]);
    }

    async fn a_full_pass_deletes_what_is_gone_and_finds_nothing_on_a_good_day(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("time_entries", vec![time("t1", 10, "60"), time("t2", 10, "60")]);
        round(&sync).await;
        let full = Selection { stream: Some("time_entries".to_owned()), full: true, ..Selection::default() };
        script.page("time_entries", vec![time("t1", 10, "60"), time("t2", 10, "60")]);
        let good = attempt(&sync, &full).await;
        assert_eq!((good[0].landed, good[0].deleted, good[0].changes), (0, 0, 0));
        // One pass that does not show it is looked at twice: here the second shows it again.
        script.page("time_entries", vec![time("t1", 10, "60")]);
        script.page("time_entries", vec![time("t1", 10, "60"), time("t2", 10, "60")]);
        attempt(&sync, &full).await;
        assert_eq!(number(&hub, "SELECT count(*) FROM time_entry WHERE deleted_at IS NULL").await, 2);
        script.page("time_entries", vec![time("t1", 10, "60")]);
        script.page("time_entries", vec![time("t1", 10, "60")]);
        let reports = attempt(&sync, &full).await;
        assert_eq!(reports[0].deleted, 1);
        assert_eq!(number(&hub, "SELECT count(*) FROM time_entry WHERE deleted_at IS NULL").await, 1);
        let refused = attempt(&sync, &full).await;
        assert_eq!(refused[0].fault.as_ref().map(|fault| fault.code), Some("FULL_PASS_EMPTY"));
        assert_eq!(number(&hub, "SELECT count(*) FROM time_entry WHERE deleted_at IS NULL").await, 1);
    }

    async fn a_batch_that_is_not_committed_did_not_happen(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("time_entries", vec![time("t1", 10, "60")]);
        round(&sync).await;
        let kept = async || {
            let row = stream_state::Entity::find_by_id((1, "time_entries".to_owned())).one(&hub.database.reader).await.unwrap().unwrap();
            (row.checkpoint, row.rows)
        };
        let before = kept().await;
        // The last row that a batch writes is refused: the rest of it was written, and is taken back.
        let run = async |sql: &str| hub.database.writer.execute_unprepared(sql).await.unwrap();
        run("CREATE UNIQUE INDEX one_batch ON change_tx ((rows * 0))").await;
        script.page("time_entries", vec![time("t2", 20, "60")]);
        let reports = attempt(&sync, &Selection { stream: Some("time_entries".to_owned()), ..Selection::default() }).await;
        assert!(reports[0].fault.is_some());
        assert_eq!((reports[0].pages, reports[0].landed), (1, 0));
        run("DROP INDEX one_batch").await;
        assert_eq!(kept().await, before, "it is read again");
    }

    async fn a_page_that_is_as_it_was_is_known_again_until_that_proves_nothing(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        let full = Selection { stream: Some("time_entries".to_owned()), full: true, ..Selection::default() };
        let page = || vec![time("t1", 10, "60"), time("t2", 10, "60")];
        script.page("time_entries", page());
        round(&sync).await;
        let kept = "SELECT count(*) FROM page_digest WHERE stream = 'time_entries'";
        assert_eq!(number(&hub, kept).await, 1);
        // Were it read, its objects would be landed again.
        hub.database.writer.execute_unprepared("UPDATE raw_record SET hash = 0 WHERE stream = 'time_entries'").await.unwrap();
        script.page("time_entries", page());
        let report = attempt(&sync, &full).await.remove(0);
        assert_eq!((report.fault, report.seen, report.landed, report.deleted), (None, 2, 0, 0));
        // What else was said under one stamp is settled by the page that shows it now.
        script.page("time_entries", vec![Delivery { received_at: 20_000, ..time("t2", 10, "30") }]);
        round(&sync).await;
        assert_eq!(number(&hub, kept).await, 0);
        script.page("time_entries", page().into_iter().map(|delivery| Delivery { received_at: 30_000, ..delivery }).collect());
        attempt(&sync, &full).await;
        let sum = "SELECT CAST(sum(duration) AS bigint) FROM time_entry WHERE deleted_at IS NULL";
        let hours = number(&hub, sum).await;
        script.page("time_entries", vec![time("t3", 40, "60"), time("t4", 40, "60")]);
        round(&sync).await;
        assert_eq!(number(&hub, sum).await, 2 * hours);
    }

    async fn a_person_who_asks_for_everything_gets_it_where_a_pass_over_changes_was_cut(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("time_entries", vec![time("t1", 10, "60"), time("t2", 10, "60")]);
        round(&sync).await;
        script.answer("time_entries", Answer::Page(vec![time("t3", 20, "60")], false));
        script.answer("time_entries", Answer::Fault(Fault::new("SERVER_ERROR", Remedy::Retry, "500 from the vendor")));
        attempt(&sync, &Selection::default()).await;
        let full = Selection { stream: Some("time_entries".to_owned()), full: true, asked: true, ..Selection::default() };
        for _ in 0..2 {
            script.page("time_entries", vec![time("t1", 10, "60"), time("t3", 20, "60")]);
        }
        let reports = attempt(&sync, &full).await;
        assert_eq!((reports[0].fault.as_ref(), reports[0].deleted), (None, 1), "what is gone is found");
        assert_eq!(number(&hub, "SELECT count(*) FROM time_entry WHERE deleted_at IS NULL").await, 2);
    }

    async fn commands_are_done_once_and_their_outcome_is_written(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("time_entries", vec![time("t1", 10, "60"), time("t2", 10, "\"soon\"")]);
        round(&sync).await;
        let ask = async |action: &str, subject: &str| {
            let id = hub.keys.mint(hub.clock.now());
            let request = Request { action, subject, input: "{}", actor: "ada", role: "integration_engineer", reason: "test" };
            command::ask(&hub.database.decisions, id, request, hub.clock.now()).await.unwrap();
            sync.commands(&CancellationToken::new()).await.unwrap();
            command::find(&hub.database.reader, id).await.unwrap().unwrap()
        };
        assert_eq!(ask("pause_connection", "psa").await.state, "done");
        assert_eq!(attempt(&sync, &Selection::default()).await, []);
        assert_eq!(ask("resume_connection", "psa").await.state, "done");
        let retried = ask("retry_dead_letters", "psa/time_entries").await;
        assert_eq!(retried.outcome.as_deref(), Some(r#"{"retried":1,"still_dead":1}"#));
        let preview = ask("preview_replay", "psa/time_entries").await;
        assert!(preview.outcome.unwrap().contains(r#""unchanged":1"#));
        assert_eq!(ask("discard_dead_letter", "psa").await.outcome.as_deref(), Some(r#"{"discarded":1}"#));
        assert_eq!(ask("start_sync", "nowhere").await.state, "failed");
        assert_eq!(sync.commands(&CancellationToken::new()).await.unwrap(), 0);
    }
}

for_each_database! {
    async fn runs_left_by_a_crash_are_told_as_aborted(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        round(&sync).await;
        let run = sync_run::Entity::find().order_by_asc(sync_run::Column::Id).one(&hub.database.reader).await.unwrap().unwrap();
        let mut left: sync_run::ActiveModel = run.clone().into();
        left.state = sea_orm::Set("running".to_owned());
        sea_orm::ActiveModelTrait::update(left, &hub.database.writer).await.unwrap();
        hub.sync(vec![script.client("psa")]).await;
        let run = sync_run::Entity::find_by_id(run.id).one(&hub.database.reader).await.unwrap().unwrap();
        assert_eq!(run.state, "aborted");
    }

    async fn what_a_crash_left_unsettled_is_settled_by_the_next_round(hub: Hub) {
        let user = |connection: &str| {
            let payload = format!(r#"{{"id":"u1","name":"Ada of {connection}","email":"ada@x.example","worker":"employee","status":"active"}}"#);
            vec![delivery("users", "u1", 10, &payload)]
        };
        let (psa, erp) = (Script::default(), Script::default());
        psa.page("users", user("psa"));
        erp.page("users", user("erp"));
        psa.page("time_entries", vec![time("t1", 10, "60")]);
        round(&hub.sync(vec![psa.client("psa"), erp.client("erp")]).await).await;
        let links = "SELECT count(*) FROM external_link WHERE status = 'linked'";
        let waiting = "SELECT count(*) FROM waiting_reference";
        assert_eq!((number(&hub, links).await, number(&hub, waiting).await), (1, 1));
        // As a process leaves it that dies after the last batch: rows are there, what follows from them is not.
        for sql in ["DELETE FROM external_link", "DELETE FROM sync_watermark", "UPDATE person SET deleted_at = NULL",
            "INSERT INTO waiting_reference SELECT person_id, 'person_id', 26, 5, person_id, 'psa/user/u1', 1, 'time_entries', 0 FROM time_entry"] {
            sea_orm::ConnectionTrait::execute_unprepared(&hub.database.writer, sql).await.unwrap();
        }
        let reports = round(&hub.sync(vec![psa.client("psa"), erp.client("erp")]).await).await;
        assert_eq!(reports.iter().map(|report| report.landed).sum::<u64>(), 0);
        assert_eq!((number(&hub, links).await, number(&hub, waiting).await), (1, 1));
    }

    async fn rows_of_a_deleted_parent_wait_until_it_is_back(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        let project = |version: i64, name: &str| delivery("projects", "p1", version, &format!(r#"{{"id":"p1","name":"{name}","status":"active"}}"#));
        let user = r#"{"id":"u1","name":"Ada","email":"ada@x.example","worker":"employee","status":"active"}"#;
        script.page("users", vec![delivery("users", "u1", 10, user)]);
        script.page("projects", vec![project(10, "Build")]);
        script.page("time_entries", vec![time("t1", 10, "60")]);
        round(&sync).await;
        let waiting = || async { entity::landing::waiting_reference::Entity::find().all(&hub.database.reader).await.unwrap() };
        assert_eq!(waiting().await, []);
        script.page("projects", vec![Delivery { payload: None, ..project(20, "") }]);
        round(&sync).await;
        let row = waiting().await;
        assert_eq!(row.iter().map(|row| (row.field.as_str(), row.parent_ref.as_str())).collect::<Vec<_>>(), [("project_id", "psa/project/p1")]);
        script.page("projects", vec![project(30, "Build again")]);
        round(&sync).await;
        assert_eq!(waiting().await, []);
    }

    async fn a_bad_version_leaves_the_rows_of_the_newest_good_one(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        let minutes = || async { number(&hub, "SELECT CAST(coalesce(sum(duration), 0) / 60000 AS bigint) FROM time_entry WHERE deleted_at IS NULL").await };
        script.page("time_entries", vec![time("t1", 30, "\"soon\"")]);
        round(&sync).await;
        assert_eq!(minutes().await, 0);
        for (version, value, expected) in [(10, "10", 10), (20, "20", 20), (15, "15", 20)] {
            script.page("time_entries", vec![time("t1", version, value)]);
            round(&sync).await;
            assert_eq!(minutes().await, expected, "after version {version}");
        }
        let letter = dead_letter::Entity::find().one(&hub.database.reader).await.unwrap().unwrap();
        assert_eq!((letter.state.as_str(), letter.field.as_deref()), ("open", Some("minutes")));
        script.page("time_entries", vec![time("t1", 40, "40")]);
        round(&sync).await;
        assert_eq!(minutes().await, 40);
        let letter = dead_letter::Entity::find().one(&hub.database.reader).await.unwrap().unwrap();
        assert_eq!((letter.state.as_str(), letter.good), ("resolved", None));
    }
}

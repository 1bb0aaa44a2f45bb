//! The model: rows, history, change feed, waiting references, links, through sync over a scripted vendor.

use entity::canonical::{external_link, person, project, time_entry};
use entity::change::row_history;
use entity::landing::waiting_reference;
use entity::value::Instant;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};
use throughline::connect::Settings;
use throughline::domain::id::source_id;
use throughline::domain::record::Kind;
use throughline::model::feed;
use throughline::model::identity::{Groups, Ownership, compose};

use crate::harness::hub::round;
use crate::harness::vendor::{Delivery, Script};

pub(crate) fn delivery(stream: &'static str, id: &str, version: i64, payload: &str) -> Delivery {
    Delivery {
        stream,
        id: id.to_owned(),
        version_at: version,
        received_at: version + 1_000,
        payload: Some(payload.to_owned()),
    }
}

fn deletion(stream: &'static str, id: &str, version: i64) -> Delivery {
    Delivery {
        payload: None,
        ..delivery(stream, id, version, "")
    }
}

fn user(id: &str, version: i64, name: &str) -> Delivery {
    let payload = format!(
        r#"{{"id":"{id}","name":"{name}","email":"{id}@firm.example","worker":"employee","status":"active"}}"#
    );
    delivery("users", id, version, &payload)
}

fn project_of(id: &str, version: i64, name: &str, manager: &str) -> Delivery {
    let payload =
        format!(r#"{{"id":"{id}","name":"{name}","manager":"{manager}","status":"active"}}"#);
    delivery("projects", id, version, &payload)
}

fn time(id: &str, version: i64, minutes: i64, status: &str) -> Delivery {
    let payload = format!(
        r#"{{"id":"{id}","user":"u1","project":"p1","day":"2026-02-03","minutes":{minutes},"status":"{status}"}}"#
    );
    delivery("time_entries", id, version, &payload)
}

for_each_database! {
    async fn a_change_keeps_what_was_and_is_told_once(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("users", vec![user("u1", 10, "Ada")]);
        round(&sync).await;
        let first = feed::current(&hub.database.reader).await.unwrap();
        script.page("users", vec![user("u1", 20, "Ada L.")]);
        round(&sync).await;
        let id = source_id("psa", "user", "u1");
        let row = person::Entity::find_by_id(entity::value::PersonId(id)).one(&hub.database.reader).await.unwrap().unwrap();
        assert_eq!(row.name.as_deref(), Some("Ada L."));
        let history = row_history::Entity::find().all(&hub.database.reader).await.unwrap();
        assert_eq!(history.len(), 1);
        assert_eq!((history[0].row_id, history[0].tx_to), (id, row.tx));
        let before: person::Model = serde_json::from_str(&history[0].image).unwrap();
        assert_eq!(before.name.as_deref(), Some("Ada"));
        assert_eq!(before.tx, history[0].tx_from);
        let news = feed::since(&hub.database.reader, first.sequence, 100).await.unwrap();
        assert_eq!(news.len(), 1);
        assert_eq!(news[0].changes.iter().map(|change| (change.kind, change.row_id, change.op)).collect::<Vec<_>>(),
            [(Kind::Person as i16, id, 2)]);
    }

    async fn an_unchanged_object_writes_nothing(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("users", vec![user("u1", 10, "Ada")]);
        round(&sync).await;
        let before = feed::current(&hub.database.reader).await.unwrap();
        script.page("users", vec![user("u1", 10, "Ada")]);
        let reports = round(&sync).await;
        assert_eq!(reports.iter().map(|report| (report.landed, report.changes)).max(), Some((0, 0)));
        assert_eq!(feed::current(&hub.database.reader).await.unwrap(), before);
    }

    async fn a_deleted_object_stays_deleted_when_an_older_one_comes(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("users", vec![user("u1", 10, "Ada")]);
        round(&sync).await;
        script.page("users", vec![deletion("users", "u1", 20)]);
        round(&sync).await;
        let id = entity::value::PersonId(source_id("psa", "user", "u1"));
        let row = || async { person::Entity::find_by_id(id).one(&hub.database.reader).await.unwrap().unwrap() };
        assert_eq!(row().await.deleted_at, Some(Instant(20)));
        script.page("users", vec![user("u1", 15, "Old")]);
        round(&sync).await;
        assert_eq!(row().await.deleted_at, Some(Instant(20)));
        script.page("users", vec![user("u1", 30, "Back")]);
        round(&sync).await;
        assert_eq!((row().await.deleted_at, row().await.name.as_deref()), (None, Some("Back")));
    }

    async fn a_reference_waits_and_resolves_when_its_parent_comes(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        script.page("users", vec![user("u1", 10, "Ada")]);
        script.page("time_entries", vec![time("t1", 10, 60, "approved")]);
        round(&sync).await;
        let waiting = || async { waiting_reference::Entity::find().all(&hub.database.reader).await.unwrap() };
        let row = waiting().await;
        assert_eq!(row.len(), 1);
        assert_eq!((row[0].field.as_str(), row[0].parent_ref.as_str()), ("project_id", "psa/project/p1"));
        script.page("projects", vec![project_of("p1", 10, "Build", "u1")]);
        round(&sync).await;
        assert_eq!(waiting().await, []);
    }

    async fn what_an_object_no_longer_says_is_deleted(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("erp")]).await;
        let invoice = |version: i64, lines: &str| delivery("invoices", "i1", version,
            &format!(r#"{{"id":"i1","number":"INV-1","document":"invoice","status":"open","currency":"EUR","lines":[{lines}]}}"#));
        let line = |id: &str, amount: &str| format!(r#"{{"id":"{id}","amount":"{amount}","currency":"EUR"}}"#);
        script.page("invoices", vec![invoice(10, &format!("{},{}", line("1", "10.10"), line("2", "20.20")))]);
        round(&sync).await;
        script.page("invoices", vec![invoice(20, &line("2", "20.20"))]);
        round(&sync).await;
        let rows = entity::canonical::invoice_line::Entity::find().all(&hub.database.reader).await.unwrap();
        let live: Vec<i64> = rows.iter().filter(|row| row.deleted_at.is_none()).map(|row| row.amount.0).collect();
        assert_eq!((rows.len(), live), (2, vec![202_000]));
    }

    async fn partial_records_compose_in_any_order(hub: Hub) {
        let other = hub.another().await;
        let id = entity::value::ProjectId(source_id("psa", "project", "p1"));
        let activation = || delivery("activations", "a1", 15, r#"{"id":"a1","project":"p1","at":"2026-01-05T00:00:00Z"}"#);
        let parts = [project_of("p1", 10, "Build", "u1"), activation()];
        for (hub, order) in [(&hub, [0, 1]), (&other, [1, 0])] {
            let script = Script::default();
            let sync = hub.sync(vec![script.client("psa")]).await;
            for place in order {
                script.page(parts[place].stream, vec![parts[place].clone()]);
                round(&sync).await;
            }
            let row = project::Entity::find_by_id(id).one(&hub.database.reader).await.unwrap().unwrap();
            assert_eq!(row.name, "Build");
            assert_eq!(row.activated_at.map(|at| at.to_string()).as_deref(), Some("2026-01-05T00:00:00.000Z"));
            script.page("projects", vec![project_of("p1", 20, "Build 2", "u1")]);
            round(&sync).await;
            let row = project::Entity::find_by_id(id).one(&hub.database.reader).await.unwrap().unwrap();
            assert_eq!((row.name.as_str(), row.activated_at.is_some()), ("Build 2", true));
        }
    }

    async fn rows_of_two_systems_are_linked_composed_and_kept_apart(hub: Hub) {
        let (one, two) = (Script::default(), Script::default());
        let sync = hub.sync(vec![one.client("psa"), two.client("erp")]).await;
        one.page("users", vec![user("u1", 10, "Ada")]);
        two.page("users", vec![user("u1", 12, "Ada Lovelace")]);
        round(&sync).await;
        let links = external_link::Entity::find().all(&hub.database.reader).await.unwrap();
        assert_eq!(links.iter().map(|link| (link.rule.as_str(), link.status.as_str())).collect::<Vec<_>>(), [("email", "linked")]);
        let owners = std::collections::BTreeMap::from([("person".to_owned(), vec!["erp".to_owned(), "psa".to_owned()])]);
        let ownership = std::sync::Arc::new(Ownership::new(&owners));
        let groups = Groups::load(&hub.database.reader, ownership.clone()).await.unwrap();
        let (psa, erp) = (source_id("psa", "user", "u1"), source_id("erp", "user", "u1"));
        assert_eq!(groups.representative(Kind::Person, psa), erp);
        assert_eq!(groups.members(Kind::Person, erp), [erp, psa]);
        let mut rows = Vec::new();
        for id in groups.members(Kind::Person, erp) {
            rows.extend(person::Entity::find_by_id(entity::value::PersonId(*id)).one(&hub.database.reader).await.unwrap());
        }
        rows[0].email = None;
        let composed = compose(&groups, Kind::Person, &rows).unwrap().unwrap();
        assert_eq!((composed.name.as_deref(), composed.email.as_deref()), (Some("Ada Lovelace"), Some("u1@firm.example")));
        // A person keeps them apart: the rule does not bring them together again.
        let mut link: external_link::ActiveModel = links[0].clone().into();
        link.status = Set("refused".to_owned());
        link.decided_by = Set(Some("somebody".to_owned()));
        link.update(&hub.database.writer).await.unwrap();
        one.page("users", vec![user("u1", 20, "Ada K.")]);
        round(&sync).await;
        let groups = Groups::load(&hub.database.reader, ownership).await.unwrap();
        assert_eq!(groups.representative(Kind::Person, psa), psa);
    }

    async fn transactions_are_numbered_once_and_in_order(hub: Hub) {
        let script = Script::default();
        let sync = hub.sync(vec![script.client("psa")]).await;
        for version in 1..6 {
            script.page("time_entries", vec![time("t1", version, version, "draft"), time("t2", version, version, "draft")]);
            hub.clock.advance(if version == 3 { -5_000 } else { 1_000 });
            round(&sync).await;
        }
        let all = feed::since(&hub.database.reader, 0, 1_000).await.unwrap();
        let sequences: Vec<i64> = all.iter().map(|transaction| transaction.sequence).collect();
        assert_eq!(sequences, (1..=i64::try_from(all.len()).unwrap()).collect::<Vec<_>>());
        assert!(all.windows(2).all(|pair| pair[0].at <= pair[1].at), "an instant went back");
        let by_one = feed::since(&hub.database.reader, 2, 1).await.unwrap();
        assert_eq!(by_one.iter().map(|transaction| transaction.sequence).collect::<Vec<_>>(), [3]);
        let rows = time_entry::Entity::find().filter(time_entry::Column::DeletedAt.is_null()).all(&hub.database.reader).await.unwrap();
        assert!(rows.iter().all(|row| row.duration.0 == 5 * 60_000));
    }

    async fn a_link_stands_as_long_as_one_of_its_ends_states_it(hub: Hub) {
        let (one, two) = (Script::default(), Script::default());
        let client = |script: &Script, connection: &str, other: &str| {
            let mut settings = Settings::new(connection, "scripted", "http://localhost");
            settings.peers.insert("other".to_owned(), other.to_owned());
            let same = r#"same_as = { from = "other", convert = "peer", vendor = "other", patterns = { "u:" = "user" } }"#;
            settings.profile = Some(format!("[users.person]\n{same}\n"));
            script.client_with(settings)
        };
        let sync = hub.sync(vec![client(&one, "psa", "erp"), client(&two, "erp", "psa")]).await;
        let stating = |id: &str, version: i64, other: &str| delivery("users", id, version,
            &format!(r#"{{"id":"{id}","name":"{id}","email":"{id}@x.example","worker":"employee","status":"active","other":"{other}"}}"#));
        let links = || async {
            let rows = external_link::Entity::find().all(&hub.database.reader).await.unwrap();
            rows.into_iter().map(|link| (link.rule, link.status)).collect::<Vec<_>>()
        };
        let is = |rule: &str, status: &str| vec![(rule.to_owned(), status.to_owned())];
        one.page("users", vec![stating("a", 10, "u:b")]);
        two.page("users", vec![stating("b", 10, "u:a")]);
        round(&sync).await;
        assert_eq!(links().await, is("explicit", "linked"));
        one.page("users", vec![stating("a", 20, "")]);
        round(&sync).await;
        assert_eq!(links().await, is("explicit", "linked"), "the other end states it still");
        two.page("users", vec![stating("b", 20, "")]);
        round(&sync).await;
        assert_eq!(links().await, is("explicit", "split"));
        // What a source took back, a rule may find again.
        let mail = |id: &str, name: &str| user(id, 30, name);
        let same = |delivery: Delivery| Delivery { payload: delivery.payload.map(|text| text.replace("a@firm", "b@firm")), ..delivery };
        one.page("users", vec![same(mail("a", "A"))]);
        two.page("users", vec![mail("b", "B")]);
        round(&sync).await;
        assert_eq!(links().await, is("email", "linked"));
    }
}

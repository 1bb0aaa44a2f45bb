//! Salesforce against its simulator.

use chrono::NaiveDate;
use sandbox::fault::{Action, Chaos, Faults, Rule};
use sandbox::firm::{Kind as Truth, Scale};
use sandbox::vendor::salesforce::{self, Endpoint};
use sandbox::world::World;
use std::sync::Arc;

use super::bench::Bench;
use super::suite;
use crate::connect::{Checkpoint, Pass, Settings};
use crate::domain::fault::Remedy;
use crate::domain::record::Kind;

struct Stand {
    world: Arc<World>,
    endpoint: Endpoint,
    faults: Faults,
}

async fn stand() -> Stand {
    let world = sandbox::world(sandbox::Options {
        seed: 3,
        scale: Scale::Tiny,
        today: NaiveDate::from_ymd_opt(2026, 11, 25),
    });
    let faults = Faults::new();
    let options = salesforce::Options::default();
    let endpoint = salesforce::start(Arc::clone(&world), options, faults.clone())
        .await
        .unwrap();
    Stand {
        world,
        endpoint,
        faults,
    }
}

impl Stand {
    fn settings(&self) -> Settings {
        let mut settings = Settings::new("crm", "salesforce", &self.endpoint.base_url);
        settings
            .credentials
            .insert("client_id".to_owned(), self.endpoint.client_id.clone());
        settings.secrets.insert(
            "client_secret".to_owned(),
            self.endpoint.client_secret.clone().into(),
        );
        settings
            .peers
            .insert("netsuite".to_owned(), "erp".to_owned());
        settings
            .options
            .insert("settle_seconds".to_owned(), "0".to_owned());
        settings
    }

    fn bench(&self) -> Bench {
        Bench::new(self.settings(), self.faults.clone())
    }

    /// A client that reads everything it can by jobs.
    fn bulk(&self) -> Bench {
        let mut settings = self.settings();
        for (name, value) in [("bulk_from_rows", "1"), ("bulk_page_size", "7")] {
            settings.options.insert(name.to_owned(), value.to_owned());
        }
        Bench::new(settings, self.faults.clone())
    }
}

#[tokio::test]
async fn everything_is_read_once_and_mapped() {
    let stand = stand().await;
    let bench = stand.bench();
    let report = bench.client.check().await.unwrap();
    assert_eq!(report.notices, Vec::<String>::new());
    let all = suite::reads_everything_once(&bench).await;
    let counts = suite::maps_everything(&bench, &all);
    for kind in bench.client.streams().flat_map(|stream| stream.emits) {
        assert!(counts.contains_key(&(*kind, "")), "no {kind:?}");
    }
    for known in [
        (Kind::Customer, "tax_id"),
        (Kind::Opportunity, "won_at"),
        (Kind::Opportunity, "amount"),
        (Kind::StageChange, "outcome"),
        (Kind::Engagement, "value"),
        (Kind::Engagement, "cap"),
        (Kind::Engagement, "opportunity_id"),
        (Kind::FxRate, "rate"),
    ] {
        assert!(counts.contains_key(&known), "no {known:?}");
    }
    let links: usize = all["accounts"]
        .objects
        .values()
        .flat_map(|object| {
            let mapped = bench.client.map(bench.stream("accounts"), object);
            mapped.records
        })
        .map(|record| record.same_as.len())
        .sum();
    assert!(links > 0, "no account says what it is in the ERP");
    suite::sets_bad_records_aside(&bench, &all);
}

#[tokio::test]
async fn jobs_bring_what_pages_bring() {
    let stand = stand().await;
    stand
        .endpoint
        .org
        .set(|settings| settings.csv_quirks = true);
    let (rest, bulk) = (stand.bench(), stand.bulk());
    for stream in rest.client.streams() {
        let pages = rest.read(stream, &Checkpoint::default()).await;
        let job = bulk.read(stream, &Checkpoint::default()).await;
        assert_eq!(suite::ids(&pages), suite::ids(&job), "{}", stream.name);
        for (id, object) in &job.objects {
            assert_eq!(
                bulk.client.map(stream, object).records,
                rest.client.map(stream, &pages.objects[id]).records,
                "{}/{id}",
                stream.name
            );
            assert_eq!(object.version_at, pages.objects[id].version_at);
            assert_eq!(
                object.payload.len(),
                pages.objects[id].payload.len(),
                "{} {}",
                object.payload,
                pages.objects[id].payload
            );
        }
    }
    stand.endpoint.org.set(|settings| {
        settings.bulk_failure = Some("out of resources".to_owned());
        settings.bulk_refused.insert("Opportunity".to_owned());
    });
    for name in ["accounts", "opportunities"] {
        let stream = bulk.stream(name);
        let read = bulk.read(stream, &Checkpoint::default()).await;
        let calm = rest.read(stream, &Checkpoint::default()).await;
        assert_eq!(suite::ids(&calm), suite::ids(&read), "{name} without a job");
    }
}

#[tokio::test]
async fn nothing_is_lost_through_faults_ties_and_small_pages() {
    let stand = stand().await;
    stand.endpoint.org.set(|settings| settings.page_size = 7);
    let bench = stand.bench();
    let mut calm = std::collections::BTreeMap::new();
    for stream in bench.client.streams() {
        calm.insert(
            stream.name,
            bench.read(stream, &Checkpoint::default()).await,
        );
    }
    suite::loses_nothing_through_faults(&bench, &calm, Chaos::even(7, 0.03)).await;
    suite::loses_nothing_through_faults(&stand.bulk(), &calm, Chaos::even(9, 0.03)).await;
    bench.faults.tie_cursors(Some(86_400));
    for (name, calm) in &calm {
        let read = bench.read(bench.stream(name), &Checkpoint::default()).await;
        assert_eq!(suite::ids(calm), suite::ids(&read), "{name} with ties");
    }
}

#[tokio::test]
async fn deletions_arrive_by_flag_and_by_list() {
    let stand = stand().await;
    let bench = stand.bench();
    let stream = bench.stream("accounts");
    let first = bench.read(stream, &Checkpoint::default()).await;
    let live = |read: &super::bench::Read| -> Vec<String> {
        let live = read.objects.values().filter(|object| !object.deleted);
        live.map(|object| object.external_id.clone()).collect()
    };
    let delete = |minutes| {
        let mut firm = stand.world.write();
        let id = firm
            .customers
            .iter()
            .rev()
            .find(|row| row.in_crm && row.meta.live())
            .unwrap()
            .id;
        firm.delete(Truth::Customer, id);
        let later = firm.now() + chrono::Duration::minutes(minutes);
        firm.set_now(later);
    };
    delete(5);
    let second = bench.read(stream, &first.next).await;
    let flagged: Vec<_> = second.objects.values().filter(|o| o.deleted).collect();
    assert_eq!(flagged.len(), 1);
    assert!(live(&first).contains(&flagged[0].external_id));
    delete(5);
    stand.endpoint.org.empty_bin();
    let third = bench.read(stream, &second.next).await;
    assert!(
        third.deleted.iter().any(|id| live(&first).contains(id)),
        "{:?}",
        third.deleted
    );
}

#[tokio::test]
async fn what_the_list_forgot_a_whole_pass_finds() {
    let stand = stand().await;
    let bench = stand.bench();
    let stream = bench.stream("accounts");
    let first = bench.read(stream, &Checkpoint::default()).await;
    {
        let mut firm = stand.world.write();
        let later = firm.now() + chrono::Duration::days(20);
        firm.set_now(later);
    }
    let second = bench.pass(stream, &first.next).await;
    assert_eq!(second.next.pass, Pass::Full);
    let third = bench.read(stream, &second.next).await;
    assert_eq!(suite::ids(&first), suite::ids(&third));
}

/// Deletions are listed up to a minute or an hour ago: those of the time since are listed next time.
#[tokio::test]
async fn deletions_that_are_listed_late_arrive() {
    let stand = stand().await;
    stand
        .endpoint
        .org
        .set(|settings| settings.covered_lag = 7_200);
    let bench = stand.bench();
    let stream = bench.stream("accounts");
    let mut read = bench.read(stream, &Checkpoint::default()).await;
    let later = |minutes| {
        let mut firm = stand.world.write();
        let later = firm.now() + chrono::Duration::minutes(minutes);
        firm.set_now(later);
    };
    later(5);
    let id = {
        let mut firm = stand.world.write();
        let row = firm
            .customers
            .iter()
            .find(|row| row.in_crm && row.meta.live());
        let id = row.unwrap().id;
        firm.delete(Truth::Customer, id);
        sandbox::firm::ids::salesforce(Truth::Customer, id)
    };
    // Not even the bin shows it.
    stand.endpoint.org.empty_bin();
    let mut told = Vec::new();
    for _ in 0..5 {
        later(60);
        read = bench.read(stream, &read.next).await;
        told.extend(read.deleted.clone());
    }
    assert!(told.contains(&id), "{told:?}");
}

/// A statement that takes too long is asked for less, until it is answered.
#[tokio::test]
async fn a_slow_object_is_read_in_stretches() {
    let stand = stand().await;
    let calm = stand.bench();
    let names = ["opportunity_history", "opportunities", "users"];
    stand
        .endpoint
        .org
        .set(|settings| settings.slow_rows = Some(40));
    let slow = stand.bench();
    for name in names {
        stand.endpoint.org.set(|settings| settings.slow_rows = None);
        let expected = calm.read(calm.stream(name), &Checkpoint::default()).await;
        stand
            .endpoint
            .org
            .set(|settings| settings.slow_rows = Some(60));
        let read = slow.read(slow.stream(name), &Checkpoint::default()).await;
        assert_eq!(suite::ids(&expected), suite::ids(&read), "{name}");
        let again = slow.read(slow.stream(name), &read.next.full()).await;
        assert_eq!(suite::ids(&expected), suite::ids(&again), "{name} again");
    }
}

/// The org speaks other versions than the one this hub was written against, and describes a field that it refuses.
#[tokio::test]
async fn an_org_of_another_version() {
    let stand = stand().await;
    let expected = stand.bench();
    let stream = expected.stream("accounts");
    let expected = expected.read(stream, &Checkpoint::default()).await;
    for versions in [(50, 58), (63, 66)] {
        stand
            .endpoint
            .org
            .set(|settings| settings.versions = versions);
        let read = stand.bench().read(stream, &Checkpoint::default()).await;
        assert_eq!(suite::ids(&expected), suite::ids(&read), "{versions:?}");
    }
    let mut settings = stand.settings();
    settings
        .options
        .insert("api_version".to_owned(), "61.0".to_owned());
    let bench = Bench::new(settings, stand.faults.clone());
    let fault = bench.client.page(stream, &Checkpoint::default()).await;
    assert_eq!(fault.unwrap_err().remedy, Remedy::FixConfiguration);
}

#[tokio::test]
async fn a_field_that_is_described_and_refused_is_left_out() {
    let stand = stand().await;
    let bench = stand.bench();
    let stream = bench.stream("accounts");
    let calm = bench.read(stream, &Checkpoint::default()).await;
    let body = r#"[{"message":"\nSELECT Tax_Id__c FROM Account\n ^\nERROR at Row:1:Column:8\nNo such column 'Tax_Id__c' on entity 'Account'.","errorCode":"INVALID_FIELD"}]"#;
    let refusal = Action::Reply(sandbox::fault::Canned::json(400, body));
    bench
        .faults
        .script(vec![Rule::always("Tax_Id__c", refusal)]);
    let bench = stand.bench();
    let read = bench.read(stream, &Checkpoint::default()).await;
    assert_eq!(suite::ids(&calm), suite::ids(&read));
}

#[tokio::test]
async fn a_used_up_quota_waits_and_what_is_left_of_one_is_spared() {
    let stand = stand().await;
    let body =
        r#"[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#;
    let used_up = Action::Reply(sandbox::fault::Canned::json(403, body));
    let bench = stand.bench();
    let stream = bench.stream("accounts");
    bench.faults.script(vec![Rule::once("queryAll", used_up)]);
    let fault = bench
        .client
        .page(stream, &Checkpoint::default())
        .await
        .unwrap_err();
    assert_eq!(fault.code, "QUOTA_EXHAUSTED");
    assert!(matches!(fault.remedy, Remedy::WaitUntil(_)));
    stand
        .endpoint
        .org
        .set(|settings| settings.daily_calls = 100);
    let mut spared = None;
    for _ in 0..100 {
        if let Err(fault) = bench.client.page(stream, &Checkpoint::default()).await {
            spared = Some(fault);
            break;
        }
    }
    assert_eq!(spared.unwrap().code, "QUOTA_SPARED");
    assert!(
        stand.endpoint.org.calls() < 100,
        "{}",
        stand.endpoint.org.calls()
    );
}

#[tokio::test]
async fn both_ways_to_sign_in_and_an_ended_session() {
    let stand = stand().await;
    let mut settings = stand.settings();
    settings.login_url = Some(stand.endpoint.login_url.clone());
    settings
        .credentials
        .insert("username".to_owned(), stand.endpoint.username.clone());
    settings.secrets = [(
        "private_key".to_owned(),
        stand.endpoint.private_key_pem.clone().into(),
    )]
    .into();
    let bench = Bench::new(settings, stand.faults.clone());
    let stream = bench.stream("users");
    let first = bench.read(stream, &Checkpoint::default()).await;
    stand.endpoint.org.end_sessions();
    let second = bench.read(stream, &Checkpoint::default()).await;
    assert_eq!(suite::ids(&first), suite::ids(&second));
    suite::keeps_secrets(&bench).await;
}

#[tokio::test]
async fn refusals_say_what_to_do() {
    let stand = stand().await;
    let bench = stand.bench();
    let stream = bench.stream("accounts");
    stand.endpoint.org.set(|settings| {
        settings.policy = Some("This session is not valid for use with the REST API".to_owned());
    });
    let fault = bench
        .client
        .page(stream, &Checkpoint::default())
        .await
        .unwrap_err();
    assert_eq!(fault.code, "SIGN_IN_REFUSED", "{fault}");
    stand.endpoint.org.set(|settings| {
        settings.policy = None;
        settings.multi_currency = false;
        settings.hide("Account", "Tax_Id__c");
    });
    let bench = stand.bench();
    let report = bench.client.check().await.unwrap();
    assert!(
        report
            .notices
            .iter()
            .any(|notice| notice.contains("Tax_Id__c")),
        "{:?}",
        report.notices
    );
    let read = bench.read(stream, &Checkpoint::default()).await;
    assert!(!read.objects.is_empty());
    suite::waits_where_told(&bench, "users").await;
}

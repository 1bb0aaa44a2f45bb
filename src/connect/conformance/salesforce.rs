//! Salesforce against its simulator.

use chrono::NaiveDate;
use sandbox::fault::{Chaos, Faults};
use sandbox::firm::{Kind as Truth, Scale};
use sandbox::vendor::salesforce::{self, Endpoint};
use sandbox::world::World;
use std::sync::Arc;

use super::bench::Bench;
use super::suite;
use crate::connect::{Checkpoint, Settings};
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

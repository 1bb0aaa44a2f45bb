//! The whole firm through the front door: three simulators over HTTP, synced, linked, and synced again with nothing to do.

use entity::canonical::{external_link, invoice, time_entry};
use entity::landing::{dead_letter, waiting_reference};
use sandbox::firm::Scale;
use sandbox::{Options, Running};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use throughline::connect::{Client, Settings};
use throughline::domain::clock::Clock;
use throughline::domain::record::Kind;
use throughline::sync::Settings as SyncSettings;

use crate::harness::dump::number;
use crate::harness::hub::round;

/// Connections to the three simulators, each knowing the others.
pub fn clients(firm: &Running, clock: &Clock) -> Vec<Client> {
    let crm = &firm.salesforce;
    let erp = &firm.netsuite.endpoint;
    let connections: [(&str, &str, &str, &[(&str, &str)], &[(&str, &str)]); 3] = [
        (
            "crm",
            "salesforce",
            &crm.base_url,
            &[("client_id", &crm.client_id)],
            &[("client_secret", &crm.client_secret)],
        ),
        (
            "erp",
            "netsuite",
            &erp.base_url,
            &[
                ("account", &erp.account),
                ("consumer_key", &erp.consumer_key),
                ("token_id", &erp.token_id),
            ],
            &[
                ("consumer_secret", &erp.consumer_secret),
                ("token_secret", &erp.token_secret),
            ],
        ),
        (
            "psa",
            "kantata",
            &firm.kantata.base_url,
            &[],
            &[("token", &firm.kantata.token)],
        ),
    ];
    connections
        .into_iter()
        .map(|(id, vendor, base_url, credentials, secrets)| {
            let mut settings = Settings::new(id, vendor, base_url);
            for (name, value) in credentials {
                settings
                    .credentials
                    .insert((*name).to_owned(), (*value).to_owned());
            }
            for (name, value) in secrets {
                settings.secrets.insert((*name).to_owned(), (*value).into());
            }
            for (vendor, connection) in [
                ("salesforce", "crm"),
                ("netsuite", "erp"),
                ("kantata", "psa"),
            ] {
                settings
                    .peers
                    .insert(vendor.to_owned(), connection.to_owned());
            }
            settings
                .options
                .insert("settle_seconds".to_owned(), "0".to_owned());
            settings.first_wait_ms = 1;
            Client::open(settings, clock).unwrap()
        })
        .collect()
}

for_each_database! {
    async fn is_synced_and_synced_again(hub: Hub) {
        let options = Options { seed: 3, scale: Scale::Tiny, today: chrono::NaiveDate::from_ymd_opt(2026, 11, 25) };
        let firm = sandbox::start(options).await.unwrap();
        let clock = Clock::system();
        let sync = hub.sync_with(clients(&firm, &clock), SyncSettings { batch_rows: 500, ..SyncSettings::default() }).await;
        round(&sync).await;
        let reader = &hub.database.reader;
        assert!(time_entry::Entity::find().count(reader).await.unwrap() > 100);
        assert!(invoice::Entity::find().count(reader).await.unwrap() > 10);
        let letters = dead_letter::Entity::find().all(reader).await.unwrap();
        let waiting = waiting_reference::Entity::find().all(reader).await.unwrap();
        let mut by_field = std::collections::BTreeMap::<(i16, &str), usize>::new();
        for row in &waiting {
            *by_field.entry((row.child_kind, &row.field)).or_default() += 1;
        }
        // What the firm's mishaps leave dangling is little beside what there is.
        assert!(waiting.len() < 40, "references wait: {by_field:?}");
        let links = external_link::Entity::find().filter(external_link::Column::Status.eq("linked")).all(reader).await.unwrap();
        let mut by_rule = std::collections::BTreeMap::<(i16, &str), usize>::new();
        for link in &links {
            *by_rule.entry((link.kind, &link.rule)).or_default() += 1;
        }
        assert!(by_rule.contains_key(&(Kind::Project as i16, "explicit")), "{by_rule:?}");
        assert!(by_rule.contains_key(&(Kind::LegalEntity as i16, "name")), "{by_rule:?}");
        assert!(letters.is_empty(), "objects could not be mapped: {letters:#?}");
        let again = round(&sync).await;
        let busy: Vec<_> = again.iter().filter(|report| report.landed + report.deleted > 0 || report.changes > 0).collect();
        assert!(busy.is_empty(), "a second run changes something: {busy:#?}");
        let unequal = "SELECT count(*) FROM control_total WHERE source <> landed";
        assert_eq!(number(&hub, unequal).await, 0, "a control total differs");
    }
}

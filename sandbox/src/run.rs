//! Starts the firm and a server for each vendor on loopback.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, Utc};

use crate::fault::Faults;
use crate::firm::Scale;
use crate::firm::generate::generate;
use crate::vendor::{kantata, netsuite, salesforce};
use crate::world::World;

/// What to start.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Seed of the firm.
    pub seed: u64,
    /// Its size.
    pub scale: Scale,
    /// Day on which history ends; the clock then stands at 08:00 UTC and moves by `World::advance` only. None lives by the machine's clock.
    pub today: Option<NaiveDate>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            scale: Scale::Small,
            today: None,
        }
    }
}

/// The faults of each simulator.
#[derive(Clone, Debug, Default)]
pub struct AllFaults {
    /// Salesforce's.
    pub salesforce: Faults,
    /// NetSuite's.
    pub netsuite: Faults,
    /// Kantata's.
    pub kantata: Faults,
}

/// The running sandbox; its servers end when it is dropped.
#[derive(Debug)]
pub struct Running {
    /// The living firm.
    pub world: Arc<World>,
    /// Scripts of misbehaviour.
    pub faults: AllFaults,
    /// How to reach Kantata.
    pub kantata: kantata::Endpoint,
    /// How to reach Salesforce.
    pub salesforce: salesforce::Endpoint,
    /// The NetSuite account: how to reach it, and its settings.
    pub netsuite: netsuite::Running,
}

impl Running {
    /// Addresses and credentials as one line of JSON.
    pub fn endpoints(&self) -> serde_json::Value {
        let salesforce = &self.salesforce;
        let netsuite = &self.netsuite.endpoint;
        serde_json::json!({
            "salesforce": { "base_url": salesforce.base_url, "login_url": salesforce.login_url, "client_id": salesforce.client_id, "client_secret": salesforce.client_secret, "username": salesforce.username, "private_key": salesforce.private_key_pem },
            "netsuite": { "base_url": netsuite.base_url, "account": netsuite.account, "consumer_key": netsuite.consumer_key, "consumer_secret": netsuite.consumer_secret, "token_id": netsuite.token_id, "token_secret": netsuite.token_secret, "client_id": netsuite.client_id, "certificate_id": netsuite.certificate_id, "private_key": netsuite.private_key },
            "kantata": { "base_url": self.kantata.base_url, "token": self.kantata.token, "plain_token": self.kantata.plain_token },
        })
    }
}

/// The firm and its world as the options say.
pub fn world(options: Options) -> Arc<World> {
    match options.today {
        Some(today) => {
            let now = today
                .and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or(NaiveTime::MIN))
                .and_utc();
            World::new(generate(options.seed, options.scale, today), now)
        }
        None => World::living(generate(
            options.seed,
            options.scale,
            Utc::now().date_naive(),
        )),
    }
}

/// Generates the firm and serves every vendor on a free port of loopback.
pub async fn start(options: Options) -> std::io::Result<Running> {
    let world = tokio::task::spawn_blocking(move || world(options))
        .await
        .map_err(std::io::Error::other)?;
    serve(world).await
}

/// Serves every vendor over a firm that is already there.
pub async fn serve(world: Arc<World>) -> std::io::Result<Running> {
    let faults = AllFaults::default();
    Ok(Running {
        kantata: kantata::start(Arc::clone(&world), 0, faults.kantata.clone()).await?,
        salesforce: salesforce::start(
            Arc::clone(&world),
            salesforce::Options::default(),
            faults.salesforce.clone(),
        )
        .await?,
        netsuite: netsuite::start(
            Arc::clone(&world),
            netsuite::settings::Settings::default(),
            &faults.netsuite,
        )
        .await?,
        world,
        faults,
    })
}

//! The Salesforce simulator: sign-in, queries, bulk jobs, deletions and writes over one org, as the vendor notes state them.
//!
//! The org is the firm's CRM. Records are computed from the firm when asked for; what is written through the API lies over
//! them. The two `sandbox_only_*.pem` files beside this one are a test key pair, good for nothing but this simulator.

mod bulk;
mod call;
mod cell;
mod composite;
mod convert;
mod crm;
mod csv;
mod deleted;
mod describe;
mod object;
mod org;
mod psa;
mod query;
mod refusal;
mod render;
mod route;
mod schema;
mod side;
mod soql;
mod store;
mod token;
mod write;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use org::{Concurrency, Settings};

use crate::fault::{Canned, Dialect, Faults};
use crate::world::World;

/// Consumer key of the connected application.
pub const CLIENT_ID: &str = "3MVG9sandboxConsumerKey";
/// Its secret.
pub const CLIENT_SECRET: &str = "sandbox-consumer-secret";
/// User of the JWT bearer flow.
pub const USERNAME: &str = "hub@firm.example";
/// Key that signs assertions.
pub const PRIVATE_KEY_PEM: &str = include_str!("sandbox_only_private_key.pem");
/// Id of the org.
pub const ORG_ID: &str = "00DQy0000000001MAA";
const PUBLIC_KEY_PEM: &str = include_str!("sandbox_only_public_key.pem");

/// What kind of org to start.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Certinia PSA and accounting on the same org.
    pub psa: bool,
    /// Switches at the start.
    pub settings: Settings,
    /// Port, or 0 for any.
    pub port: u16,
}

/// A running org.
#[derive(Debug)]
pub struct Endpoint {
    /// My Domain of the org, also its instance and a login host for both flows.
    pub base_url: String,
    /// The general login host: knows JWT bearer only.
    pub login_url: String,
    /// Consumer key.
    pub client_id: String,
    /// Consumer secret.
    pub client_secret: String,
    /// User of the JWT bearer flow.
    pub username: String,
    /// Key that signs assertions.
    pub private_key_pem: String,
    /// Switches.
    pub org: Org,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Handle on a running org.
#[derive(Clone)]
pub struct Org(Arc<Sim>);

impl std::fmt::Debug for Org {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Org({})", self.0.base_url)
    }
}

impl Org {
    /// Flips switches.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.0.state().settings);
    }

    /// Calls counted against the daily quota.
    pub fn calls(&self) -> u64 {
        self.0.state().calls
    }

    /// Ends all sessions.
    pub fn end_sessions(&self) {
        self.0.state().sessions.clear();
    }

    /// Empties the recycle bin: what is deleted now disappears from `queryAll`.
    pub fn empty_bin(&self) {
        let mut state = self.0.state();
        let firm = self.0.world.read();
        state.store.sync(&firm, self.0.faults.tie_seconds());
        let store = &mut state.store;
        for (object, table) in store.tables.iter().enumerate() {
            let gone = table.entries.iter().filter(|entry| entry.deleted.is_some());
            store
                .purged
                .extend(gone.map(|entry| (object, entry.number)));
        }
    }

    /// Number of records of an object that are not deleted; none if there is no such object.
    pub fn count(&self, object: &str) -> Option<usize> {
        let mut state = self.0.state();
        let firm = self.0.world.read();
        state.store.sync(&firm, self.0.faults.tie_seconds());
        let place = state.store.object(object)?;
        let entries = state.store.tables[place].entries.iter();
        Some(entries.filter(|entry| entry.deleted.is_none()).count())
    }
}

struct Sim {
    world: Arc<World>,
    faults: Faults,
    base_url: String,
    login_url: String,
    state: Mutex<State>,
}

impl Sim {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct State {
    settings: Settings,
    store: store::Store,
    sessions: Vec<token::Session>,
    locators: VecDeque<query::Locator>,
    jobs: Vec<bulk::Job>,
    calls: u64,
    serial: u32,
}

/// How the vendor words what a fault script provokes.
pub fn dialect() -> Dialect {
    Dialect {
        throttled: Canned::empty(429),
        unauthorized: Canned::json(401, refusal::Refusal::session().body()),
        error: Canned::json(
            500,
            r#"[{"message":"An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)","errorCode":"UNKNOWN_EXCEPTION"}]"#,
        ),
        unavailable: Canned::html(
            503,
            "<html><head><title>We are down for maintenance</title></head><body>Server too busy</body></html>",
        ),
    }
}

/// Starts an org of the firm on loopback.
pub async fn start(
    world: Arc<World>,
    options: Options,
    faults: Faults,
) -> std::io::Result<Endpoint> {
    let home = TcpListener::bind(("127.0.0.1", options.port)).await?;
    let login = TcpListener::bind(("127.0.0.1", 0)).await?;
    let base_url = format!("http://{}", home.local_addr()?);
    let login_url = format!("http://{}", login.local_addr()?);
    let store = store::Store::new(&world, options.psa);
    let sim = Arc::new(Sim {
        world,
        faults: faults.clone(),
        base_url: base_url.clone(),
        login_url: login_url.clone(),
        state: Mutex::new(State {
            settings: options.settings,
            store,
            sessions: Vec::new(),
            locators: VecDeque::new(),
            jobs: Vec::new(),
            calls: 0,
            serial: 0,
        }),
    });
    let mut tasks = Vec::new();
    for (listener, is_login) in [(home, false), (login, true)] {
        let router = faults.wrap(route::router(sim.clone(), is_login), dialect());
        tasks.push(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::warn!(%error, "the Salesforce simulator stopped");
            }
        }));
    }
    Ok(Endpoint {
        base_url,
        login_url,
        client_id: CLIENT_ID.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
        username: USERNAME.to_owned(),
        private_key_pem: PRIVATE_KEY_PEM.to_owned(),
        org: Org(sim),
        tasks,
    })
}

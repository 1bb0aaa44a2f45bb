//! The NetSuite simulator: one account over the firm, with real signatures, a real query dialect and the account's own habits.
//!
//! `tables` says what the account holds, `suiteql` how it is asked, `record` how single records are read and written,
//! `access` who may ask, `settings` how the account is set up.

mod access;
mod oauth1;
mod oauth2;
mod record;
mod refusal;
mod server;
pub mod settings;
pub mod suiteql;
pub mod tables;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::OwnedRwLockWriteGuard;
use tokio::task::JoinHandle;

use self::access::{Access, Certificate, Credentials};
use self::server::Account;
use self::settings::Settings;
use crate::fault::{Canned, Dialect, Faults};
use crate::world::World;

/// Account id in the spelling of the realm.
pub const ACCOUNT: &str = "7654321_SB1";
/// Consumer key of the integration.
pub const CONSUMER_KEY: &str = "sandbox-consumer-key";
/// Consumer secret of the integration.
pub const CONSUMER_SECRET: &str = "sandbox-consumer-secret";
/// Token id of user and role.
pub const TOKEN_ID: &str = "sandbox-token-id";
/// Token secret of user and role.
pub const TOKEN_SECRET: &str = "sandbox-token-secret";
/// Client id of the machine-to-machine integration.
pub const CLIENT_ID: &str = "sandbox-m2m-client";
/// Id of its certificate.
pub const CERTIFICATE_ID: &str = "sandbox-certificate-1";
/// Private key of its certificate, of the sandbox alone.
pub const PRIVATE_KEY: &str = include_str!("m2m_key.pem");
const PUBLIC_KEY: &str = include_str!("m2m_public.pem");

/// What a connector's configuration needs.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// `http://127.0.0.1:PORT`; the services lie under `/services/rest`.
    pub base_url: String,
    /// Account id in the spelling of the realm.
    pub account: String,
    /// Consumer key.
    pub consumer_key: String,
    /// Consumer secret.
    pub consumer_secret: String,
    /// Token id.
    pub token_id: String,
    /// Token secret.
    pub token_secret: String,
    /// Client id for machine-to-machine sign-in.
    pub client_id: String,
    /// Id of the certificate, the assertion's `kid`.
    pub certificate_id: String,
    /// EC P-256 private key in PEM, for ES256.
    pub private_key: String,
}

impl Endpoint {
    /// The endpoint behind a listening address.
    pub fn at(address: SocketAddr) -> Self {
        Self {
            base_url: format!("http://{address}"),
            account: ACCOUNT.into(),
            consumer_key: CONSUMER_KEY.into(),
            consumer_secret: CONSUMER_SECRET.into(),
            token_id: TOKEN_ID.into(),
            token_secret: TOKEN_SECRET.into(),
            client_id: CLIENT_ID.into(),
            certificate_id: CERTIFICATE_ID.into(),
            private_key: PRIVATE_KEY.into(),
        }
    }
}

/// The account, to be changed and watched while it runs; clones are the same account.
#[derive(Clone)]
pub struct Netsuite {
    account: Arc<Account>,
    faults: Faults,
}

impl std::fmt::Debug for Netsuite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Netsuite")
    }
}

impl Netsuite {
    /// An account of a firm, set up so.
    pub fn new(world: Arc<World>, settings: Settings, faults: &Faults) -> Self {
        Self::with_certificates(world, settings, faults, &[])
    }

    /// An account with further certificates: id and public key in PEM.
    pub fn with_certificates(
        world: Arc<World>,
        settings: Settings,
        faults: &Faults,
        more: &[(&str, &str)],
    ) -> Self {
        let own = [(CERTIFICATE_ID, PUBLIC_KEY)];
        let certificates = own.iter().chain(more).map(|(id, key)| Certificate {
            id: (*id).into(),
            public_key: (*key).into(),
        });
        let credentials = Credentials {
            account: ACCOUNT.into(),
            consumer_key: CONSUMER_KEY.into(),
            consumer_secret: CONSUMER_SECRET.into(),
            token_id: TOKEN_ID.into(),
            token_secret: TOKEN_SECRET.into(),
            client_id: CLIENT_ID.into(),
            certificates: certificates.collect(),
        };
        let access = Access::new(credentials, Arc::clone(&world));
        Self {
            account: Arc::new(Account::new(world, access, settings, faults.clone())),
            faults: faults.clone(),
        }
    }

    /// Its routes, behind its fault script.
    pub fn router(&self) -> Router {
        self.faults
            .wrap(server::router(Arc::clone(&self.account)), dialect())
    }

    /// Changes the settings.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) {
        self.account.change(change);
    }

    /// A copy of the settings.
    pub fn settings(&self) -> Settings {
        self.account.settings()
    }

    /// Requests that run now.
    pub fn running(&self) -> usize {
        self.account.running.load(Ordering::SeqCst)
    }

    /// Holds all requests that come, until what is returned is dropped; they count as running.
    pub async fn hold(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.account.gate).write_owned().await
    }

    /// Ends all access tokens, as a revoked certificate would.
    pub fn expire_tokens(&self) {
        self.account.access.forget_tokens();
    }
}

/// The simulator's routes over a living firm, set up as usual.
pub fn router(world: Arc<World>, faults: &Faults) -> Router {
    Netsuite::new(world, Settings::default(), faults).router()
}

/// A running account; its server ends when it is dropped.
#[derive(Debug)]
pub struct Running {
    /// How to reach it.
    pub endpoint: Endpoint,
    /// The account.
    pub netsuite: Netsuite,
    server: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves an account on a free port of loopback.
pub async fn start(
    world: Arc<World>,
    settings: Settings,
    faults: &Faults,
) -> std::io::Result<Running> {
    serve(Netsuite::new(world, settings, faults)).await
}

/// Serves an account that is already there on a free port of loopback.
pub async fn serve(netsuite: Netsuite) -> std::io::Result<Running> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let endpoint = Endpoint::at(listener.local_addr()?);
    let router = netsuite.router();
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the NetSuite simulator stopped");
        }
    });
    Ok(Running {
        endpoint,
        netsuite,
        server,
    })
}

/// How NetSuite words its refusals; the blocked request calls itself "Bad Request".
fn dialect() -> Dialect {
    let error = |kind: &str, title: &str, status: u16, detail: &str, code: &str| {
        format!(
            "{{\"type\":\"{kind}\",\"title\":\"{title}\",\"status\":{status},\"o:errorDetails\":[{{\"detail\":\"{detail}\",\"o:errorCode\":\"{code}\"}}]}}"
        )
    };
    let rfc = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html";
    Dialect {
        throttled: Canned::json(
            429,
            format!(
                "{{\"type\":\"{rfc}#sec10.4\",\"title\":\"Bad Request\",\"status\":429,\"o:errorCode\":\"USER_ERROR\",\"o:errorDetails\":[{{\"detail\":\"Concurrent request limit exceeded. Request blocked.\",\"o:errorCode\":\"CONCURRENCY_LIMIT_EXCEEDED\"}}]}}"
            ),
        ),
        unauthorized: Canned::json(
            401,
            error(
                &format!("{rfc}#sec10.4.2"),
                "Unauthorized",
                401,
                "Invalid login attempt. For more details, see the Login Audit Trail.",
                "INVALID_LOGIN",
            ),
        ),
        error: Canned::json(
            500,
            error(
                &format!("{rfc}#sec10.5.1"),
                "Internal Server Error",
                500,
                "An unexpected error occurred. Error ID: m3k8x2",
                "UNEXPECTED_ERROR",
            ),
        ),
        unavailable: Canned::html(
            503,
            "<html><head><title>NetSuite</title></head><body>NetSuite is temporarily unavailable.</body></html>",
        ),
    }
}

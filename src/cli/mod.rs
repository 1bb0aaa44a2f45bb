//! The command line: one file a command.

mod check;
mod demo;
mod demo_token;
mod migrate;
mod progress;
mod report;
mod sample;
mod say;
mod schema;
mod serve;
pub mod signing;
mod sync;
mod token;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, ConfigError};

/// One governed hub over CRM, PSA and ERP: margin, utilization, billing latency and integration health over GraphQL.
#[derive(Debug, Parser)]
#[command(
    name = "throughline",
    version,
    about,
    max_term_width = 110,
    after_help = "\
To see it work, with nothing else to install:

    throughline demo

It generates a firm, plays its Salesforce, NetSuite and Kantata over real HTTP on this machine, syncs them into a
SQLite file and serves the dashboard. It prints the address, a token for each role, and queries to try.

To run it on your own systems:

    cp throughline.example.toml throughline.toml     # then put your addresses in
    throughline check                                # signs in everywhere, changes nothing
    throughline sync                                 # the first load, with progress
    throughline serve                                # the hub, its API and its dashboard

Every command ends with status 0 where all went well, and with 1 and a message on standard error where not."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// See it work: a generated firm behind real HTTP, synced into SQLite, with dashboard, tokens and alerts
    #[command(after_help = "\
The firm goes on living while the demo runs: time is booked and approved, deals are won, invoices issued and paid, so that numbers move and
alerts arrive. Ctrl-C ends it; the database of a run without --dir goes with it.

Examples:

    throughline demo
    throughline demo --port 0 --scale tiny           # a free port, the smallest firm
    throughline demo --dir ./firm --json             # for scripts: one line of JSON when ready

The line of --json has url, graphql, ws, sse, dashboard, tokens (by role), signing (alg, kid, privateKey and publicKey as PEM files,
claims, roleClaim) and database.")]
    Demo(demo::Arguments),
    /// Run the hub on a configuration
    #[command(after_help = "\
Syncs on schedule, keeps figures and exceptions up to date, and serves the API and the dashboard until it is interrupted; on Ctrl-C
or SIGTERM it ends what it is writing and stops.

    /graphql                GraphQL over HTTP           /livez     the process lives
    /graphql/ws             graphql-transport-ws        /readyz    the data is fresh; names the streams that are late
    /graphql/sse            server-sent events          /metrics   for Prometheus
    /graphiql, /            explorer and dashboard

Logs go to standard error; RUST_LOG chooses them (default: warn,throughline=info).

Examples:

    throughline serve
    THROUGHLINE__HUB__LISTEN=0.0.0.0:80 throughline serve --config /etc/throughline.toml")]
    Serve(WithConfig),
    /// Print the GraphQL schema
    #[command(after_help = "\
Example:

    throughline schema > schema.graphql")]
    Schema,
    /// Look at configuration, credentials and mappings without changing anything
    #[command(after_help = "\
Signs in to every connection and looks whether the objects and fields that the mappings read are there and visible. It opens no
database and writes nothing, neither here nor at the vendors. What limits the numbers is printed with what to do about it.
The exit status is 0 when every connection can be read.

Example:

    THROUGHLINE__CONNECTION__CRM__CREDENTIALS__CLIENT_SECRET_FILE=/run/secrets/crm throughline check")]
    Check(WithConfig),
    /// Bring the database's schema up to this version
    #[command(after_help = "\
`serve`, `sync` and `demo` do this by themselves; use it to see errors early or to separate rights. A database that a newer version
has migrated is refused.

Example:

    THROUGHLINE__HUB__DATABASE=postgres://owner@db/throughline throughline migrate")]
    Migrate(WithConfig),
    /// Sync once: what changed since the last time, then figures and exceptions
    #[command(after_help = "\
Reads what changed since the last run; the first run reads everything. Progress goes to standard error: one moving line on a
terminal, plain lines elsewhere; a time to go is told only where the vendors say how much there is. Ctrl-C or SIGTERM stops
between two batches and loses nothing: the next run goes on from there. The exit status is 0 when no stream failed; an object that
cannot be mapped is set aside, told, and stops nothing.

Examples:

    throughline sync
    throughline sync --connection psa --stream time_entries
    throughline sync --full                          # once more from the beginning, to find what was missed or deleted
    throughline sync --json 2>/dev/null              # one line of JSON a stream")]
    Sync(sync::Arguments),
    /// Recompute every number from rows and compare it with what is stored
    #[command(after_help = "\
Prints each difference; the exit status is 0 when there is none.

Example:

    throughline verify --config throughline.toml")]
    Verify(WithConfig),
    /// Make a token for development, signed with the shared key of [auth]
    #[command(after_help = "\
Examples:

    throughline token --role pmo
    throughline token --role account_lead --customer \"Northwind Energy\" --hours 8

Works only with an HS256 key (THROUGHLINE__AUTH__HS256_KEY); real tokens come from your identity provider.")]
    Token(token::Arguments),
}

/// Where the configuration is.
#[derive(Debug, clap::Args)]
struct WithConfig {
    /// Configuration file; every value can be overridden by THROUGHLINE__SECTION__KEY
    #[arg(
        long,
        short,
        default_value = "throughline.toml",
        env = "THROUGHLINE_CONFIG"
    )]
    config: PathBuf,
}

impl WithConfig {
    fn load(&self) -> anyhow::Result<Config> {
        Config::load(&self.config, variables()).map_err(|error| {
            let missing = matches!(&error, ConfigError::Read { error, .. } if error.kind() == std::io::ErrorKind::NotFound);
            if missing {
                anyhow::anyhow!(
                    "{error}\n  hint: copy throughline.example.toml to throughline.toml, or name a file with --config"
                )
            } else {
                anyhow::Error::new(error)
            }
        })
    }
}

/// The environment, as far as it is text.
fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            say::error(format!("cannot start: {error}"), None);
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Demo(arguments) => demo::run(&arguments).await,
            Command::Serve(arguments) => serve::run(&arguments.load()?).await,
            Command::Schema => schema::run(),
            Command::Check(arguments) => check::run(&arguments.load()?).await,
            Command::Migrate(arguments) => migrate::run(&arguments.load()?).await,
            Command::Sync(arguments) => sync::run(&arguments).await,
            Command::Verify(arguments) => verify::run(&arguments.load()?).await,
            Command::Token(arguments) => token::run(&arguments),
        }
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            say::failed(&error);
            ExitCode::FAILURE
        }
    }
}

/// Logs to standard error, as RUST_LOG says; warnings where it says nothing.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| "warn,throughline=info".into());
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

/// Cancels on Ctrl-C or a termination signal.
fn stop_on_signal(cancel: tokio_util::sync::CancellationToken) {
    tokio::spawn(async move {
        #[cfg(unix)]
        {
            let terminate =
                tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
            if let Ok(mut terminate) = terminate {
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
                cancel.cancel();
                return;
            }
        }
        if tokio::signal::ctrl_c().await.is_ok() {
            cancel.cancel();
        }
    });
}

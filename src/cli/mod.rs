//! The command line: one file a command.

mod check;
mod demo;
mod demo_token;
mod migrate;
mod progress;
mod schema;
mod serve;
pub mod signing;
mod sync;
mod token;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

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
SQLite file and serves the dashboard. It prints the address and a token for each role."
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
alerts arrive. --json prints one line for scripts: url, graphql, ws, sse, dashboard, tokens by role, signing keys, database.")]
    Demo(demo::Arguments),
    /// Run the hub on a configuration
    #[command(
        after_help = "Syncs on schedule, keeps figures and exceptions up to date, and serves the API and the dashboard until it is interrupted."
    )]
    Serve(WithConfig),
    /// Print the GraphQL schema
    Schema,
    /// Look at configuration, credentials and mappings without changing anything
    #[command(after_help = "\
Signs in to every connection and looks whether the objects and fields that the mappings read are there and visible.
What limits the numbers is printed with what to do about it. The exit status is 0 when every connection can be read.")]
    Check(WithConfig),
    /// Bring the database's schema up to this version
    #[command(
        after_help = "`serve`, `sync` and `demo` do this by themselves; use it to see errors early or to separate rights."
    )]
    Migrate(WithConfig),
    /// Sync once: what is due or asked for, then the rules
    #[command(after_help = "\
Reads what changed since the last run; the first run reads everything and shows progress. Ctrl-C stops between two pages and loses
nothing: the next run goes on from there. The exit status is 0 when no stream failed.")]
    Sync(sync::Arguments),
    /// Recompute every number from rows and compare it with what is stored
    #[command(after_help = "Prints each difference; the exit status is 0 when there is none.")]
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
        Config::load(&self.config, std::env::vars()).map_err(|error| {
            let missing = matches!(&error, crate::config::ConfigError::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound);
            let error = anyhow::Error::new(error);
            if missing {
                error.context("no configuration: copy throughline.example.toml to throughline.toml, or name one with --config")
            } else {
                error
            }
        })
    }
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
            eprintln!("error: cannot start: {error}");
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
            eprintln!("error: {error:#}");
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

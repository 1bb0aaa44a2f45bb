//! `throughline token`.

use std::process::ExitCode;

use anyhow::{Context, bail};
use serde_json::json;

use super::{WithConfig, say, signing};
use crate::access::policy;
use crate::app::server;
use crate::domain::clock::Clock;
use crate::serve::auth;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: WithConfig,
    /// Role; may be given several times
    #[arg(long, required = true)]
    role: Vec<String>,
    /// Subject: who the token is for
    #[arg(long, default_value = "developer")]
    subject: String,
    /// Legal entities, by source id or name
    #[arg(long)]
    legal_entity: Vec<String>,
    /// Practices, by source id or name
    #[arg(long)]
    practice: Vec<String>,
    /// Customers, by source id or name
    #[arg(long)]
    customer: Vec<String>,
    /// Classes, for roles that take them from the token
    #[arg(long)]
    class: Vec<String>,
    /// Hours that it is good for
    #[arg(long, default_value_t = 8)]
    hours: i64,
}

/// Prints a token.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.config.load()?;
    config.auth.hs256_key.as_ref().context(
        "no development key\n  hint: set THROUGHLINE__AUTH__HS256_KEY (or _FILE); real tokens come from your identity provider",
    )?;
    let mut roles = Vec::new();
    for role in &arguments.role {
        if policy::role(role).is_none() {
            let known: Vec<_> = policy::ROLES.iter().map(|role| role.key).collect();
            bail!(
                "--role {role:?}: no role is called so\n  hint: there are {}",
                known.join(", ")
            );
        }
        let mut claim = serde_json::Map::from_iter([("role".to_owned(), json!(role))]);
        for (name, list) in [
            ("legalEntities", &arguments.legal_entity),
            ("practices", &arguments.practice),
            ("customers", &arguments.customer),
            ("classes", &arguments.class),
        ] {
            if !list.is_empty() {
                claim.insert(name.to_owned(), json!(list));
            }
        }
        roles.push(claim.into());
    }
    let section = &config.auth;
    let claims = signing::claims(
        &section.issuer,
        &section.audience,
        &arguments.subject,
        &section.role_claim,
        serde_json::Value::Array(roles),
        Clock::system().now(),
        arguments.hours,
    );
    say::line(auth::sign(&server::auth_settings(&config.auth)?, &claims)?)?;
    Ok(ExitCode::SUCCESS)
}

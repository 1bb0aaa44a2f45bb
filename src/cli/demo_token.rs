//! The demo's tokens: one a role, each with a scope that has something in it.
//!
//! The account lead is the person who leads the most customers, known by a verified e-mail; the delivery lead and the BI reader have theirs in the claim.

use std::collections::BTreeMap;

use sandbox::world::World;
use serde_json::{Value, json};

use super::signing::{self, Pair};
use crate::access::policy;
use crate::domain::clock::Clock;

/// Who issues the demo's tokens.
pub(super) const ISSUER: &str = "throughline-demo";
/// For whom they are.
pub(super) const AUDIENCE: &str = "throughline";
/// The claim that names roles.
pub(super) const ROLE_CLAIM: &str = "roles";
/// Id of the signing key.
pub(super) const KEY_ID: &str = "demo";
/// Hours that a token lasts.
const HOURS: i64 = 24;

/// One token for each role.
pub(super) fn all(
    pair: &Pair,
    world: &World,
    clock: &Clock,
) -> anyhow::Result<BTreeMap<String, String>> {
    let scope = Scope::of(world);
    let mut tokens = BTreeMap::new();
    for role in policy::ROLES {
        let mut claims = signing::claims(
            ISSUER,
            AUDIENCE,
            &format!("demo-{}", role.key),
            ROLE_CLAIM,
            json!([scope.claim(role)]),
            clock.now(),
            HOURS,
        );
        if matches!(role.rows, policy::RowRule::OwnCustomers) {
            claims["email"] = json!(scope.leader);
            claims["email_verified"] = json!(true);
        }
        tokens.insert(role.key.to_owned(), pair.sign(KEY_ID, &claims)?);
    }
    Ok(tokens)
}

/// What the firm has for roles that see a part of it.
struct Scope {
    /// E-mail of the person who leads the most customers.
    leader: String,
    /// The practice with the most people.
    practice: String,
    /// All legal entities, which is all rows.
    entities: Vec<String>,
}

impl Scope {
    fn of(world: &World) -> Self {
        let firm = world.read();
        let leader = most(firm.customers.iter().map(|customer| customer.leader))
            .and_then(|id| firm.people.iter().find(|person| person.id == id))
            .map(|person| person.email.clone());
        let terms = firm.people.iter().filter_map(|person| person.terms.last());
        let practice = most(terms.map(|term| term.practice))
            .and_then(|id| firm.practices.iter().find(|practice| practice.id == id))
            .map(|practice| practice.name.to_owned());
        let entities = firm.entities.iter();
        Self {
            leader: leader.unwrap_or_default(),
            practice: practice.unwrap_or_default(),
            entities: entities.map(|entity| entity.name.to_owned()).collect(),
        }
    }

    fn claim(&self, role: &policy::Role) -> Value {
        match role.rows {
            policy::RowRule::AsToken => json!({
                "role": role.key,
                "legalEntities": self.entities,
                "classes": ["plain", "commercial"],
            }),
            policy::RowRule::OwnPractices => {
                json!({ "role": role.key, "practices": [self.practice] })
            }
            _ => json!({ "role": role.key }),
        }
    }
}

/// The value that occurs most often; the smallest among equals.
fn most(values: impl Iterator<Item = u32>) -> Option<u32> {
    let mut counts = BTreeMap::<u32, usize>::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|&(value, count)| (count, std::cmp::Reverse(value)))
        .map(|(value, _)| value)
}

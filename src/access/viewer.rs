//! Who asks: a person or service by its token, or the hub itself with a reason.

use entity::value::Instant;

use super::Limits;
use super::policy::{self, Permission, Role};

/// A role as a token claims it, with the rows and classes it narrows to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RoleClaim {
    /// Role.
    pub role: String,
    /// Legal entities by source id or name.
    pub legal_entities: Vec<String>,
    /// Practices by source id or name.
    pub practices: Vec<String>,
    /// Customers by source id or name.
    pub customers: Vec<String>,
    /// Classes, where the role takes them from the token.
    pub classes: Vec<String>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Viewer {
    /// Subject of the token, or why the hub itself acts.
    pub subject: String,
    /// Verified e-mail of the token.
    pub email: Option<String>,
    /// Roles.
    pub roles: Vec<RoleClaim>,
    /// When the token ends.
    pub expires_at: Option<Instant>,
    system: bool,
}

impl Viewer {
    /// A viewer by token.
    pub fn new(
        subject: impl Into<String>,
        email: Option<String>,
        roles: Vec<RoleClaim>,
        expires_at: Option<Instant>,
    ) -> Self {
        Self {
            subject: subject.into(),
            email,
            roles,
            expires_at,
            system: false,
        }
    }

    /// The hub itself, for background work; `why` is in words.
    pub fn system(why: &str) -> Self {
        Self {
            subject: why.to_owned(),
            email: None,
            roles: Vec::new(),
            expires_at: None,
            system: true,
        }
    }

    /// True for the hub itself.
    pub fn acts_as_system(&self) -> bool {
        self.system
    }

    /// Roles of the policy that it holds, each with its claim; unknown names grant nothing.
    pub fn held(&self) -> impl Iterator<Item = (&'static Role, &RoleClaim)> {
        self.roles
            .iter()
            .filter_map(|claim| policy::role(&claim.role).map(|role| (role, claim)))
    }

    /// Whether one of its roles may do something.
    pub fn may(&self, permission: Permission) -> bool {
        self.system || self.held().any(|(role, _)| role.may.contains(&permission))
    }

    /// How much it may ask for: the widest of its roles.
    pub fn limits(&self) -> Limits {
        self.held()
            .fold(Limits::USUAL, |all, (role, _)| all.wider(role.limits))
    }

    /// The role it mainly acts as, for records of what it did.
    pub fn acting_role(&self) -> &str {
        if self.system {
            "system"
        } else {
            self.roles.first().map_or("none", |claim| &claim.role)
        }
    }
}

//! Who asks: a person or service by its token, or the hub itself with a reason.

use entity::value::Instant;

use super::Limits;
use super::deny::Deny;
use super::policy::{self, Permission, Role};

/// A role as a token claims it, with the rows and classes it narrows to. A list that is there and empty narrows to nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RoleClaim {
    /// Role.
    pub role: String,
    /// Legal entities by source id or name; `*` for all.
    pub legal_entities: Option<Vec<String>>,
    /// Practices by source id or name; `*` for all.
    pub practices: Option<Vec<String>>,
    /// Customers by source id or name; `*` for all.
    pub customers: Option<Vec<String>>,
    /// Classes that the role's own are narrowed to; a role that takes them from the token has none without it.
    pub classes: Option<Vec<String>>,
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
    /// What no role may give.
    pub deny: Deny,
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
            deny: Deny::default(),
            expires_at,
            system: false,
        }
    }

    /// The same viewer without what is denied.
    pub fn denied(self, deny: Deny) -> Self {
        Self { deny, ..self }
    }

    /// The hub itself, for background work; `why` is in words.
    pub fn system(why: &str) -> Self {
        Self {
            system: true,
            ..Self::new(why, None, Vec::new(), None)
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

    /// The role by which it may do something, for records of what it did; else the first it claims.
    pub fn acting_role(&self, permission: Option<Permission>) -> &str {
        if self.system {
            return "system";
        }
        let by = permission.and_then(|permission| {
            self.held()
                .find(|(role, _)| role.may.contains(&permission))
                .map(|(role, _)| role.key)
        });
        by.unwrap_or_else(|| self.roles.first().map_or("none", |claim| &claim.role))
    }

    /// The names of all roles it holds, for records of what it read.
    pub fn role_names(&self) -> String {
        if self.system {
            return "system".to_owned();
        }
        let mut names: Vec<&str> = self.held().map(|(role, _)| role.key).collect();
        names.dedup();
        names.join(" ")
    }
}

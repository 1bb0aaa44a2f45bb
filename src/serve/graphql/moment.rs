//! `metricChanges`: figures were brought up to a sequence, and what that may have changed for the viewer.
//!
//! An event names the customers, projects and people whose rows changed, as far as the viewer reaches them; a change that the viewer does not
//! reach, or of a metric whose classes are hidden, is not told. It says "may have changed": the client asks `metrics` for values.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    FieldValue, Object, ResolverContext, SubscriptionField, SubscriptionFieldFuture,
};
use futures::StreamExt;

use super::ask;
use super::context::Asked;
use super::error::{Refusal, bad};
use super::shape::{Line, json, part, ty};
use super::subscription::{CURSOR, Events, current, place_after, shorter};
use crate::access::Subject;
use crate::domain::record::Kind;
use crate::insight::metric::registry::named;
use crate::insight::metric::{Dimension, Filter, Metric, Test, filterable};
use crate::model::read::show_id;
use crate::model::read::touched::Spot;
use crate::serve::live::Brought;

/// Metrics that one subscription may follow.
const KEYS: usize = 100;

const METRIC_CHANGE: &[Line] = &[
    CURSOR,
    (
        "sequence",
        "String!",
        "Change sequence that figures now stand at.",
    ),
    (
        "keys",
        "[String!]!",
        "Metrics, of those asked for, that may have changed.",
    ),
    (
        "everything",
        "Boolean!",
        "True where any value of these metrics may have changed: too much to list, or a fact that all rest on, such as an exchange rate.",
    ),
    ("customers", "[ID!]!", "Customers concerned."),
    ("projects", "[ID!]!", "Projects concerned."),
    ("people", "[ID!]!", "People concerned."),
    (
        "from",
        "Date",
        "First business day concerned, where rows have one.",
    ),
    (
        "to",
        "Date",
        "Last business day concerned, where rows have one.",
    ),
];

/// The event's type.
pub(super) fn object() -> Object {
    super::shape::object(
        "MetricChange",
        "Figures have been brought up to date: ask again for what you show of these.",
        METRIC_CHANGE,
    )
}

/// `metricChanges(...)`, without its arguments.
pub(super) fn field() -> SubscriptionField {
    SubscriptionField::new("metricChanges", ty("MetricChange!"), |context| {
        SubscriptionFieldFuture::new(async move {
            let events = follow(&context).await.map_err(|refusal| refusal.to_error())?;
            Ok(events.map(|event| event.map(shorter)))
        })
    })
    .description("Tells when figures have been brought up to date and whose they are; values are asked for by `metrics`.")
}

/// What one subscription follows.
struct Wanted {
    metrics: Vec<&'static Metric>,
    filter: Option<Filter>,
}

async fn follow(context: &ResolverContext<'_>) -> Result<Events, Refusal> {
    let current = current(context)?;
    let asked = current.get();
    let args = Wire::Object(context.args.as_index_map().clone());
    let wanted = Arc::new(Wanted::read(&asked, &args)?);
    let after = place_after(context)?;
    let brought = asked
        .hub
        .live()
        .follow_figures(&asked.hub, after, "metrics")
        .await?;
    let events = brought.filter_map(move |brought| {
        let (current, wanted) = (current.clone(), wanted.clone());
        async move {
            let before = current.get();
            let brought = match brought {
                Ok(brought) => brought,
                Err(refusal) => return Some(Err(refusal.to_error())),
            };
            match before.hub.event(&before, brought.to).await {
                Ok(asked) => {
                    let asked = Arc::new(asked);
                    current.set(asked.clone());
                    wanted.show(&asked, &brought).map(Ok)
                }
                Err(refusal) => Some(Err(refusal.to_error())),
            }
        }
    });
    Ok(events.boxed())
}

impl Wanted {
    fn read(asked: &Asked, args: &Wire) -> Result<Self, Refusal> {
        let keys = ask::words(part(Some(args), "keys").as_ref());
        if keys.is_empty() || keys.len() > KEYS {
            return Err(bad("keys", format!("give 1 to {KEYS}")));
        }
        let metrics = keys
            .iter()
            .map(|key| named(key))
            .collect::<Result<Vec<_>, _>>()?;
        if !metrics.iter().any(|metric| shown(asked, metric)) {
            return Err(Refusal::FieldNotPermitted {
                field: "a metric of these".to_owned(),
            });
        }
        let filter = part(Some(args), "where")
            .map(|value| ask::filter(&value))
            .transpose()?;
        if let Some(filter) = &filter {
            filterable(filter, asked.sight.grants())?;
        }
        Ok(Self { metrics, filter })
    }

    /// The event as a viewer may see it; nothing where nothing of it is for the viewer.
    fn show(&self, asked: &Asked, brought: &Brought) -> Option<FieldValue<'static>> {
        let touched = &brought.touched;
        let mut kinds: HashSet<Kind> = HashSet::new();
        let (mut customers, mut projects, mut people) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let head =
            |kind, id: Option<i64>| id.map(|id| asked.sight.groups().representative(kind, id));
        for spot in &touched.spots {
            let spot = Spot {
                kind: spot.kind,
                customer: head(Kind::Customer, spot.customer),
                project: head(Kind::Project, spot.project),
                person: head(Kind::Person, spot.person),
                practice: head(Kind::Practice, spot.practice),
                legal_entity: head(Kind::LegalEntity, spot.legal_entity),
            };
            if self
                .filter
                .as_ref()
                .is_some_and(|filter| !may_hold(filter, &spot))
            {
                continue;
            }
            let customer = Subject {
                customer: spot.customer,
                ..Subject::default()
            };
            let project = Subject {
                project: spot.project,
                ..Subject::default()
            };
            let person = Subject {
                person: spot.person,
                ..Subject::default()
            };
            let other = Subject {
                practice: spot.practice,
                legal_entity: spot.legal_entity,
                ..Subject::default()
            };
            let reaches = |subject: &Subject| {
                *subject != Subject::default() && asked.sight.classes_on(subject).is_some()
            };
            let seen = [reaches(&customer), reaches(&project), reaches(&person)];
            if seen[0] && (spot.project.is_none() || seen[1]) {
                customers.extend(spot.customer.map(|id| show_id(Kind::Customer, id)));
            }
            if seen[1] {
                projects.extend(spot.project.map(|id| show_id(Kind::Project, id)));
            }
            if seen[2] {
                people.extend(spot.person.map(|id| show_id(Kind::Person, id)));
            }
            let alone = spot.customer.or(spot.project).or(spot.person).is_none();
            if seen.contains(&true) || (alone && reaches(&other)) {
                kinds.insert(spot.kind);
            }
        }
        if touched.everything {
            kinds.extend(&touched.kinds);
        }
        let keys: Vec<&str> = self
            .metrics
            .iter()
            .filter(|metric| shown(asked, metric))
            .filter(|metric| {
                metric.needs.is_empty() || metric.needs.iter().any(|kind| kinds.contains(kind))
            })
            .map(|metric| metric.key)
            .collect();
        if keys.is_empty() {
            return None;
        }
        Some(FieldValue::value(json(serde_json::json!({
            "cursor": brought.at().cursor(),
            "sequence": brought.to.to_string(),
            "keys": keys,
            "everything": touched.everything,
            "customers": customers,
            "projects": projects,
            "people": people,
            "from": touched.from.map(|day| day.to_string()),
            "to": touched.to.map(|day| day.to_string()),
        }))))
    }
}

/// Whether a viewer may be told of a metric: one grant shows all its classes, be it over groups only.
fn shown(asked: &Asked, metric: &Metric) -> bool {
    asked.sight.grants().iter().any(|grant| {
        let shows = |class| grant.shows(class) || grant.in_aggregate.contains(&class);
        metric.classes.iter().all(|class| shows(*class))
    })
}

/// Whether a filter may hold for what changed; what is not known of it may.
fn may_hold(filter: &Filter, spot: &Spot) -> bool {
    holds(filter, spot).unwrap_or(true)
}

fn holds(filter: &Filter, spot: &Spot) -> Option<bool> {
    match filter {
        Filter::And(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| holds(part, spot)).collect();
            if parts.contains(&Some(false)) {
                return Some(false);
            }
            (!parts.contains(&None)).then_some(true)
        }
        Filter::Or(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| holds(part, spot)).collect();
            if parts.contains(&Some(true)) {
                return Some(true);
            }
            (!parts.contains(&None)).then_some(false)
        }
        Filter::Not(part) => holds(part, spot).map(|held| !held),
        Filter::Dimension(dimension, test) => {
            let (kind, id) = match dimension {
                Dimension::Customer => (Kind::Customer, spot.customer),
                Dimension::Project => (Kind::Project, spot.project),
                Dimension::Person => (Kind::Person, spot.person),
                _ => return None,
            };
            let id = show_id(kind, id?);
            match test {
                Test::Eq(wanted) => Some(id == *wanted),
                Test::Ne(other) => Some(id != *other),
                Test::In(wanted) => Some(wanted.contains(&id)),
                Test::Gte(_) | Test::Lte(_) | Test::IsNull(_) => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_of_a_change_may_be_asked_for() {
        let spot = Spot {
            kind: Kind::TimeEntry,
            customer: Some(1),
            project: None,
            person: None,
            practice: None,
            legal_entity: None,
        };
        let is =
            |dimension, id: i64, kind| Filter::Dimension(dimension, Test::Eq(show_id(kind, id)));
        let own = is(Dimension::Customer, 1, Kind::Customer);
        let other = is(Dimension::Customer, 2, Kind::Customer);
        let unknown = is(Dimension::Project, 5, Kind::Project);
        assert!(may_hold(&own, &spot));
        assert!(!may_hold(&other, &spot));
        assert!(may_hold(&unknown, &spot));
        assert!(may_hold(&Filter::Not(Box::new(unknown.clone())), &spot));
        assert!(!may_hold(
            &Filter::And(vec![unknown.clone(), other.clone()]),
            &spot
        ));
        assert!(may_hold(&Filter::Or(vec![unknown, other]), &spot));
    }
}

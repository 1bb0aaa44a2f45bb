//! Reads: which path asks for which collection, and the few that are not like the others.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::params::{Malformed, Params};
use super::{Caller, Kantata, answer, collections, events, lock, page};
use crate::firm::{Kind, Stamp, ids};

impl Kantata {
    /// Answers a read: the paths that differ from the rule, then the rule.
    pub(super) fn read(
        &self,
        path: &[&str],
        params: &Params,
        caller: Caller,
    ) -> Result<Response<Body>, Malformed> {
        match path {
            ["users", "me"] => Ok(self.show(
                "users",
                &[ids::kantata(Kind::Person, caller.person).to_string()],
                caller,
            )),
            ["external_references"] if params.get("subject_type").is_none() => {
                Ok(answer::malformed("subject_type is required"))
            }
            ["external_references"] => Ok(self
                .references
                .envelope(params, None)
                .map_or_else(answer::not_found, |text| answer::json(StatusCode::OK, text))),
            ["external_references", id] => Ok(self
                .references
                .envelope(params, Some(id.parse().unwrap_or(0)))
                .map_or_else(answer::not_found, |text| answer::json(StatusCode::OK, text))),
            ["subscribed_events", "event_types"] => {
                Ok(answer::json(StatusCode::OK, events::types()))
            }
            ["subscribed_events"] if !caller.financial => Ok(answer::forbidden()),
            ["subscribed_events"] => self.events(params, caller),
            ["foreign_exchange", "exchange_tables"] => {
                self.list("exchange_tables", params, caller, "exchange_tables")
            }
            ["foreign_exchange", "exchange_tables", id] => {
                Ok(self.one("exchange_tables", id, params, caller))
            }
            // The vendor's defect: the results' key is singular, the map's is not.
            ["foreign_exchange", "exchange_tables", _, "rates"] => {
                self.list("exchange_rates", params, caller, "exchange_rate")
            }
            ["cost_rates" | "exchange_tables" | "exchange_rates", ..] => Ok(answer::not_found()),
            [
                "rate_card_sets"
                | "rate_card_set_versions"
                | "rate_cards"
                | "rate_card_versions"
                | "rate_card_roles",
                ..,
            ] if !caller.financial => Ok(answer::forbidden()),
            [name] => self.list(name, params, caller, name),
            [name, id] => Ok(self.one(name, id, params, caller)),
            _ => Ok(answer::not_found()),
        }
    }

    fn list(
        &self,
        name: &str,
        params: &Params,
        caller: Caller,
        results_key: &str,
    ) -> Result<Response<Body>, Malformed> {
        let Some(collection) = collections::find(name) else {
            return Ok(answer::not_found());
        };
        let firm = self.world.read();
        let page = page::select(
            &firm,
            &self.indexes,
            &self.references,
            collection,
            params,
            self.look(caller).grain,
        )?;
        let text = page::envelope(
            &firm,
            &self.references,
            collection,
            params,
            &page,
            self.look(caller),
            results_key,
        );
        Ok(answer::json(StatusCode::OK, text))
    }

    /// One object: default filters hold no row back that a client names; unknown or gone is 404.
    fn one(&self, name: &str, id: &str, params: &Params, caller: Caller) -> Response<Body> {
        let Some(collection) = collections::find(name) else {
            return answer::not_found();
        };
        let firm = self.world.read();
        let number = id
            .parse()
            .ok()
            .and_then(collection.number)
            .filter(|number| (collection.present)(&firm, *number));
        let Some(number) = number else {
            return answer::not_found();
        };
        let page = page::Page {
            rows: vec![number],
            count: 1,
        };
        answer::json(
            StatusCode::OK,
            page::envelope(
                &firm,
                &self.references,
                collection,
                params,
                &page,
                self.look(caller),
                name,
            ),
        )
    }

    /// Objects just written, by vendor id.
    pub(super) fn show(&self, name: &str, given: &[String], caller: Caller) -> Response<Body> {
        let Some(collection) = collections::find(name) else {
            return answer::not_found();
        };
        let firm = self.world.read();
        let rows: Vec<u32> = given
            .iter()
            .filter_map(|id| (collection.number)(id.parse().ok()?))
            .collect();
        let page = page::Page {
            count: rows.len(),
            rows,
        };
        answer::json(
            StatusCode::OK,
            page::envelope(
                &firm,
                &self.references,
                collection,
                &Params::default(),
                &page,
                self.look(caller),
                name,
            ),
        )
    }

    fn events(&self, params: &Params, caller: Caller) -> Result<Response<Body>, Malformed> {
        let firm = self.world.read();
        let now = Stamp::from_utc(firm.now());
        let minute = now.seconds() / 15;
        let held = lock(&self.feed).clone();
        let feed = match held {
            Some((revision, at, feed)) if revision == firm.revision && at == minute => feed,
            _ => {
                let feed = Arc::new(events::recent(&firm, now));
                *lock(&self.feed) = Some((firm.revision, minute, Arc::clone(&feed)));
                feed
            }
        };
        Ok(answer::json(
            StatusCode::OK,
            events::envelope(&firm, &feed, params, self.look(caller))?,
        ))
    }
}

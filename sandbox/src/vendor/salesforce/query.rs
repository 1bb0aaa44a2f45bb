//! `/query`, `/queryAll` and the pages behind a locator.

use super::call::{Call, Reply};
use super::refusal::Refusal;
use super::soql::bind::{Binder, Bound};
use super::soql::eval::Run;
use super::soql::parse;
use super::{State, render};
use crate::firm::ids::salesforce_id;

/// A query's answer being read page by page.
pub struct Locator {
    id: String,
    bound: Bound,
    numbers: Vec<u32>,
    all: bool,
    size: usize,
    used: i64,
}

const TOO_LONG: usize = 100_000;

/// Understands a query in this org.
pub fn understand(state: &State, text: &str) -> Result<Bound, Refusal> {
    if text.len() > TOO_LONG {
        return Err(Refusal::bad(
            "QUERY_TOO_COMPLICATED",
            "SOQL statements cannot be longer than 100000 characters.",
        ));
    }
    let select = parse(text)?;
    let eyes = state.settings.eyes();
    let binder = Binder {
        store: &state.store,
        eyes: &eyes,
        query: text,
    };
    binder.bind(&select)
}

/// A first page.
pub fn first(state: &mut State, run: &Scene<'_>, call: &Call, all: bool) -> Result<Reply, Refusal> {
    let Some(text) = call.param("q") else {
        return Err(Refusal::bad(
            "MALFORMED_QUERY",
            "A query string has to be specified",
        ));
    };
    let bound = understand(state, &text)?;
    let scene = run.run(state, all);
    if bound.counting {
        let count = scene.find(&bound).len();
        return Ok(Reply::json(
            200,
            format!("{{\"totalSize\":{count},\"done\":true,\"records\":[]}}"),
        ));
    }
    if !bound.columns.is_empty() {
        let rows = scene.aggregate(&bound);
        let mut out = format!("{{\"totalSize\":{},\"done\":true,\"records\":", rows.len());
        render::aggregates(&bound, &rows, &mut out);
        out.push('}');
        return Ok(Reply::json(200, out));
    }
    if let Some(most) = state.settings.slow_rows {
        let whole = Bound {
            limit: None,
            order: Vec::new(),
            ..bound.clone()
        };
        if scene.find(&whole).len() > most {
            return Err(Refusal::bad(
                "QUERY_TIMEOUT",
                "Your query request was running for too long.",
            ));
        }
    }
    let numbers = scene.find(&bound);
    let asked = call.header("sforce-query-options").and_then(|options| {
        let size = options.split("batchSize=").nth(1)?;
        let digits: String = size.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    let size = asked
        .map_or(state.settings.page_size, |size| {
            size.clamp(200, 2000).min(state.settings.page_size)
        })
        .max(1);
    state.serial += 1;
    let locator = Locator {
        id: salesforce_id("01g", state.serial),
        bound,
        numbers,
        all,
        size,
        used: run.now,
    };
    let reply = page(state, run, &locator, 0, &call.version);
    if locator.numbers.len() > size {
        state.locators.push_back(locator);
        while state.locators.len() > state.settings.locators {
            state.locators.pop_front();
        }
    }
    Ok(reply)
}

/// A later page.
pub fn next(state: &mut State, run: &Scene<'_>, call: &Call, name: &str) -> Result<Reply, Refusal> {
    let lost = || Refusal::bad("INVALID_QUERY_LOCATOR", "invalid query locator");
    let (id, offset) = name.split_once('-').ok_or_else(lost)?;
    let offset: usize = offset.parse().map_err(|_| lost())?;
    let place = state
        .locators
        .iter()
        .position(|locator| locator.id == id)
        .ok_or_else(lost)?;
    let mut locator = state.locators.remove(place).ok_or_else(lost)?;
    if run.now - locator.used > state.settings.locator_seconds || offset > locator.numbers.len() {
        return Err(lost());
    }
    locator.used = run.now;
    let reply = page(state, run, &locator, offset, &call.version);
    state.locators.insert(place, locator);
    Ok(reply)
}

fn page(state: &State, run: &Scene<'_>, locator: &Locator, offset: usize, version: &str) -> Reply {
    let total = locator.numbers.len();
    let end = total.min(offset + locator.size);
    let done = end == total;
    let mut out = String::with_capacity(64 + (end - offset) * 400);
    out.push_str(&format!("{{\"totalSize\":{total}"));
    if total > 0 || !state.settings.omit_done {
        out.push_str(&format!(",\"done\":{done}"));
    }
    if !done {
        out.push_str(&format!(
            ",\"nextRecordsUrl\":\"/services/data/{version}/query/{}-{end}\"",
            locator.id
        ));
    }
    out.push_str(",\"records\":");
    let scene = run.run(state, locator.all);
    render::records(
        &scene,
        version,
        &locator.bound,
        &locator.numbers[offset..end],
        &mut out,
    );
    out.push('}');
    Reply::json(200, out)
}

/// The moment of a request.
pub struct Scene<'a> {
    /// The firm.
    pub firm: &'a crate::world::FirmRead<'a>,
    /// The simulated instant.
    pub now: i64,
}

impl Scene<'_> {
    /// What a query runs over.
    pub fn run<'a>(&'a self, state: &'a State, all: bool) -> Run<'a> {
        Run {
            store: &state.store,
            view: super::store::view(self.firm, &state.store.side),
            all,
            now: self.now,
            lag: state.settings.commit_lag,
        }
    }
}

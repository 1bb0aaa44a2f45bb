//! The envelope machinery: which rows a request selects, in which order, and the text of the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use super::collection::Collection;
use super::collections;
use super::index::Indexes;
use super::json::{Look, Object};
use super::params::{Malformed, Params, per_page, raw_page};
use super::references::References;
use crate::firm::{Firm, Stamp};
use crate::world::FirmRead;

/// Numbers on a page and how many there are in all.
pub struct Page {
    /// In order.
    pub rows: Vec<u32>,
    /// Without paging.
    pub count: usize,
}

struct Window {
    created_after: Option<Stamp>,
    created_before: Option<Stamp>,
    updated_after: Option<Stamp>,
    updated_before: Option<Stamp>,
}

impl Window {
    fn read(params: &Params, grain: i64) -> Result<Self, Malformed> {
        Ok(Self {
            created_after: params.time("created_after")?,
            created_before: params.time("created_before")?,
            // A cut stamp is later than the bound when the whole one reaches the next multiple.
            updated_after: params.time("updated_after")?.map(|at| {
                Stamp::from_seconds(at.seconds() - at.seconds().rem_euclid(grain) + grain - 1)
            }),
            updated_before: params.time("updated_before")?,
        })
    }

    fn holds(&self, collection: &Collection, firm: &Firm, number: u32) -> bool {
        let Some(meta) = (collection.meta)(firm, number) else {
            return true;
        };
        self.created_after.is_none_or(|at| meta.created_at > at)
            && self.created_before.is_none_or(|at| meta.created_at < at)
            && self.updated_after.is_none_or(|at| meta.updated_at > at)
            && self.updated_before.is_none_or(|at| meta.updated_at < at)
    }
}

/// Selects a page of a collection.
pub fn select(
    firm: &FirmRead<'_>,
    indexes: &Indexes,
    references: &References,
    collection: &Collection,
    params: &Params,
    grain: i64,
) -> Result<Page, Malformed> {
    let window = Window::read(params, grain)?;
    if let Some(only) = params.list("only") {
        let rows = only
            .iter()
            .filter_map(|part| (collection.number)(part.parse().ok()?))
            .filter(|number| visible(firm, references, collection, &window, params, *number))
            .collect::<BTreeSet<u32>>();
        let mut rows: Vec<u32> = rows.into_iter().collect();
        sort(firm, collection, params, &mut rows);
        return Ok(Page {
            count: rows.len(),
            rows,
        });
    }
    let size = per_page(params);
    let (offset, limit) = reach(params, size);
    if let Some(kind) = collection.kind.filter(|_| straight(collection, params)) {
        let (count, rows) =
            indexes.slice(firm, collection, kind, window.updated_after, offset, limit);
        return Ok(Page { rows, count });
    }
    let key = format!(
        "{}?{}#{}",
        collection.name,
        params.selection_key(),
        references.revision()
    );
    let all: Arc<Vec<u32>> = indexes.selection(firm, key, || {
        let mut rows: Vec<u32> = (collection.numbers)(firm)
            .into_iter()
            .filter(|number| visible(firm, references, collection, &window, params, *number))
            .collect();
        sort(firm, collection, params, &mut rows);
        rows
    });
    Ok(Page {
        rows: all.iter().skip(offset).take(limit).copied().collect(),
        count: all.len(),
    })
}

/// An index in order of change answers alone: ordered by it, and nothing but the cursor selects.
fn straight(collection: &Collection, params: &Params) -> bool {
    let ordered = params.get("order").is_some_and(|order| {
        order.split(':').next() == Some("updated_at") && !order.ends_with(":desc")
    });
    let open = collection
        .opens_all
        .iter()
        .all(|key| *key == "on_my_account" || params.flag(key) == Some(true))
        || params.flag("apply_default_filters") == Some(false);
    let quiet = params.selecting().all(|key| {
        key == "updated_after"
            || key == "apply_default_filters"
            || collection.opens_all.contains(&key)
    });
    collection.order_by_stamps && ordered && open && quiet
}

fn reach(params: &Params, size: usize) -> (usize, usize) {
    if let (Some(limit), Some(offset)) = (params.get("limit"), params.get("offset")) {
        let limit = limit.parse::<i64>().unwrap_or(1).clamp(1, 200) as usize;
        return (offset.parse::<i64>().unwrap_or(0).max(0) as usize, limit);
    }
    let page = raw_page(params).max(1) as usize;
    ((page - 1).saturating_mul(size), size)
}

fn visible(
    firm: &Firm,
    references: &References,
    collection: &Collection,
    window: &Window,
    params: &Params,
    number: u32,
) -> bool {
    number > 0
        && (collection.present)(firm, number)
        && window.holds(collection, firm, number)
        && (collection.matches)(firm, number, params)
        && references.admit(collection, (collection.vendor_id)(number), params)
}

fn sort(firm: &Firm, collection: &Collection, params: &Params, rows: &mut [u32]) {
    let asked = params.get("order").and_then(|order| {
        let (column, direction) = order.split_once(':').unwrap_or((order, ""));
        sorter(collection, column).map(|key| (key, direction == "desc"))
    });
    let default = || {
        sorter(collection, collection.default_order.0).map(|key| (key, collection.default_order.1))
    };
    let Some((key, descending)) = asked.or_else(default) else {
        return;
    };
    rows.sort_by_cached_key(|number| {
        let value = key(firm, collection, *number);
        (if descending { -value } else { value }, *number)
    });
}

type SortKey = Box<dyn Fn(&Firm, &Collection, u32) -> i64>;

fn sorter(collection: &Collection, column: &str) -> Option<SortKey> {
    match column {
        "id" => Some(Box::new(|_, _, number| i64::from(number))),
        "created_at" if collection.order_by_stamps => Some(Box::new(|firm, collection, number| {
            (collection.meta)(firm, number)
                .map_or(i64::from(number), |meta| meta.created_at.seconds())
        })),
        "updated_at" if collection.order_by_stamps => Some(Box::new(|firm, collection, number| {
            (collection.meta)(firm, number)
                .map_or(i64::from(number), |meta| meta.updated_at.seconds())
        })),
        other => {
            let (_, key) = collection.orders.iter().find(|(name, _)| *name == other)?;
            let key = *key;
            Some(Box::new(move |firm, _, number| key(firm, number)))
        }
    }
}

/// The answer's text.
pub fn envelope(
    firm: &Firm,
    references: &References,
    collection: &Collection,
    params: &Params,
    page: &Page,
    look: Look,
    results_key: &str,
) -> String {
    let mut text = String::with_capacity(512 + page.rows.len() * 640);
    let _ = write!(text, "{{\"count\":{},\"results\":[", page.count);
    for (place, number) in page.rows.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let _ = write!(
            text,
            "{comma}{{\"key\":\"{results_key}\",\"id\":\"{}\"}}",
            (collection.vendor_id)(*number)
        );
    }
    text.push(']');
    let mut maps: BTreeMap<&'static str, BTreeSet<u32>> = BTreeMap::new();
    let mut linked: BTreeSet<u32> = BTreeSet::new();
    let wanted = params.list("include").unwrap_or_default();
    for include in collection
        .includes
        .iter()
        .filter(|include| wanted.contains(&include.name))
    {
        let same = include.collection == collection.name;
        let rows = maps.entry(include.collection).or_default();
        for number in &page.rows {
            let found = (include.of)(firm, *number);
            if same {
                linked.extend(found)
            } else {
                rows.extend(found)
            }
        }
    }
    maps.remove(collection.name);
    linked.extend(page.rows.iter().copied());
    map(firm, &mut text, collection, &linked, params, look, &wanted);
    for (name, rows) in maps {
        if let Some(side) = collections::find(name) {
            map(firm, &mut text, side, &rows, params, look, &[]);
        }
    }
    if wanted.contains(&"external_references") {
        references.side_load(
            &mut text,
            collection,
            page.rows
                .iter()
                .map(|number| (collection.vendor_id)(*number)),
        );
    }
    meta(&mut text, params, page.count);
    text.push('}');
    text
}

/// One map, its keys descending: whoever iterates it instead of the results reads the wrong order.
fn map(
    firm: &Firm,
    text: &mut String,
    collection: &Collection,
    rows: &BTreeSet<u32>,
    params: &Params,
    look: Look,
    wanted: &[&str],
) {
    let _ = write!(text, ",\"{}\":{{", collection.name);
    let mut first = true;
    for number in rows.iter().rev() {
        if !(collection.present)(firm, *number) {
            continue;
        }
        let _ = write!(
            text,
            "{}\"{}\":",
            if first { "" } else { "," },
            (collection.vendor_id)(*number)
        );
        first = false;
        let mut object = Object::open(text, look);
        object.id("id", (collection.vendor_id)(*number));
        (collection.render)(firm, *number, &mut object, params);
        for include in collection
            .includes
            .iter()
            .filter(|include| wanted.contains(&include.name))
        {
            if let (Some(member), Some(side)) =
                (include.ids_member, collections::find(include.collection))
            {
                let found = (include.of)(firm, *number);
                object.ids(member, found.into_iter().map(side.vendor_id));
            }
        }
        object.close();
    }
    text.push('}');
}

/// The paging member.
pub fn meta(text: &mut String, params: &Params, count: usize) {
    let size = per_page(params);
    let pages = count.div_ceil(size);
    let number = if count == 0 { 0 } else { raw_page(params) };
    let _ = write!(
        text,
        ",\"meta\":{{\"count\":{count},\"page_count\":{pages},\"page_number\":{number},\"page_size\":{size}}}"
    );
}

//! Writes an answer: every scalar a text, no value left out, links on each row, and the links between pages.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::run::Page;
use super::zone::Zone;

/// Where a page stands.
pub struct Place<'a> {
    /// Address of the query service.
    pub address: &'a str,
    /// Rows a page.
    pub limit: usize,
    /// Rows before this page.
    pub offset: usize,
    /// Says there is no more although there is.
    pub lies: bool,
}

impl Place<'_> {
    fn link(&self, rel: &str, offset: usize) -> Json {
        json!({"rel": rel, "href": format!("{}?limit={}&offset={offset}", self.address, self.limit)})
    }

    fn links(&self, total: usize) -> Vec<Json> {
        let last = total.saturating_sub(1) / self.limit * self.limit;
        let mut links = Vec::new();
        if self.offset > 0 {
            links.push(self.link("first", 0));
            links.push(self.link("prev", self.offset.saturating_sub(self.limit)));
        }
        if self.offset + self.limit < total {
            links.push(self.link("next", self.offset + self.limit));
            links.push(self.link("last", last));
        }
        links.push(self.link("self", self.offset));
        links
    }
}

/// The body of an answer.
pub fn body(page: &Page, place: &Place<'_>, zone: &Zone) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(256 + page.rows.len() * 256);
    let more = !place.lies && place.offset + page.rows.len() < page.total;
    let links = Json::Array(place.links(page.total));
    write!(
        body,
        "{{\"links\":{links},\"count\":{},\"hasMore\":{more},\"items\":[",
        page.rows.len()
    )?;
    let names: Vec<String> = page
        .names
        .iter()
        .map(|name| Json::from(name.as_str()).to_string())
        .collect();
    for (place, row) in page.rows.iter().enumerate() {
        body.extend_from_slice(if place == 0 {
            b"{\"links\":[]"
        } else {
            b",{\"links\":[]"
        });
        for (name, value) in names.iter().zip(row) {
            if let Some(text) = value.render(zone) {
                write!(body, ",{name}:")?;
                serde_json::to_writer(&mut body, &*text)?;
            }
        }
        body.push(b'}');
    }
    write!(
        body,
        "],\"offset\":{},\"totalResults\":{}}}",
        place.offset, page.total
    )?;
    Ok(body)
}

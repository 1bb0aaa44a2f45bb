//! Exchange rates: they hang under tables, of which the account's default one counts.

use super::protocol::{Kantata, PAGE_SIZE, page};
use crate::connect::http::Ask;
use crate::connect::mapping::Object;
use crate::connect::{Checkpoint, Page, Stream};
use crate::domain::fault::Fault;

impl Kantata {
    /// The next page of the default table's rates.
    pub(super) async fn rates(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
    ) -> Result<Page, Fault> {
        let number: u32 = at.after.get(1).and_then(|n| n.parse().ok()).unwrap_or(1);
        let mut here = if at.under_way() {
            at.clone()
        } else {
            self.begun(stream, at)
        };
        let table = match &at.handle {
            Some(table) => table.clone(),
            None => {
                let ask = Ask::get(stream.name, "foreign_exchange/exchange_tables")
                    .with("per_page", PAGE_SIZE.to_string());
                let reply = self.http.send(&ask).await?;
                let tables = self.objects(&reply, "exchange_tables")?;
                let is_default = |payload: &str| {
                    Object::parse(payload)
                        .is_ok_and(|table| table.member("account_default") == Some("true"))
                };
                let default = tables.iter().find(|table| is_default(&table.payload));
                match default.or(tables.first()) {
                    Some(table) => table.external_id.clone(),
                    None => {
                        let end = here.end();
                        return Ok(page(&reply, Vec::new(), Vec::new(), end, true, Some(0)));
                    }
                }
            }
        };
        let ask = Ask::get(stream.name, stream.source.replace("{table}", &table))
            .with("per_page", PAGE_SIZE.to_string())
            .with("page", number.to_string());
        let reply = self.http.send(&ask).await?;
        if !at.under_way() {
            here.until = Some(reply.server_time().unwrap_or(reply.received_at));
        }
        let envelope = self.envelope(&reply, "rates")?;
        let objects = self.listed(&envelope, "rates")?;
        let more = u64::from(number) < envelope.pages;
        let next = if more {
            Checkpoint {
                handle: Some(table),
                after: vec![String::new(), (number + 1).to_string()],
                ..here
            }
        } else {
            here.end()
        };
        Ok(page(
            &reply,
            objects,
            Vec::new(),
            next,
            !more,
            Some(envelope.count),
        ))
    }
}

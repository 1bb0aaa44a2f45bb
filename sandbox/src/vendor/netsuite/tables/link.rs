//! Links between documents: what a payment or credit note settles, and which order an invoice bills.

use super::document::{Document, DocumentKind, ids_in};
use super::{Rows, Table, View};
use crate::firm::Application;

/// A link from a document to an earlier one.
enum Link<'a> {
    /// An applied amount.
    Applied(&'a Application, Document<'a>, u32),
    /// An order that an invoice bills.
    Billed(u32, Document<'a>),
}

impl<'a> Link<'a> {
    /// The link with a row number: later document above, place below.
    fn find(view: &View<'a>, id: u64) -> Option<Self> {
        let document = Document::find(view, id >> 32)?;
        let place = u32::try_from(id & u64::from(u32::MAX)).ok()?;
        match document {
            Document::Invoice(row) if place == 0 => {
                super::job::order_of(view, Some(row.engagement))
                    .map(|order| Self::Billed(order, document))
            }
            Document::Payment(_) | Document::Credit(_) => {
                let applied = view.derived.applications().get(&document.id())?;
                let id = applied.get((place as usize).checked_sub(1)?)?;
                let row = view
                    .firm
                    .applications
                    .get(*id as usize - 1)
                    .filter(|row| row.meta.live())?;
                Document::of(view, DocumentKind::Invoice, row.invoice)?;
                Some(Self::Applied(row, document, place))
            }
            _ => None,
        }
    }

    fn previous(&self) -> u32 {
        match self {
            Self::Applied(row, ..) => DocumentKind::Invoice.id(row.invoice),
            Self::Billed(order, _) => *order,
        }
    }

    fn next(&self) -> &Document<'a> {
        match self {
            Self::Applied(_, document, _) | Self::Billed(_, document) => document,
        }
    }
}

fn links_in<'a>(view: View<'a>, range: std::ops::Range<u64>) -> Rows<'a> {
    let last = (range.end.saturating_sub(1) >> 32) + 1;
    let documents = ids_in(view, range.start >> 32..last);
    Box::new(documents.flat_map(move |id| {
        let range = range.clone();
        let applied = u32::try_from(id)
            .ok()
            .and_then(|id| view.derived.applications().get(&id))
            .map_or(0, Vec::len);
        let rows = (0..=applied as u64).map(move |place| id << 32 | place);
        rows.filter(move |row| range.contains(row) && Link::find(&view, *row).is_some())
    }))
}

/// `nexttransactionlinelink`
pub static LINK: Table = Table {
    name: "nexttransactionlinelink",
    columns: columns![view, row in Link::find;
        "previousdoc" (-> "transaction") => row.previous(),
        "previousline" => 0u32,
        "previoustype" => match &row { Link::Applied(..) => "CustInvc", Link::Billed(..) => "SalesOrd" },
        "nextdoc" (-> "transaction") => row.next().id(),
        "nextline" => match &row { Link::Applied(.., place) => *place, Link::Billed(..) => 0 },
        "nexttype" => row.next().kind().code(),
        "linktype" => match &row { Link::Applied(..) => "Payment", Link::Billed(..) => "OrdBill" },
        "foreignamount" => match &row { Link::Applied(application, document, _) => Some(document.currency(view).decimal(application.amount_minor)), Link::Billed(..) => None },
    ],
    key: &["nextdoc", "nextline"],
    rows: links_in,
    stamp: None,
    partition: None,
};

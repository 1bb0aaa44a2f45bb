//! The ledger: documents with all that settles, credits and holds them, and the paper trail of work.

use std::collections::{HashMap, HashSet};

use entity::canonical::invoice::CreditReason;
use entity::value::{Day, Instant};

use super::input::{Application, Document, GivenUp, Hold, Line, Payment};

/// Documents with all that settles, credits and holds them, and the paper trail of work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Invoices and credit notes.
    pub documents: HashMap<i64, Document>,
    /// Lines by document.
    pub lines: HashMap<i64, Vec<Line>>,
    /// Documents and places of the lines that bill an item.
    pub by_item: HashMap<i64, Vec<(i64, usize)>>,
    /// Documents and places of fee lines, by contract and project.
    pub fees: HashMap<i64, Vec<(i64, usize)>>,
    /// Credit notes by the invoice they correct.
    pub credits: HashMap<i64, Vec<i64>>,
    /// Payments.
    pub payments: HashMap<i64, Payment>,
    /// Applications by the invoice they settle.
    pub settled: HashMap<i64, Vec<Application>>,
    /// What was given up, by document.
    pub given_up: HashMap<i64, Vec<GivenUp>>,
    /// What was written down, by time entry.
    pub written_down: HashMap<i64, Vec<GivenUp>>,
    /// Holds and disputes by document.
    pub holds: HashMap<i64, Vec<Hold>>,
    /// Approvals by submission, in order.
    pub approvals: HashMap<i64, Vec<Instant>>,
    /// When a submission was handed in.
    pub submitted: HashMap<i64, Instant>,
    /// When a time entry arrived in the ERP.
    pub posted: HashMap<i64, Instant>,
    /// Time entries whose charge is on hold.
    pub charge_holds: HashSet<i64>,
}

impl Ledger {
    /// Derives what is looked up from documents and lines.
    pub fn index(&mut self) {
        self.by_item.clear();
        self.credits.clear();
        self.fees.clear();
        for (document, lines) in &self.lines {
            for (place, line) in lines.iter().enumerate().filter(|(_, line)| line.item != 0) {
                self.by_item
                    .entry(line.item)
                    .or_default()
                    .push((*document, place));
            }
        }
        for (id, lines) in &self.lines {
            let Some(document) = self.documents.get(id) else {
                continue;
            };
            for (place, line) in lines.iter().enumerate().filter(|(_, line)| line.fee) {
                let mut owners = [line.project, document.project, document.contract];
                owners.sort_unstable();
                for (nth, owner) in owners.iter().enumerate() {
                    if *owner != 0 && !owners[..nth].contains(owner) {
                        self.fees.entry(*owner).or_default().push((*id, place));
                    }
                }
            }
        }
        for document in self
            .documents
            .values()
            .filter(|d| d.credit && d.corrects != 0)
        {
            self.credits
                .entry(document.corrects)
                .or_default()
                .push(document.id);
        }
        for credits in self.credits.values_mut() {
            credits.sort_unstable();
        }
    }

    /// True where an application takes from something received or credited, and settles something issued.
    pub fn settles(&self, application: &Application) -> bool {
        let issued = |id: &i64| self.documents.get(id).is_some_and(|d| d.issued);
        issued(&application.document)
            && if application.payment != 0 {
                self.payments.contains_key(&application.payment)
            } else {
                issued(&application.credit_note)
            }
    }

    /// The lines that bill an item with their documents, earliest issue first.
    pub fn billed(&self, item: i64, as_of: Day) -> Vec<(&Document, &Line)> {
        let mut found: Vec<(&Document, &Line)> = self
            .by_item
            .get(&item)
            .into_iter()
            .flatten()
            .filter_map(|(document, place)| {
                Some((
                    self.documents.get(document)?,
                    self.lines.get(document)?.get(*place)?,
                ))
            })
            .filter(|(document, _)| !document.credit && document.stands(as_of))
            .collect();
        found.sort_by_key(|(document, line)| (document.issued_on, document.id, line.id));
        found
    }

    /// True where a credit for a re-bill takes a line back.
    pub fn rebilled(&self, line: &Line, as_of: Day) -> bool {
        self.credits
            .get(&line.document)
            .into_iter()
            .flatten()
            .any(|credit| {
                let Some(note) = self.documents.get(credit) else {
                    return false;
                };
                let lines = self.lines.get(credit).map_or(&[][..], Vec::as_slice);
                let named = lines
                    .iter()
                    .any(|credited| credited.item != 0 || credited.fee);
                note.stands(as_of)
                    && note.reason == Some(CreditReason::Rebill)
                    && (!named || lines.iter().any(|credited| credited.same_subject(line)))
            })
    }

    /// True where a line bills today: issued, not void, not credited for a re-bill.
    pub fn live(&self, document: &Document, line: &Line, as_of: Day) -> bool {
        !document.credit && document.stands(as_of) && !self.rebilled(line, as_of)
    }
}

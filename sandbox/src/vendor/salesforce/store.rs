//! The org's records: entries of every object in order of change, what was written through the API, and reading a field.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::cell::Cell;
use super::schema::{Entry, Object, Source, View, decode};
use super::side::Side;
use super::{crm, psa};
use crate::firm::Kind;
use crate::world::{FirmRead, World};

/// Records of one object.
#[derive(Default)]
pub struct Table {
    /// In order of number.
    pub entries: Vec<Entry>,
    /// Places in `entries`, in order of change, then number.
    pub order: Vec<u32>,
}

impl Table {
    /// The record with a number.
    pub fn find(&self, number: u32) -> Option<&Entry> {
        let place = self
            .entries
            .binary_search_by_key(&number, |entry| entry.number)
            .ok()?;
        self.entries.get(place)
    }
}

/// What was written to one record.
#[derive(Clone, Debug)]
pub struct Written {
    /// Values by place of the field.
    pub cells: HashMap<usize, Cell>,
    /// Stamps; they win over the firm's when later.
    pub entry: Entry,
    /// Made through the API.
    pub own: bool,
}

/// All records.
pub struct Store {
    /// Objects.
    pub objects: Vec<Object>,
    /// Their records, in the same order.
    pub tables: Vec<Table>,
    /// Prepared look-ups.
    pub side: Side,
    /// Written through the API, by object and number.
    pub written: HashMap<(usize, u32), Written>,
    /// Purged from the recycle bin.
    pub purged: HashSet<(usize, u32)>,
    /// Records that the firm no longer makes, such as a timecard whose entries moved to another: deleted like any other.
    gone: HashMap<(usize, u32), Entry>,
    psa: bool,
    seen: usize,
    tie: Option<u32>,
    day: NaiveDate,
    next: u32,
}

/// First number of a record made through the API.
const OWN: u32 = 0x2000_0000;

impl Store {
    /// The org of a firm.
    pub fn new(world: &World, psa: bool) -> Self {
        let firm = world.read();
        let mut objects = crm::objects();
        if psa {
            for object in &mut objects {
                if object.name == "Opportunity" {
                    object.extend(psa::opportunity_fields());
                }
            }
            objects.extend(psa::objects());
        }
        let tables = objects.iter().map(|_| Table::default()).collect();
        let mut store = Self {
            objects,
            tables,
            side: Side::of(&firm, psa, None),
            written: HashMap::new(),
            purged: HashSet::new(),
            gone: HashMap::new(),
            psa,
            seen: firm.touches().len(),
            tie: None,
            day: firm.now().date_naive(),
            next: OWN,
        };
        let all: Vec<usize> = (0..store.objects.len()).collect();
        store.index(&firm, all);
        store
    }

    /// Catches up with the firm, and with whether stamps tie.
    pub fn sync(&mut self, firm: &FirmRead<'_>, tie: Option<u32>) {
        let touches = firm.touches();
        let day = firm.now().date_naive();
        // Some stamps move with the day: a person's last day is a change of the record.
        let all = self.tie != tie || self.day != day;
        if touches.len() == self.seen && !all {
            return;
        }
        self.tie = tie;
        self.day = day;
        let kinds: BTreeSet<Kind> = touches[self.seen.min(touches.len())..]
            .iter()
            .map(|touch| touch.kind)
            .collect();
        self.seen = touches.len();
        let stale: Vec<usize> = (0..self.objects.len())
            .filter(|place| {
                let sources = self.objects[*place].sources;
                all || sources.iter().any(|kind| kinds.contains(kind))
            })
            .collect();
        if !stale.is_empty() && !kinds.is_empty() {
            let mut side = Side::of(firm, self.psa, Some(&mut self.side));
            let before = &self.side.work.headers;
            side.work.follow(before, firm.now().timestamp());
            self.side = side;
        }
        self.index(firm, stale);
    }

    fn index(&mut self, firm: &FirmRead<'_>, places: Vec<usize>) {
        for place in places {
            let mut entries = (self.objects[place].rows)(&view(firm, &self.side));
            self.bury(place, &mut entries, firm.now().timestamp());
            for ((object, number), written) in &self.written {
                if *object != place {
                    continue;
                }
                match entries.binary_search_by_key(number, |entry| entry.number) {
                    Ok(found) => {
                        let entry = &mut entries[found];
                        entry.modified = entry.modified.max(written.entry.modified);
                        entry.deleted = entry.deleted.or(written.entry.deleted);
                    }
                    Err(found) if written.own => entries.insert(found, written.entry),
                    Err(_) => {}
                }
            }
            self.tables[place].entries = entries;
            self.sort(place);
        }
    }

    /// Keeps what was there before and is no longer, as deleted.
    fn bury(&mut self, place: usize, entries: &mut Vec<Entry>, now: i64) {
        if !self.deletable(place) {
            return;
        }
        let there = |entries: &[Entry], number: u32| {
            entries
                .binary_search_by_key(&number, |entry| entry.number)
                .is_ok()
        };
        for old in std::mem::take(&mut self.tables[place].entries) {
            let own = self
                .written
                .get(&(place, old.number))
                .is_some_and(|written| written.own);
            if !own && !there(entries, old.number) {
                let buried = Entry {
                    modified: old.deleted.map_or(now, |_| old.modified),
                    deleted: old.deleted.or(Some(now)),
                    ..old
                };
                self.gone.entry((place, old.number)).or_insert(buried);
            }
        }
        self.gone
            .retain(|(object, number), _| *object != place || !there(entries, *number));
        let buried = self.gone.iter().filter(|((object, _), _)| *object == place);
        let before = entries.len();
        entries.extend(buried.map(|(_, entry)| *entry));
        if entries.len() > before {
            entries.sort_unstable_by_key(|entry| entry.number);
        }
    }

    fn sort(&mut self, place: usize) {
        let tie = self.tie;
        let table = &mut self.tables[place];
        let mut order: Vec<u32> = (0..table.entries.len() as u32).collect();
        let entries = &table.entries;
        order.sort_unstable_by_key(|at| {
            let entry = &entries[*at as usize];
            (tied(entry.modified, tie), entry.number)
        });
        table.order = order;
    }

    /// Place of an object by its name in any case.
    pub fn object(&self, name: &str) -> Option<usize> {
        self.objects
            .iter()
            .position(|object| object.name.eq_ignore_ascii_case(name))
    }

    /// The object and number behind an id.
    pub fn behind(&self, id: &str) -> Option<(usize, u32)> {
        let (prefix, number) = decode(id)?;
        let place = self
            .objects
            .iter()
            .position(|object| object.prefix == prefix)?;
        Some((place, number))
    }

    /// A stamp as shown.
    pub fn shown(&self, at: i64) -> i64 {
        tied(at, self.tie)
    }

    /// Reads a field of a record.
    pub fn cell(&self, view: &View<'_>, object: usize, entry: &Entry, field: usize) -> Cell {
        let shape = &self.objects[object];
        if !self.written.is_empty()
            && let Some(cell) = self
                .written
                .get(&(object, entry.number))
                .and_then(|written| written.cells.get(&field))
        {
            return cell.clone();
        }
        match shape.fields[field].source {
            Source::Id => Cell::Text(shape.id(entry.number)),
            Source::Created => Cell::Time(entry.created),
            Source::Modified => Cell::Time(self.shown(entry.modified)),
            Source::Deleted => Cell::Flag(entry.deleted.is_some()),
            Source::Machine => Cell::Text(self.machine()),
            Source::Firm(get) => get(view, entry.number).unwrap_or(Cell::Null),
            Source::Written => Cell::Null,
        }
    }

    /// Id of the integration's user.
    pub fn machine(&self) -> String {
        crate::firm::ids::salesforce_id("005", crm::user::MACHINE)
    }

    /// The number of the next record made through the API.
    pub fn next_number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Keeps what was written to a record and puts the record in its place.
    pub fn keep(&mut self, object: usize, number: u32, written: Written) {
        let entry = written.entry;
        self.written.insert((object, number), written);
        let entries = &mut self.tables[object].entries;
        match entries.binary_search_by_key(&number, |entry| entry.number) {
            Ok(found) => entries[found] = entry,
            Err(found) => entries.insert(found, entry),
        }
        self.sort(object);
    }

    /// Takes everything written since back.
    pub fn restore(&mut self, firm: &FirmRead<'_>, written: HashMap<(usize, u32), Written>) {
        self.written = written;
        let all: Vec<usize> = (0..self.objects.len()).collect();
        self.index(firm, all);
    }

    /// Whether rows of an object can be deleted.
    pub fn deletable(&self, object: usize) -> bool {
        self.objects[object].place("IsDeleted").is_some()
    }
}

/// What fields are computed from now.
pub fn view<'a>(firm: &'a FirmRead<'_>, side: &'a Side) -> View<'a> {
    View {
        firm,
        side,
        today: firm.now().date_naive(),
    }
}

fn tied(at: i64, grain: Option<u32>) -> i64 {
    match grain {
        Some(grain) => at - at.rem_euclid(i64::from(grain)),
        None => at,
    }
}

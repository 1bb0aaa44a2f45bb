//! Turns raw objects into records by the mapping tables, with this connection's overrides; pure and total.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::compile::{Compiled, Table, compile, intern};
use super::convert::{Around, Convert, Trouble, peer, same};
use super::json::{Object, Scalar};
use super::{When, profile};
use crate::connect::{Connector, RawObject, Settings, Stream};
use crate::domain::fault::Fault;
use crate::domain::id::content_hash;
use crate::domain::record::{ExternalRef, Record, Type, Value};

/// Why an object makes no records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} at {field}: {detail}")]
pub struct MapError {
    /// `MALFORMED`, `FIELD_MISSING`, `FIELD_TYPE` or `UNKNOWN_VALUE`.
    pub code: &'static str,
    /// Source path, or canonical field where nothing stands.
    pub field: String,
    /// What was expected.
    pub detail: String,
}

/// A value that the mapping does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Source path.
    pub field: String,
    /// `new_value`.
    pub nature: &'static str,
    /// What was seen.
    pub detail: String,
}

/// What an object makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapped {
    /// Records; none where there is an error.
    pub records: Vec<Record>,
    /// Why there are none.
    pub error: Option<MapError>,
    /// Values that the mapping does not know.
    pub drift: Vec<Drift>,
    /// Amounts that were rounded to the decimals kept.
    pub rounded: u32,
}

/// The mappings of a connection.
pub struct Mapper {
    settings: Settings,
    connection: Arc<str>,
    tables: HashMap<&'static str, Vec<Table>>,
    versions: BTreeMap<&'static str, i32>,
}

/// A mapping line as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingLine {
    /// Stream.
    pub stream: &'static str,
    /// Canonical table.
    pub table: &'static str,
    /// Canonical field.
    pub field: &'static str,
    /// Path of the list, each entry of which makes a record; the object itself where empty.
    pub each: &'static str,
    /// Source paths.
    pub from: Vec<String>,
    /// Conversion, as the configuration would write it.
    pub convert: String,
}

impl Mapper {
    /// Compiles the tables with the profile and the overrides; refuses a line that names no field or no conversion.
    pub fn new(connector: &'static Connector, settings: &Settings) -> Result<Self, Fault> {
        let own = profile::read(connector, settings)?;
        let mut tables = HashMap::new();
        let mut versions = BTreeMap::new();
        for stream in connector.streams {
            let compiled: Vec<Table> = stream
                .mappings
                .iter()
                .map(|mapping| compile(stream, mapping, &own))
                .collect();
            let text = compiled.iter().map(Table::says).collect::<String>();
            versions.insert(
                stream.name,
                (content_hash(text.as_bytes()) & 0x7fff_ffff) as i32,
            );
            tables.insert(stream.name, compiled);
        }
        Ok(Self {
            settings: settings.clone(),
            connection: Arc::from(settings.connection.as_str()),
            tables,
            versions,
        })
    }

    /// Version of a stream's mapping: a digest of its lines.
    pub fn version(&self, stream: &str) -> i32 {
        self.versions.get(stream).copied().unwrap_or_default()
    }

    /// Every line, for people.
    pub fn lines(&self) -> Vec<MappingLine> {
        let mut all = Vec::new();
        for (stream, tables) in &self.tables {
            for table in tables {
                all.extend(table.lines.iter().map(|line| MappingLine {
                    stream,
                    table: table.entity.table,
                    field: line.field.name,
                    each: table.mapping.each,
                    from: line.from.iter().map(ToString::to_string).collect(),
                    convert: format!("{:?}", line.convert),
                }));
            }
        }
        all.sort_by(|a, b| (a.stream, a.table, a.field).cmp(&(b.stream, b.table, b.field)));
        all
    }

    /// What the mappings of a stream read: the list, empty for the object itself, the path in it, and the conversion.
    pub fn sources(&self, stream: &str) -> Vec<(&'static str, &'static str, Convert)> {
        let mut reads = Vec::new();
        for table in self.tables.get(stream).into_iter().flatten() {
            let lines = table.lines.iter().map(|line| (&line.from, line.convert));
            let same_as = table.same_as.iter().map(|(from, convert)| (from, *convert));
            for (from, convert) in lines.chain(same_as) {
                reads.extend(from.iter().map(|path| match path.strip_prefix('^') {
                    Some(path) => ("", path, convert),
                    None => (table.mapping.each, *path, convert),
                }));
            }
        }
        reads
    }

    /// Every source path that a stream's mappings read: of lines, keys, conditions and links, without those of other objects.
    pub fn paths(&self, stream: &str) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        for table in self.tables.get(stream).into_iter().flatten() {
            let lines = table.lines.iter().flat_map(|line| &line.from);
            let links = table.same_as.iter().flat_map(|(from, _)| from);
            let condition = match table.mapping.when {
                When::Is(path, _)
                | When::Not(path, _)
                | When::Has(path)
                | When::Some(path)
                | When::OwnWith(path)
                | When::ReadsOr(_, path) => [Some(path), None],
                When::Both((one, _), (other, _)) => [Some(one), Some(other)],
                When::Always | When::Reads(_) | When::Otherwise | When::Own => [None, None],
            };
            let condition = condition.into_iter().flatten();
            let all = lines.chain(links).chain(table.mapping.key).copied();
            paths.extend(all.chain(condition).map(str::to_owned));
        }
        paths
    }

    /// The records of an object.
    pub fn map(&self, stream: &Stream, raw: &RawObject) -> Mapped {
        let mut mapped = Mapped::default();
        if let Err(error) = self.fill(stream, raw, &mut mapped) {
            mapped.records.clear();
            mapped.error = Some(error);
        }
        mapped
    }

    fn fill(&self, stream: &Stream, raw: &RawObject, mapped: &mut Mapped) -> Result<(), MapError> {
        let whole = Object::parse(&raw.payload).map_err(|error| MapError {
            code: "MALFORMED",
            field: String::new(),
            detail: format!("expected a JSON object: {error}"),
        })?;
        for table in self.tables.get(stream.name).into_iter().flatten() {
            if table.mapping.each.is_empty() {
                self.record(table, &whole, &whole, mapped)?;
                continue;
            }
            for (place, text) in whole.list(table.mapping.each).into_iter().enumerate() {
                let text = if text.starts_with('{') {
                    Cow::Borrowed(text)
                } else {
                    Cow::Owned(format!("{{\"value\":{text}}}"))
                };
                let part = Object::parse(&text).map_err(|error| MapError {
                    code: "MALFORMED",
                    field: format!("{}[{place}]", table.mapping.each),
                    detail: format!("expected a JSON object: {error}"),
                })?;
                self.record(table, &part, &whole, mapped)?;
            }
        }
        Ok(())
    }

    fn record(
        &self,
        table: &Table,
        part: &Object<'_>,
        whole: &Object<'_>,
        mapped: &mut Mapped,
    ) -> Result<(), MapError> {
        let made = match table.mapping.when {
            When::Otherwise => mapped.records.is_empty(),
            When::Reads(field) => self.reads(table, field, part, whole),
            When::ReadsOr(field, path) => {
                text_at(path, part, whole).is_none() || self.reads(table, field, part, whole)
            }
            When::Own => self.same_as(table, part, whole, mapped).is_empty(),
            When::OwnWith(path) => {
                text_at(path, part, whole).is_some()
                    && self.same_as(table, part, whole, mapped).is_empty()
            }
            when => holds(when, part, whole),
        };
        if !made {
            return Ok(());
        }
        let mut key = String::new();
        for path in table.mapping.key {
            let value = match path.strip_prefix('=') {
                Some(fixed) => Cow::Borrowed(fixed),
                None => text_at(path, part, whole)
                    .ok_or_else(|| missing(path, "the key of the record"))?,
            };
            if !key.is_empty() {
                key.push('-');
            }
            key.push_str(&value);
        }
        let mut values: Vec<Option<Value>> = vec![None; table.entity.fields.len()];
        for line in &table.lines {
            if values[line.place].is_some() {
                continue;
            }
            values[line.place] = self.value(line, part, whole, mapped)?;
        }
        if let Some(finish) = table.mapping.finish {
            finish(whole, &mut values);
        }
        if !table.mapping.partial {
            let lacking = table
                .entity
                .fields
                .iter()
                .zip(&values)
                .find(|(field, value)| field.required && value.is_none());
            if let Some((field, _)) = lacking {
                let from = table
                    .lines
                    .iter()
                    .find(|line| line.field.name == field.name)
                    .map(|line| line.from.join(" or "));
                return Err(missing(&from.unwrap_or_default(), field.name));
            }
        }
        let same_as = self.same_as(table, part, whole, mapped);
        mapped.records.push(Record {
            kind: table.mapping.kind,
            key: ExternalRef {
                connection: Arc::clone(&self.connection),
                object: table.object,
                external_id: key,
            },
            values,
            same_as,
            whole: !table.mapping.partial,
        });
        Ok(())
    }

    /// What the source itself says the record is in other systems.
    fn same_as(
        &self,
        table: &Table,
        part: &Object<'_>,
        whole: &Object<'_>,
        mapped: &mut Mapped,
    ) -> Vec<ExternalRef> {
        let mut same_as = Vec::new();
        for (from, convert) in &table.same_as {
            let Convert::Peer(vendor, patterns) = convert else {
                continue;
            };
            let text = from.iter().find_map(|path| text_at(path, part, whole));
            let around = self.around(&mut mapped.rounded, &|_| None);
            same_as.extend(text.and_then(|text| peer(&text, vendor, patterns, &around)));
        }
        same_as
    }

    /// Whether a field has a value here; one that cannot be read is none.
    fn reads(&self, table: &Table, field: &str, part: &Object<'_>, whole: &Object<'_>) -> bool {
        let mut lines = table.lines.iter().filter(|line| line.field.name == field);
        lines.any(|line| {
            let read = self.value(line, part, whole, &mut Mapped::default());
            matches!(read, Ok(Some(_)))
        })
    }

    fn value(
        &self,
        line: &Compiled,
        part: &Object<'_>,
        whole: &Object<'_>,
        mapped: &mut Mapped,
    ) -> Result<Option<Value>, MapError> {
        let other = |path: &str| text_at(path, part, whole).map(Cow::into_owned);
        if let Convert::Const(_) = line.convert {
            let mut around = self.around(&mut mapped.rounded, &other);
            let fixed = line
                .convert
                .read(&Scalar::Bool(true), line.field.ty, &mut around);
            return fixed.map_err(|trouble| wrong(line, "", "", &trouble));
        }
        for path in &line.from {
            let scalar = match scalar_at(path, part, whole) {
                Ok(Some(scalar)) => scalar,
                Ok(None) => continue,
                Err(raw) => {
                    return Err(wrong(line, path, raw, &Trouble::Form("a single value")));
                }
            };
            let mut around = self.around(&mut mapped.rounded, &other);
            match line.convert.read(&scalar, line.field.ty, &mut around) {
                Ok(Some(value)) => {
                    note_unknown(line, path, &scalar, mapped);
                    return Ok(Some(value));
                }
                Ok(None) => {}
                Err(trouble) => return Err(wrong(line, path, "", &trouble)),
            }
        }
        match (&line.convert, line.field.required) {
            (Convert::OneOf(_, Some(other)), true) => {
                let Type::Enum(values) = line.field.ty else {
                    return Ok(None);
                };
                Ok(values
                    .iter()
                    .copied()
                    .find(|known| *known == *other)
                    .map(Value::Enum))
            }
            _ => Ok(None),
        }
    }

    fn around<'a>(
        &'a self,
        rounded: &'a mut u32,
        other: &'a dyn Fn(&str) -> Option<String>,
    ) -> Around<'a> {
        Around {
            settings: &self.settings,
            connection: &self.connection,
            intern: &intern,
            other,
            rounded,
        }
    }
}

/// A vendor's value that no line of a list names, taken as unknown; where the list says what the rest is, nothing is new.
fn note_unknown(line: &Compiled, path: &str, scalar: &Scalar<'_>, mapped: &mut Mapped) {
    let (Convert::OneOf(pairs, Some("unknown")), Scalar::Text(text)) = (&line.convert, scalar)
    else {
        return;
    };
    if !text.is_empty() && !pairs.iter().any(|(theirs, _)| same(theirs, text.trim())) {
        mapped.drift.push(Drift {
            field: path.to_owned(),
            nature: "new_value",
            detail: text.clone().into_owned(),
        });
    }
}

fn scalar_at<'a>(
    path: &str,
    part: &Object<'a>,
    whole: &Object<'a>,
) -> Result<Option<Scalar<'a>>, &'a str> {
    match path.strip_prefix('^') {
        Some(path) => whole.scalar(path),
        None => part.scalar(path),
    }
}

fn text_at<'a>(path: &str, part: &Object<'a>, whole: &Object<'a>) -> Option<Cow<'a, str>> {
    let text = match scalar_at(path, part, whole).ok()?? {
        Scalar::Text(text) => text,
        Scalar::Number(number) => Cow::Borrowed(number),
        Scalar::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
    };
    (!text.trim().is_empty()).then_some(text)
}

fn holds(when: When, part: &Object<'_>, whole: &Object<'_>) -> bool {
    let among = |path, values: &[&str]| {
        text_at(path, part, whole).is_some_and(|text| {
            values
                .iter()
                .any(|value| value.eq_ignore_ascii_case(text.trim()))
        })
    };
    match when {
        When::Always => true,
        When::Is(path, values) => among(path, values),
        When::Not(path, values) => !among(path, values),
        When::Both((one, ones), (other, others)) => among(one, ones) && among(other, others),
        When::Has(path) => text_at(path, part, whole).is_some(),
        When::Some(path) => text_at(path, part, whole)
            .is_some_and(|text| text.trim().bytes().any(|b| (b'1'..=b'9').contains(&b))),
        When::Reads(_) | When::ReadsOr(..) | When::Otherwise | When::Own | When::OwnWith(_) => {
            false
        }
    }
}

fn missing(path: &str, what: &str) -> MapError {
    MapError {
        code: "FIELD_MISSING",
        field: path.to_owned(),
        detail: format!("expected {what}, and nothing stands there"),
    }
}

fn wrong(line: &Compiled, path: &str, raw: &str, trouble: &Trouble) -> MapError {
    let kind = match raw.as_bytes().first() {
        Some(b'{') => ", found an object",
        Some(b'[') => ", found a list",
        _ => "",
    };
    match trouble {
        Trouble::Form(expected) => MapError {
            code: "FIELD_TYPE",
            field: path.to_owned(),
            detail: format!("expected {expected} for {}{kind}", line.field.name),
        },
        Trouble::Unknown => MapError {
            code: "UNKNOWN_VALUE",
            field: path.to_owned(),
            detail: format!(
                "no line of the mapping of {} names this value",
                line.field.name
            ),
        },
    }
}

//! Profiles: mapping lines for the names that an installation chose, as TOML, and a connection's own overrides of the same form.
//!
//! ```toml
//! [contracts.engagement]                       # stream, canonical table
//! billing_model = { from = "Billing_Model__c", convert = "one_of", values = { tm = "time_and_materials" }, other = "unknown" }
//! same_as = { from = "Erp_Order__c", convert = "peer", vendor = "netsuite", patterns = { "so:" = "transaction" } }
//! cap = "Billing_Cap__c"                       # a bare path takes the usual conversion of the field's type
//! ```

use std::collections::HashMap;

use toml::{Table, Value};

use super::convert::{Convert, Pairs};
use super::mapper::{Compiled, intern};
use crate::connect::{Connector, Settings};
use crate::domain::fault::{Fault, Remedy};
use crate::domain::record::{ENTITIES, Type};

/// An installation's own lines by stream and table.
#[derive(Default)]
pub(super) struct Own {
    lines: HashMap<(String, &'static str), Vec<Compiled>>,
    same_as: HashMap<(String, &'static str), Vec<Parsed>>,
}

impl Own {
    /// Where a stream's objects say what they are in other systems.
    pub fn same_as(&self, stream: &str, table: &'static str) -> &[Parsed] {
        self.same_as
            .get(&(stream.to_owned(), table))
            .map_or(&[], Vec::as_slice)
    }

    /// Lines of a stream for a table.
    pub fn lines(&self, stream: &str, table: &'static str) -> &[Compiled] {
        self.lines
            .get(&(stream.to_owned(), table))
            .map_or(&[], Vec::as_slice)
    }
}

/// Reads the profile and the overrides of a connection; an override stands before the profile's line for the same field.
pub(super) fn read(connector: &'static Connector, settings: &Settings) -> Result<Own, Fault> {
    let text = settings.profile.as_deref().unwrap_or(connector.profile);
    let profile: Table =
        toml::from_str(text).map_err(|error| refuse(settings, "profile", &error.to_string()))?;
    let mut own = Own::default();
    for (stream, overrides) in settings
        .streams
        .iter()
        .map(|(name, section)| (name, &section.overrides))
    {
        add(&mut own, connector, settings, stream, overrides)?;
    }
    for (stream, tables) in &profile {
        let tables = tables
            .as_table()
            .ok_or_else(|| refuse(settings, stream, "expected tables of lines"))?;
        add(&mut own, connector, settings, stream, tables)?;
    }
    Ok(own)
}

fn add(
    own: &mut Own,
    connector: &'static Connector,
    settings: &Settings,
    stream: &str,
    tables: &Table,
) -> Result<(), Fault> {
    if !connector.streams.iter().any(|known| known.name == stream) {
        let names: Vec<_> = connector.streams.iter().map(|known| known.name).collect();
        return Err(refuse(
            settings,
            stream,
            &format!("no stream has this name; there are {}", names.join(", ")),
        ));
    }
    for (table, lines) in tables {
        let place = format!("{stream}.{table}");
        let entity = ENTITIES.iter().find(|entity| entity.table == table);
        let entity =
            entity.ok_or_else(|| refuse(settings, &place, "no canonical table has this name"))?;
        let lines = lines
            .as_table()
            .ok_or_else(|| refuse(settings, &place, "expected lines: field = source"))?;
        for (field, line) in lines {
            let place = format!("{place}.{field}");
            if let Some(number) = field.strip_prefix("same_as") {
                let parsed = parse(line, Type::Text)
                    .map_err(|message| refuse(settings, &place, &message))?;
                if !matches!(parsed.1, Convert::Peer(..))
                    || !number.bytes().all(|b| b.is_ascii_digit())
                {
                    return Err(refuse(settings, &place, "same_as needs convert = \"peer\""));
                }
                own.same_as
                    .entry((stream.to_owned(), entity.table))
                    .or_default()
                    .push(parsed);
                continue;
            }
            let (at, known) = entity.field(field).ok_or_else(|| {
                let nearest = entity.fields.iter().max_by(|a, b| {
                    strsim::jaro_winkler(a.name, field)
                        .total_cmp(&strsim::jaro_winkler(b.name, field))
                });
                refuse(
                    settings,
                    &place,
                    &format!(
                        "no such field; the nearest is {}",
                        nearest.map_or("", |f| f.name)
                    ),
                )
            })?;
            let (from, convert) =
                parse(line, known.ty).map_err(|message| refuse(settings, &place, &message))?;
            let list = own
                .lines
                .entry((stream.to_owned(), entity.table))
                .or_default();
            if !list.iter().any(|own| own.place == at) {
                list.push(Compiled {
                    place: at,
                    field: known,
                    from,
                    convert,
                });
            }
        }
    }
    Ok(())
}

fn refuse(settings: &Settings, place: &str, message: &str) -> Fault {
    Fault::new(
        "MAPPING_INVALID",
        Remedy::FixConfiguration,
        format!(
            "connection {}: mapping line {place}: {message}",
            settings.connection
        ),
    )
}

/// Source paths and conversion of a line.
pub(super) type Parsed = (Vec<&'static str>, Convert);

fn parse(line: &Value, ty: Type) -> Result<Parsed, String> {
    let table = match line {
        Value::String(path) => return Ok((vec![intern(path)], usual(ty)?)),
        Value::Table(table) => table,
        _ => return Err("expected a source path or a table with from and convert".to_owned()),
    };
    let from = match table.get("from") {
        Some(Value::String(path)) => vec![intern(path)],
        Some(Value::Array(paths)) => paths.iter().filter_map(Value::as_str).map(intern).collect(),
        _ => Vec::new(),
    };
    let text = |name: &str| table.get(name).and_then(Value::as_str).map(intern);
    let pairs = |name: &str| -> Pairs {
        let values = table.get(name).and_then(Value::as_table);
        let pair = |(k, v): (&String, &Value)| Some((intern(k), intern(v.as_str()?)));
        // Profiles are read once, at opening, and live as long as the process.
        Vec::leak(values.into_iter().flatten().filter_map(pair).collect())
    };
    let need = |name: &str| text(name).ok_or_else(|| format!("this conversion needs `{name}`"));
    let convert = match table.get("convert").and_then(Value::as_str) {
        None if table.contains_key("const") => Convert::Const(need("const")?),
        None => usual(ty)?,
        Some("text") => Convert::Text,
        Some("flag") => Convert::Flag,
        Some("not_flag") => Convert::NotFlag,
        Some("int") => Convert::Int,
        Some("day") => Convert::Day,
        Some("at") => Convert::At,
        Some("money") => Convert::Money,
        Some("money_negated") => Convert::MoneyNegated,
        Some("rate") => Convert::Rate,
        Some("fx") => Convert::Fx,
        Some("fx_inverse") => Convert::FxInverse,
        Some("ratio") => Convert::Ratio,
        Some("ratio_negated") => Convert::RatioNegated,
        Some("percent") => Convert::Percent,
        Some("minutes") => Convert::Minutes,
        Some("hours") => Convert::Hours,
        Some("currency") => Convert::Currency,
        Some("one_of") => Convert::OneOf(pairs("values"), text("other")),
        Some("ref") => Convert::Ref(need("object")?),
        Some("entity_name") => Convert::EntityName(need("object")?, need("vendor")?),
        Some("peer") => Convert::Peer(need("vendor")?, pairs("patterns")),
        Some(other) => return Err(format!("no conversion is called {other:?}")),
    };
    Ok((from, convert))
}

fn usual(ty: Type) -> Result<Convert, String> {
    Ok(match ty {
        Type::Text => Convert::Text,
        Type::Bool => Convert::Flag,
        Type::Int => Convert::Int,
        Type::Day => Convert::Day,
        Type::At => Convert::At,
        Type::Money => Convert::Money,
        Type::Rate => Convert::Rate,
        Type::Fx => Convert::Fx,
        Type::Ratio => Convert::Ratio,
        Type::Duration => Convert::Hours,
        Type::Currency => Convert::Currency,
        Type::Enum(_) => return Err("a list of values needs convert = \"one_of\"".to_owned()),
        Type::Ref(_) => return Err("a reference needs convert = \"ref\" or \"peer\"".to_owned()),
    })
}

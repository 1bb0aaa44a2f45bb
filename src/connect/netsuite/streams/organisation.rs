//! Companies, departments, roles, rates of exchange, people and what they were when.

use entity::value::Ratio;

use super::*;
use crate::connect::mapping::Object;
use crate::connect::mapping::json::Scalar;
use crate::domain::record::Value;

pub const LEGAL_ENTITIES: Stream = Stream {
    name: "legal_entities",
    object: "subsidiary",
    source: "subsidiary",
    emits: &[Kind::LegalEntity],
    mappings: &[Mapping {
        kind: Kind::LegalEntity,
        lines: &[
            line("name", &["name"], Convert::Text),
            line("country", &["country"], Convert::Text),
            line("functional_currency", &["currency_code"], Convert::Currency),
            line("parent_id", &["parent"], to("subsidiary")),
            line("elimination", &["iselimination"], Convert::Flag),
        ],
        ..MAPPING
    }],
    ..WHOLE
};

pub const PRACTICES: Stream = Stream {
    name: "practices",
    object: "department",
    source: "department",
    emits: &[Kind::Practice],
    mappings: &[Mapping {
        kind: Kind::Practice,
        lines: &[
            line("name", &["name"], Convert::Text),
            line("parent_id", &["parent"], to("department")),
        ],
        ..MAPPING
    }],
    ..WHOLE
};

/// Roles are the titles that people have or had; the vendor has no table of them.
pub const ROLES: Stream = Stream {
    name: "roles",
    object: "role",
    source: "employee",
    emits: &[Kind::Role],
    mappings: &[Mapping {
        kind: Kind::Role,
        lines: &[line("name", &["id"], Convert::Text)],
        ..MAPPING
    }],
    ..WHOLE
};

pub const EXCHANGE_RATES: Stream = Stream {
    name: "exchange_rates",
    object: "currencyrate",
    source: "currencyrate",
    emits: &[Kind::FxRate],
    mappings: &[Mapping {
        kind: Kind::FxRate,
        when: When::ReadsOr("rate_type", "currencyratetype"),
        finish: Some(only_rate),
        lines: &[
            line("base", &["transactioncurrency_code"], Convert::Currency),
            line("quote", &["basecurrency_code"], Convert::Currency),
            line("effective_on", &["effectivedate"], Convert::Day),
            line("rate", &["exchangerate"], Convert::Fx),
        ],
        ..MAPPING
    }],
    ..STAMPED
};

/// An account without types of rates has one rate a day.
fn only_rate(_: &Object<'_>, values: &mut [Option<Value>]) {
    if let Some((place, _)) = Kind::FxRate.entity().field("rate_type") {
        values[place].get_or_insert(Value::Enum("spot"));
    }
}

pub const PEOPLE: Stream = Stream {
    name: "people",
    object: "employee",
    source: "employee",
    emits: &[Kind::Person],
    mappings: &[Mapping {
        kind: Kind::Person,
        lines: &[
            line("email", &["email"], Convert::Text),
            line("worker", &["employeetype"], one_of(&[], "employee")),
            line("status", &["isinactive"], ACTIVITY),
            line("legal_entity_id", &["subsidiary"], to("subsidiary")),
            line("practice_id", &["department"], to("department")),
            line("role_id", &["title"], to("role")),
            line("manager_id", &["supervisor"], to("employee")),
            line("hired_on", &["hiredate"], Convert::Day),
            line("released_on", &["releasedate"], Convert::Day),
            line("default_cost_rate", &["laborcost"], Convert::Rate),
            line("rate_currency", &["subsidiary_currency"], Convert::Currency),
            line("utilization_target", &["targetutilization"], Convert::Ratio),
        ],
        finish: Some(person),
        ..MAPPING
    }],
    ..STAMPED
};

/// First and last name, else the name the account lists the person under; a target above two is a percentage.
fn person(employee: &Object<'_>, values: &mut [Option<Value>]) {
    let entity = Kind::Person.entity();
    let place = |name| entity.field(name).map(|(place, _)| place);
    let (Some(name), Some(target)) = (place("name"), place("utilization_target")) else {
        return;
    };
    if let Some(Value::Ratio(ratio)) = &mut values[target]
        && ratio.0 > 2 * 10_i64.pow(Ratio::SCALE)
    {
        ratio.0 /= 100;
    }
    let text = |path| match employee.scalar(path) {
        Ok(Some(Scalar::Text(text))) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    };
    if values[name].is_none() {
        let parts = [text("firstname"), text("lastname")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let full = if parts.is_empty() {
            text("entityid")
        } else {
            Some(parts.join(" "))
        };
        values[name] = full.map(Value::Text);
    }
}

/// What a note is about, and so what it says, stands in the profile.
pub const POSITIONS: Stream = Stream {
    name: "positions",
    object: "systemnote",
    source: "systemnote",
    emits: &[Kind::Position],
    cursor: Cursor::Changed("date"),
    deletions: Deletions::Never,
    mappings: &[Mapping {
        kind: Kind::Position,
        lines: &[
            line("person_id", &["recordid"], to("employee")),
            line("effective_on", &["notedon"], Convert::Day),
            line("noted_at", &["notedat"], Convert::At),
            line("currency", &["recordid_currency"], Convert::Currency),
        ],
        ..MAPPING
    }],
    ..STAMPED
};

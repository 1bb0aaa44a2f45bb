//! The census: every path of the schema for every role, found by walking the schema itself; no value of a class that a role lacks is in any
//! answer, each is null and named, and nothing of it can be filtered, ordered or grouped by.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use throughline::access::Class;
use throughline::domain::record::{ENTITIES, Entity};
use throughline::insight::metric::registry::METRICS;

use super::world::{MARKED, Viewer, World, entity_of, marks, roles};

/// What the schema says of a field.
struct Path {
    name: String,
    ty: String,
    required: Vec<String>,
    arguments: Vec<(String, String)>,
}

/// The schema as it tells itself.
pub(super) struct Schema {
    types: BTreeMap<String, (String, Vec<Path>)>,
    inputs: BTreeMap<String, Vec<(String, String)>>,
}

fn inner(ty: &Value) -> String {
    match ty["kind"].as_str() {
        Some("NON_NULL" | "LIST") => inner(&ty["ofType"]),
        _ => ty["name"].as_str().unwrap().to_owned(),
    }
}

impl Schema {
    pub(super) async fn read(world: &World, viewer: &Viewer) -> Self {
        const TYPE: &str = "type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";
        let query = format!(
            "{{ __schema {{ types {{ kind name fields {{ name {TYPE} args {{ name {TYPE} }} }} inputFields {{ name {TYPE} }} }} }} }}"
        );
        let data = world.get(viewer, &query).await;
        let mut schema = Self {
            types: BTreeMap::new(),
            inputs: BTreeMap::new(),
        };
        let pairs = |list: &Value| -> Vec<(String, String)> {
            let each = |one: &Value| {
                (
                    one["name"].as_str().unwrap().to_owned(),
                    inner(&one["type"]),
                )
            };
            list.as_array().into_iter().flatten().map(each).collect()
        };
        for ty in data["__schema"]["types"].as_array().unwrap() {
            let name = ty["name"].as_str().unwrap().to_owned();
            if name.starts_with("__") {
                continue;
            }
            let fields = ty["fields"].as_array().into_iter().flatten().map(|field| {
                let of = inner(&field["type"]);
                let required = field["args"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|argument| argument["type"]["kind"] == "NON_NULL")
                    .map(|argument| argument["name"].as_str().unwrap().to_owned());
                Path {
                    name: field["name"].as_str().unwrap().to_owned(),
                    ty: of,
                    required: required.collect(),
                    arguments: pairs(&field["args"]),
                }
            });
            let kind = ty["kind"].as_str().unwrap().to_owned();
            schema.types.insert(name.clone(), (kind, fields.collect()));
            schema.inputs.insert(name, pairs(&ty["inputFields"]));
        }
        schema
    }

    fn is_object(&self, ty: &str) -> bool {
        self.types
            .get(ty)
            .is_some_and(|(kind, fields)| kind == "OBJECT" && !fields.is_empty())
    }

    /// Every field of a type, to a depth; lists that take `first` give a few rows.
    fn selection(&self, ty: &str, depth: usize, met: &mut BTreeSet<String>) -> String {
        let mut text = String::from("__typename ");
        for path in &self.types[ty].1 {
            if !path.required.is_empty() {
                continue;
            }
            let arguments = match path.arguments.iter().any(|(name, _)| name == "first") {
                true => "(first: 3)",
                false => "",
            };
            if self.is_object(&path.ty) {
                if depth > 0 {
                    met.insert(format!("{ty}.{}", path.name));
                    text += &format!(
                        "{}{arguments} {{ {} }} ",
                        path.name,
                        self.selection(&path.ty, depth - 1, met)
                    );
                }
            } else if path.ty == "Node" {
                met.insert(format!("{ty}.{}", path.name));
                text += &format!("{} {{ __typename id }} ", path.name);
            } else {
                met.insert(format!("{ty}.{}", path.name));
                text += &format!("{}{arguments} ", path.name);
            }
        }
        text
    }
}

/// The arguments that a root field cannot do without, for every row and figure that it can be asked for.
fn arguments(path: &Path) -> Vec<String> {
    const PERIOD: &str = r#"period: { from: "2026-01-01", to: "2026-02-28" }"#;
    let one = |text: String| vec![text];
    match path.name.as_str() {
        "metrics" => METRICS
            .iter()
            .map(|metric| format!("(keys: [\"{}\"], {PERIOD}, totals: true)", metric.key))
            .collect(),
        "contributions" => METRICS
            .iter()
            .map(|metric| format!("(metric: \"{}\", {PERIOD})", metric.key))
            .collect(),
        "node" => ENTITIES
            .iter()
            .map(|entity| format!("(id: \"{}_0000000000000001\")", entity.prefix))
            .collect(),
        "exception" => (1..=8)
            .map(|id| format!("(id: \"exc_{id:016x}\")"))
            .collect(),
        name if path.required.contains(&"period".to_owned()) => {
            let _ = name;
            one(format!("({PERIOD})"))
        }
        name if path.required.contains(&"id".to_owned()) => {
            let entity = entity_of(&path.ty).unwrap_or_else(|| panic!("{name} takes an id"));
            one(format!("(id: \"{}_0000000000000001\")", entity.prefix))
        }
        _ if path.arguments.iter().any(|(name, _)| name == "first") => {
            one("(first: 20)".to_owned())
        }
        _ => one(String::new()),
    }
}

/// Every object of an answer that is a row of an entity: each field of a class it is told to lack is null and named.
fn judged(value: &Value, wrong: &mut Vec<String>, seen: &mut usize) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| judged(one, wrong, seen)),
        Value::Object(map) => {
            if let (Some(entity), Some(masked)) = (
                map.get("__typename")
                    .and_then(Value::as_str)
                    .and_then(entity_of),
                map.get("maskedFields").and_then(Value::as_array),
            ) {
                *seen += 1;
                row(entity, map, masked, wrong);
            }
            map.values().for_each(|one| judged(one, wrong, seen));
        }
        _ => {}
    }
}

fn row(
    entity: &Entity,
    map: &serde_json::Map<String, Value>,
    masked: &[Value],
    wrong: &mut Vec<String>,
) {
    let classes: BTreeSet<&str> = masked
        .iter()
        .filter_map(|one| one["class"].as_str())
        .collect();
    for field in entity.fields {
        let name = match (entity.table, field.name) {
            ("customer", "payment_status") => "reportedPaymentStatus".to_owned(),
            (_, name) => camel(name),
        };
        let class = format!("{:?}", field.class).to_uppercase();
        let named = masked.iter().any(|one| one["field"] == name);
        if classes.contains(class.as_str()) != named {
            wrong.push(format!(
                "{}.{name} is not named as the others of {class}",
                entity.table
            ));
        }
        if named && map.get(&name).is_some_and(|value| !value.is_null()) {
            wrong.push(format!(
                "{}.{name} is named as hidden and shown",
                entity.table
            ));
        }
    }
}

pub(super) fn camel(name: &str) -> String {
    let mut text = String::new();
    let mut raise = false;
    for letter in name.chars() {
        match letter {
            '_' => raise = true,
            letter if raise => {
                text.push(letter.to_ascii_uppercase());
                raise = false;
            }
            letter => text.push(letter),
        }
    }
    text
}

for_each_database! {
    async fn no_path_gives_a_class_that_a_role_lacks(hub: Hub) {
        let world = World::open(hub).await;
        let everyone = roles();
        let schema = Schema::read(&world, &everyone[0].0).await;
        let mut wrong = Vec::new();
        let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
        for (viewer, classes) in &everyone {
            let mut met = BTreeSet::new();
            for path in &schema.types["Query"].1 {
                met.insert(format!("Query.{}", path.name));
                let mut depth = if path.ty.ends_with("RowConnection") { 4 } else { 3 };
                let select = |depth| {
                    let mut asked = BTreeSet::new();
                    let text = match path.ty.as_str() {
                        "Node" => "{ __typename id }".to_owned(),
                        ty => format!("{{ {} }}", schema.selection(ty, depth, &mut asked)),
                    };
                    (text, asked)
                };
                // The widest objects, three edges deep, are longer than a query may be.
                let (mut selection, mut asked) = select(depth);
                while selection.len() > 60_000 {
                    depth -= 1;
                    (selection, asked) = select(depth);
                }
                met.extend(asked);
                for arguments in arguments(path) {
                    let query = format!("{{ {}{arguments} {selection} }}", path.name);
                    let answer = world.ask(viewer, &query).await;
                    // Whoever asks knows the own address.
                    let own = viewer.claims["email"].as_str().unwrap_or("nobody's");
                    let text = answer.to_string().replace(own, "");
                    for error in answer["errors"].as_array().into_iter().flatten() {
                        let code = error["extensions"]["code"].as_str().unwrap_or("none");
                        if !["FIELD_NOT_PERMITTED", "FORBIDDEN", "BAD_INPUT", "UNSUPPORTED_DIMENSION"].contains(&code) {
                            wrong.push(format!("{}: {}{arguments}: {error}", viewer.name, path.name));
                        }
                    }
                    for class in MARKED.into_iter().filter(|class| !classes.contains(class)) {
                        for mark in marks(class) {
                            if text.contains(mark) {
                                let at = text.find(mark).unwrap();
                                let around = &text[at.saturating_sub(120)..(at + 40).min(text.len())];
                                wrong.push(format!("{} is given {class:?} by {}{arguments}: {around}", viewer.name, path.name));
                            }
                        }
                    }
                    let mut seen = 0;
                    judged(&answer["data"], &mut wrong, &mut seen);
                    *rows.entry(viewer.name).or_default() += seen;
                }
            }
            // Nothing of the schema is passed over: every field of every object is met somewhere.
            for (ty, (kind, fields)) in &schema.types {
                if kind != "OBJECT" || ["Mutation", "Subscription"].contains(&ty.as_str()) || ty.ends_with("Payload") || ty.ends_with("Event")
                    || ["UserError", "MetricChange", "SyncProgress"].contains(&ty.as_str()) {
                    continue;
                }
                for path in fields.iter().filter(|path| path.required.is_empty()) {
                    if !met.contains(&format!("{ty}.{}", path.name)) {
                        wrong.push(format!("{ty}.{} is never asked for", path.name));
                    }
                }
            }
        }
        wrong.sort();
        wrong.dedup();
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
        assert!(rows["finance"] > 300, "the census saw rows: {rows:?}");
        assert!(rows["delivery_lead"] > 100, "{rows:?}");
        assert_eq!(rows.get("nobody"), Some(&0), "{rows:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_hidden_cannot_be_filtered_ordered_or_grouped_by() {
    let world = World::open(crate::harness::hub::Hub::sqlite().await).await;
    let everyone = roles();
    let schema = Schema::read(&world, &everyone[0].0).await;
    let mut wrong = Vec::new();
    for (viewer, classes) in everyone
        .iter()
        .filter(|(viewer, _)| viewer.name != "nobody")
    {
        let mut refusals = BTreeSet::new();
        for path in &schema.types["Query"].1 {
            let Some((_, input)) = path.arguments.iter().find(|(name, _)| name == "where") else {
                continue;
            };
            let Some(node) = path.ty.strip_suffix("Connection").and_then(entity_of) else {
                continue;
            };
            for field in node.fields {
                let lacking = !classes.contains(&field.class);
                let name = camel(field.name);
                assert!(
                    schema.inputs[input].iter().any(|(known, _)| *known == name),
                    "{input} has no {name}"
                );
                let upper = field.name.to_uppercase();
                for (what, query) in [
                    (
                        "filter",
                        format!(
                            "{{ {}(where: {{ {name}: {{ isNull: false }} }}) {{ totalCount nodes {{ id }} }} }}",
                            path.name
                        ),
                    ),
                    (
                        "nested filter",
                        format!(
                            "{{ {}(where: {{ not: {{ or: [{{ id: {{ isNull: true }} }}, {{ {name}: {{ isNull: true }} }}] }} }}) {{ totalCount }} }}",
                            path.name
                        ),
                    ),
                    (
                        "order",
                        format!(
                            "{{ {}(orderBy: {{ field: {upper} }}) {{ pageInfo {{ endCursor }} }} }}",
                            path.name
                        ),
                    ),
                ] {
                    let answer = world.ask(viewer, &query).await;
                    let error = &answer["errors"][0];
                    let refused = error["extensions"]["code"] == "FIELD_NOT_PERMITTED";
                    if refused != lacking || (!refused && !error.is_null()) {
                        wrong.push(format!(
                            "{}: {what} of {}.{name} ({:?}): {answer}",
                            viewer.name, node.table, field.class
                        ));
                    }
                    if refused {
                        let sentence = error["message"].as_str().unwrap().replace(node.table, "");
                        refusals.insert(sentence);
                    }
                }
            }
        }
        assert!(
            refusals.len() <= 1,
            "{}: refusals differ: {refusals:?}",
            viewer.name
        );
        for metric in METRICS {
            let lacking = metric.classes.iter().any(|class| !classes.contains(class));
            let open = metric.classes.iter().all(|class| {
                classes.contains(class)
                    || (*class == Class::Cost
                        && ["pmo", "delivery_lead", "executive"].contains(&viewer.name))
            });
            let query = format!(
                "{{ metrics(keys: [\"{0}\"], period: {{ from: \"2026-01-01\", to: \"2026-02-28\" }}, orderBy: [{{ metric: \"{0}\" }}]) {{ nodes {{ values {{ state value numerator denominator parts {{ value }} }} }} }} }}",
                metric.key
            );
            let answer = world.ask(viewer, &query).await;
            let refused = answer["errors"][0]["extensions"]["code"] == "FIELD_NOT_PERMITTED";
            if refused == open {
                wrong.push(format!(
                    "{}: order by {}: {answer}",
                    viewer.name, metric.key
                ));
            }
            let plain = query.replace(
                &format!(", orderBy: [{{ metric: \"{}\" }}]", metric.key),
                "",
            );
            let answer = world.get(viewer, &plain).await;
            for row in answer["metrics"]["nodes"].as_array().unwrap() {
                let value = &row["values"][0];
                let figures = [&value["value"], &value["numerator"], &value["denominator"]];
                let shown = figures.iter().any(|figure| !figure.is_null());
                if lacking && !open && (shown || !value["parts"].as_array().unwrap().is_empty()) {
                    wrong.push(format!("{}: {}: {value}", viewer.name, metric.key));
                }
            }
        }
        if !classes.contains(&Class::Personal) {
            for query in [
                r#"{ metrics(keys: ["worked_hours"], groupBy: [PERSON], period: { from: "2026-01-01", to: "2026-02-28" }) { totalCount } }"#,
                r#"{ metrics(keys: ["worked_hours"], where: { person: { eq: "per_0000000000000001" } }, period: { from: "2026-01-01", to: "2026-02-28" }) { totalCount } }"#,
                r#"{ contributions(metric: "worked_hours", dimensions: [{ dimension: PERSON, id: "per_0000000000000001" }], period: { from: "2026-01-01", to: "2026-02-28" }) { totalCount } }"#,
                r#"{ exceptions(where: { assignee: { isNull: false } }) { totalCount } }"#,
            ] {
                let answer = world.ask(viewer, query).await;
                if answer["errors"][0]["extensions"]["code"] != "FIELD_NOT_PERMITTED" {
                    wrong.push(format!("{}: {query}: {answer}", viewer.name));
                }
            }
        }
        if !classes.contains(&Class::Commercial) {
            for query in [
                r#"{ exceptions(where: { amountGroup: { gte: "1" } }) { totalCount } }"#,
                r#"{ exceptions(where: { not: { amount: { isNull: true } } }) { totalCount amountWaiting { amount } } }"#,
                r#"{ paymentStatuses(where: { openAmount: { gte: "1" } }) { customerId } }"#,
                r#"{ reconciliations(where: { source: { gte: "1" } }) { totalCount } }"#,
            ] {
                let code = &world.ask(viewer, query).await["errors"][0]["extensions"]["code"];
                if code != "FIELD_NOT_PERMITTED" && code != "FORBIDDEN" {
                    wrong.push(format!("{}: {query}: {code}", viewer.name));
                }
            }
        }
        let conflicts = r#"{ conflicts(where: { ownerValue: { eq: "616161" } }) { totalCount } }"#;
        let answer = world.ask(viewer, conflicts).await;
        if answer["data"]["conflicts"]["totalCount"] != Value::Null
            && !classes.contains(&Class::Cost)
        {
            wrong.push(format!(
                "{}: a value of a conflict is tested: {answer}",
                viewer.name
            ));
        }
    }
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(30)].join("\n")
    );
}

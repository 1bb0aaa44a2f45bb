//! Records as REST prints them, with nested parents and children.

use std::collections::HashMap;

use super::cell::{Cell, quote};
use super::schema::Entry;
use super::soql::bind::{Access, Bound, Node};
use super::soql::eval::Run;

/// Children of each parent, one map a child query.
type Families = Vec<(usize, HashMap<u32, Vec<u32>>)>;

/// Appends a page of records as a JSON array.
pub fn records(run: &Run<'_>, version: &str, bound: &Bound, numbers: &[u32], out: &mut String) {
    let families = families(run, bound, numbers);
    let table = &run.store.tables[bound.object];
    out.push('[');
    let mut first = true;
    for number in numbers {
        let Some(entry) = table.find(*number) else {
            continue;
        };
        if !first {
            out.push(',');
        }
        first = false;
        record(
            run,
            version,
            bound.object,
            entry,
            &bound.nodes,
            &families,
            out,
        );
    }
    out.push(']');
}

fn record(
    run: &Run<'_>,
    version: &str,
    object: usize,
    entry: &Entry,
    nodes: &[Node],
    families: &Families,
    out: &mut String,
) {
    let shape = &run.store.objects[object];
    out.push_str("{\"attributes\":{\"type\":\"");
    out.push_str(shape.name);
    out.push_str("\",\"url\":\"/services/data/");
    out.push_str(version);
    out.push_str("/sobjects/");
    out.push_str(shape.name);
    out.push('/');
    out.push_str(&shape.id(entry.number));
    out.push_str("\"}");
    for (place, node) in nodes.iter().enumerate() {
        out.push_str(",\"");
        match node {
            Node::Leaf(field) => {
                let field_shape = &shape.fields[*field];
                out.push_str(field_shape.name);
                out.push_str("\":");
                run.store
                    .cell(&run.view, object, entry, *field)
                    .write_json(field_shape.integer(), out);
            }
            Node::Parent(relation, field, target, inner) => {
                out.push_str(relation);
                out.push_str("\":");
                let id = run.store.cell(&run.view, object, entry, *field);
                let parent = id
                    .text()
                    .and_then(|id| run.store.objects[*target].number(id))
                    .and_then(|number| run.store.tables[*target].find(number))
                    .filter(|entry| run.visible(*target, entry));
                match parent {
                    Some(parent) => {
                        record(run, version, *target, parent, inner, &Vec::new(), out);
                    }
                    None => out.push_str("null"),
                }
            }
            Node::Children(relation, _, inner) => {
                out.push_str(relation);
                out.push_str("\":");
                let family = families.iter().find(|(at, _)| *at == place);
                let numbers = family.and_then(|(_, family)| family.get(&entry.number));
                match numbers {
                    Some(numbers) => {
                        out.push_str(&format!(
                            "{{\"totalSize\":{},\"done\":true,\"records\":",
                            numbers.len()
                        ));
                        records(run, version, inner, numbers, out);
                        out.push('}');
                    }
                    None => out.push_str("null"),
                }
            }
        }
    }
    out.push('}');
}

fn families(run: &Run<'_>, bound: &Bound, numbers: &[u32]) -> Families {
    let mut families = Vec::new();
    for (place, node) in bound.nodes.iter().enumerate() {
        let Node::Children(_, through, inner) = node else {
            continue;
        };
        let wanted: std::collections::HashSet<u32> = numbers.iter().copied().collect();
        let parent = &run.store.objects[bound.object];
        let access = Access {
            hops: Vec::new(),
            object: inner.object,
            field: *through,
        };
        let whole = Bound {
            limit: None,
            offset: 0,
            ..(**inner).clone()
        };
        let table = &run.store.tables[inner.object];
        let mut family: HashMap<u32, Vec<u32>> = HashMap::new();
        for number in run.find(&whole) {
            let Some(entry) = table.find(number) else {
                continue;
            };
            let Cell::Text(id) = run.read(inner.object, entry, &access) else {
                continue;
            };
            if let Some(owner) = parent.number(&id).filter(|owner| wanted.contains(owner)) {
                let list = family.entry(owner).or_default();
                if inner.limit.is_none_or(|limit| list.len() < limit) {
                    list.push(number);
                }
            }
        }
        families.push((place, family));
    }
    families
}

/// Appends an aggregate answer's rows as a JSON array.
pub fn aggregates(bound: &Bound, rows: &[Vec<Cell>], out: &mut String) {
    use super::soql::Function;
    use super::soql::bind::Column;
    out.push('[');
    for (place, row) in rows.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push_str("{\"attributes\":{\"type\":\"AggregateResult\"}");
        for ((name, column), cell) in bound.columns.iter().zip(row) {
            out.push(',');
            quote(name, out);
            out.push(':');
            let counts = matches!(
                column,
                Column::Call(Function::Count | Function::CountDistinct, _)
            );
            cell.write_json(counts, out);
        }
        out.push('}');
    }
    out.push(']');
}

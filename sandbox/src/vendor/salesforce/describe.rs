//! `/sobjects` and `/sobjects/{object}/describe`: what the user may see.

use serde_json::{Value, json};

use super::State;
use super::call::Reply;
use super::refusal::Refusal;
use super::schema::{Field, Object, Type};

/// The list of objects.
pub fn all(state: &State) -> Reply {
    let eyes = state.settings.eyes();
    let objects = state.store.objects.iter();
    let list: Vec<Value> = objects
        .filter(|object| eyes.object(object.name))
        .map(brief)
        .collect();
    let body = json!({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": list});
    Reply::json(200, body.to_string())
}

fn brief(object: &Object) -> Value {
    json!({
        "name": object.name,
        "label": label(object.name),
        "keyPrefix": object.prefix,
        "custom": object.name.ends_with("__c"),
        "queryable": true,
        "retrieveable": true,
        "replicateable": object.place("SystemModstamp").is_some(),
        "createable": !object.required.is_empty(),
        "updateable": !object.required.is_empty(),
        "deletable": object.place("IsDeleted").is_some(),
        "undeletable": object.place("IsDeleted").is_some(),
    })
}

/// One object in full.
pub fn one(state: &State, name: &str) -> Result<Reply, Refusal> {
    let eyes = state.settings.eyes();
    let place = state
        .store
        .object(name)
        .filter(|place| eyes.object(state.store.objects[*place].name))
        .ok_or_else(Refusal::missing)?;
    let object = &state.store.objects[place];
    let fields: Vec<Value> = object
        .fields
        .iter()
        .filter(|field| eyes.field(object.name, field.name))
        .map(|field| described(object, field))
        .collect();
    let children: Vec<Value> = object
        .children
        .iter()
        .filter(|(_, child, _)| state.store.object(child).is_some())
        .map(|(relation, child, field)| {
            json!({"relationshipName": relation, "childSObject": child, "field": field, "cascadeDelete": false})
        })
        .collect();
    let mut body = brief(object);
    body["fields"] = json!(fields);
    body["childRelationships"] = json!(children);
    body["recordTypeInfos"] = json!([]);
    Ok(Reply::json(200, body.to_string()))
}

fn label(name: &str) -> String {
    name.trim_start_matches("pse__")
        .trim_start_matches("c2g__coda")
        .trim_end_matches("__c")
        .replace('_', " ")
}

fn described(object: &Object, field: &Field) -> Value {
    let (kind, soap, length, precision, scale) = match field.kind {
        Type::Id => ("id", "tns:ID", 18, 0, 0),
        Type::Reference(..) => ("reference", "tns:ID", 18, 0, 0),
        Type::Text(length) => ("string", "xsd:string", length, 0, 0),
        Type::TextArea => ("textarea", "xsd:string", 32_000, 0, 0),
        Type::Picklist(_) => ("picklist", "xsd:string", 255, 0, 0),
        Type::Currency => ("currency", "xsd:double", 0, 18, 2),
        Type::Double(scale) => ("double", "xsd:double", 0, 18, scale),
        Type::Percent => ("percent", "xsd:double", 0, 5, 2),
        Type::Int => ("int", "xsd:int", 0, 0, 0),
        Type::Flag => ("boolean", "xsd:boolean", 0, 0, 0),
        Type::Date => ("date", "xsd:date", 0, 0, 0),
        Type::Time => ("datetime", "xsd:dateTime", 0, 0, 0),
    };
    let (targets, relation) = match field.kind {
        Type::Reference(target, relation) => (vec![target], Some(relation)),
        _ => (Vec::new(), None),
    };
    let values: Vec<Value> = match field.kind {
        Type::Picklist(values) => values
            .iter()
            .map(|value| json!({"active": true, "defaultValue": false, "label": value, "value": value}))
            .collect(),
        _ => Vec::new(),
    };
    let must = object.required.contains(&field.name) || field.kind == Type::Id;
    json!({
        "name": field.name,
        "label": label(field.name),
        "type": kind,
        "soapType": soap,
        "length": length,
        "precision": precision,
        "scale": scale,
        "nillable": !must && field.kind != Type::Flag,
        "calculated": field.calculated,
        "custom": field.name.ends_with("__c"),
        "createable": field.writable,
        "updateable": field.writable,
        "externalId": field.external,
        "idLookup": field.external || field.kind == Type::Id,
        "unique": false,
        "filterable": field.kind != Type::TextArea,
        "sortable": field.kind != Type::TextArea,
        "groupable": !matches!(field.kind, Type::TextArea | Type::Currency | Type::Double(_) | Type::Percent),
        "referenceTo": targets,
        "relationshipName": relation,
        "picklistValues": values,
        "restrictedPicklist": false,
    })
}

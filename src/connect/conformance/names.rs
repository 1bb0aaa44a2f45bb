//! Another firm's names work by overrides alone: no custom name stands in code.

use crate::connect::{Mapped, Mapper, RawObject, Settings, StreamSettings, registry};
use crate::domain::record::{Kind, Value};

fn map(vendor: &str, stream: &str, overrides: &str, payload: &str) -> Mapped {
    let connector = registry::connector(vendor).unwrap();
    let mut settings = Settings::new("own", vendor, "http://localhost");
    settings
        .peers
        .insert("netsuite".to_owned(), "erp".to_owned());
    settings
        .legal_entities
        .insert("Nordwind GmbH".to_owned(), "7".to_owned());
    let own = StreamSettings {
        overrides: toml::from_str(overrides).unwrap(),
        ..StreamSettings::default()
    };
    settings.streams.insert(stream.to_owned(), own);
    let mapper = Mapper::new(connector, &settings).unwrap();
    let stream = connector.streams.iter().find(|s| s.name == stream).unwrap();
    let raw = RawObject {
        external_id: "1".to_owned(),
        version_at: None,
        payload: payload.to_owned(),
        deleted: false,
    };
    mapper.map(stream, &raw)
}

fn value(mapped: &Mapped, field: &str) -> Option<Value> {
    assert_eq!(mapped.error, None);
    let record = &mapped.records[0];
    let (place, _) = record.kind.entity().field(field).unwrap();
    record.values[place].clone()
}

#[test]
fn a_contract_with_other_names() {
    let mapped = map(
        "salesforce",
        "contracts",
        r#"
        [engagement]
        billing_model = { from = "Abrechnung__c", convert = "one_of", values = { Aufwand = "time_and_materials" }, other = "unknown" }
        value = "Auftragswert__c"
        expense_markup = { from = "Aufschlag__c", convert = "percent" }
        legal_entity_id = { from = "Firma__c", convert = "entity_name", vendor = "netsuite", object = "subsidiary" }
        same_as = { from = "Auftrag__c", convert = "peer", vendor = "netsuite", patterns = { "SO-" = "transaction" } }
        "#,
        r#"{"Id":"800A","ContractNumber":"00000107","StatusCode":"Activated","Abrechnung__c":"Aufwand","Auftragswert__c":120000.105,
            "Aufschlag__c":7.5,"Firma__c":"Nordwind GmbH","Auftrag__c":"SO-900","Billing_Model__c":"fixed_fee"}"#,
    );
    let text = |field| value(&mapped, field).map(|value| format!("{value:?}"));
    assert_eq!(
        value(&mapped, "billing_model"),
        Some(Value::Enum("time_and_materials"))
    );
    assert!(
        text("value").unwrap().contains("1200001050"),
        "{:?}",
        text("value")
    );
    assert!(text("expense_markup").unwrap().contains("75000"));
    let Some(Value::Ref(entity)) = value(&mapped, "legal_entity_id") else {
        panic!("no entity");
    };
    assert_eq!(entity.to_string(), "erp/subsidiary/7");
    assert_eq!(
        mapped.records[0].same_as[0].to_string(),
        "erp/transaction/900"
    );
}

#[test]
fn a_workspace_with_other_states_and_an_unknown_one() {
    let states = r#"
        [project]
        status = { from = "status.key", convert = "one_of", values = { "710" = "on_hold" }, other = "unknown" }
        code = "custom_code"
        "#;
    let workspace = |key| {
        let payload = format!(
            r#"{{"id":"4410","title":"Grid","archived":false,"status":{{"key":"{key}"}},"custom_code":"P-1"}}"#
        );
        map("kantata", "workspaces", states, &payload)
    };
    let known = workspace("710");
    assert_eq!(value(&known, "status"), Some(Value::Enum("on_hold")));
    assert_eq!(value(&known, "code"), Some(Value::Text("P-1".to_owned())));
    assert!(known.drift.is_empty());
    let new = workspace("711");
    assert_eq!(value(&new, "status"), Some(Value::Enum("unknown")));
    assert_eq!(new.drift[0].detail, "711");
}

/// What a vendor has no field for is fed by lines alone: a dispute of an invoice, an amount that was given up.
#[test]
fn disputes_and_write_offs_come_by_a_firms_own_fields() {
    let invoice = r#"{"id":"20117","type":"CustInvc","tranid":"INV-1","status":"A","trandate":"2025-05-31","currency_code":"EUR",
        "foreigntotal":"119","foreignamountunpaid":"119","lines":[],"taxes":[],"applications":[],
        "custbody_dispute":"T","custbody_dispute_on":"2025-06-20","custbody_given_up":"F"}"#;
    let own = r#"
        [invoice_hold]
        nature = { from = "custbody_dispute", convert = "one_of", values = { T = "dispute" } }
        from_on = "custbody_dispute_on"
        [adjustment]
        nature = { from = "custbody_given_up", convert = "one_of", values = { T = "write_off" } }
        "#;
    let mapped = map("netsuite", "invoices", own, invoice);
    let kinds = |mapped: &Mapped| mapped.records.iter().map(|r| r.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&mapped), [Kind::Invoice, Kind::InvoiceHold]);
    let hold = &mapped.records[1];
    let (place, _) = hold.kind.entity().field("from_on").unwrap();
    let on = entity::value::Day::ymd(2025, 6, 20).unwrap();
    assert_eq!(hold.values[place], Some(Value::Day(on)));
    let gone = invoice.replace("custbody_given_up\":\"F", "custbody_given_up\":\"T");
    let mapped = map("netsuite", "invoices", own, &gone);
    assert_eq!(
        kinds(&mapped),
        [Kind::Invoice, Kind::InvoiceHold, Kind::Adjustment]
    );
    let plain = map("netsuite", "invoices", "", &gone);
    assert_eq!(kinds(&plain), [Kind::Invoice]);
}

/// The note's own example of a deal that was won.
#[test]
fn a_deal_in_the_erp_is_an_opportunity() {
    let deal = r#"{"id":"18801","type":"Opprtnty","tranid":"OPP-311","status":"C","entity":"1409","customer":"1409",
        "title":"Data platform rollout","foreigntotal":"240000","currency":"4","currency_code":"EUR","probability":"100",
        "closedate":"2025-05-14","lastmodifieddate":"2025-05-14T09:12:44Z","lines":[]}"#;
    let mapped = map("netsuite", "opportunities", "", deal);
    assert_eq!(value(&mapped, "outcome"), Some(Value::Enum("won")));
    assert!(value(&mapped, "won_at").is_some());
    let text = |mapped: &Mapped| format!("{:?}", value(mapped, "probability"));
    assert!(text(&mapped).contains("1000000"), "{}", text(&mapped));
    let open = map(
        "netsuite",
        "opportunities",
        "",
        &deal.replace(r#""status":"C""#, r#""status":"B""#),
    );
    assert_eq!(value(&open, "outcome"), Some(Value::Enum("open")));
    assert_eq!(value(&open, "won_at"), None);
}

#[test]
fn a_baseline_of_the_psa_is_a_frozen_forecast() {
    let record = r#"{"id":"9","type":"Baseline","workspace_id":"4410","contract_date":"2026-01-05","end_date":"2026-09-30",
        "amount":480000.5,"cost":300000,"currency":"CHF"}"#;
    let mapped = map("kantata", "project_accounting_records", "", record);
    assert_eq!(mapped.records[0].kind, Kind::Baseline);
    assert!(value(&mapped, "frozen_on").is_some() && value(&mapped, "revenue").is_some());
}

/// Whatever changes what an object is mapped to changes the version of its mapping.
#[test]
fn links_and_conditions_are_part_of_a_mappings_version() {
    let connector = registry::connector("salesforce").unwrap();
    let version = |overrides: &str| {
        let mut settings = Settings::new("crm", "salesforce", "http://localhost");
        let own = StreamSettings {
            overrides: toml::from_str(overrides).unwrap(),
            ..StreamSettings::default()
        };
        settings.streams.insert("accounts".to_owned(), own);
        Mapper::new(connector, &settings)
            .unwrap()
            .version("accounts")
    };
    let link = |field: &str| {
        version(&format!(
            "[customer]\nsame_as2 = {{ from = \"{field}\", convert = \"peer\", vendor = \"netsuite\", patterns = {{ \"\" = \"customer\" }} }}"
        ))
    };
    assert_eq!(link("A__c"), link("A__c"));
    assert_ne!(link("A__c"), link("B__c"));
    assert_ne!(link("A__c"), version(""));
}

#[test]
fn a_line_that_names_nothing_is_refused_with_the_nearest_name() {
    let connector = registry::connector("salesforce").unwrap();
    let mut settings = Settings::new("crm", "salesforce", "http://localhost");
    let own = StreamSettings {
        overrides: toml::from_str("[engagement]\nvalu = \"X__c\"").unwrap(),
        ..StreamSettings::default()
    };
    settings.streams.insert("contracts".to_owned(), own);
    let fault = Mapper::new(connector, &settings).err().unwrap();
    assert_eq!(fault.code, "MAPPING_INVALID");
    assert!(fault.detail.contains("the nearest is value"), "{fault}");
}

/// Every line of every vendor names a field, and every record's kind is announced.
#[test]
fn declarations_hold_together() {
    for connector in registry::CONNECTORS {
        let mut names = std::collections::BTreeSet::new();
        for stream in connector.streams {
            assert!(names.insert(stream.name), "{} twice", stream.name);
            for mapping in stream.mappings {
                assert!(stream.emits.contains(&mapping.kind), "{}", stream.name);
                for line in mapping.lines {
                    assert!(
                        mapping.kind.entity().field(line.field).is_some(),
                        "{}: {:?} has no {}",
                        stream.name,
                        mapping.kind,
                        line.field
                    );
                }
            }
        }
        let settings = Settings::new("own", connector.vendor, "http://localhost");
        assert!(Mapper::new(connector, &settings).is_ok());
    }
}

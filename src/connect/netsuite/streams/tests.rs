//! What objects of a typical account become.

use serde_json::{Value as Json, json};

use crate::connect::netsuite::NETSUITE;
use crate::connect::{Mapped, Mapper, RawObject, Settings};
use crate::domain::record::{Kind, Record, Type, Value};

fn settings() -> Settings {
    let mut settings = Settings::new("erp", "netsuite", "http://localhost");
    settings
        .peers
        .insert("kantata".to_owned(), "psa".to_owned());
    settings
        .peers
        .insert("salesforce".to_owned(), "crm".to_owned());
    settings
}

fn map_with(settings: &Settings, stream: &str, object: &Json) -> Mapped {
    let mapper = Mapper::new(&NETSUITE, settings).unwrap();
    let stream = NETSUITE.streams.iter().find(|s| s.name == stream).unwrap();
    let raw = RawObject {
        external_id: object["id"].as_str().unwrap_or("1").to_owned(),
        version_at: None,
        payload: object.to_string(),
        deleted: false,
    };
    mapper.map(stream, &raw)
}

fn map(stream: &str, object: Json) -> Vec<Record> {
    let mapped = map_with(&settings(), stream, &object);
    assert_eq!(mapped.error, None, "{stream}");
    mapped.records
}

/// A record's values as text, by field; references as connection/object/key.
fn shown(record: &Record) -> Json {
    let fields = record.kind.entity().fields.iter().zip(&record.values);
    let values = fields.filter_map(|(field, value)| {
        Some((field.name.to_owned(), Json::from(text(value.as_ref()?))))
    });
    Json::Object(values.collect())
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Day(day) => day.to_string(),
        Value::At(at) => at.to_string(),
        Value::Money(money) => money.to_string(),
        Value::Rate(rate) => rate.to_string(),
        Value::Fx(rate) => rate.to_string(),
        Value::Ratio(ratio) => ratio.to_string(),
        Value::Duration(duration) => duration.0.to_string(),
        Value::Currency(code) => code.to_string(),
        Value::Enum(word) => (*word).to_owned(),
        Value::Ref(reference) => reference.to_string(),
    }
}

#[test]
fn every_line_names_a_field_and_every_kind_is_announced() {
    for stream in NETSUITE.streams {
        for mapping in stream.mappings {
            assert!(
                stream.emits.contains(&mapping.kind),
                "{} does not announce {:?}",
                stream.name,
                mapping.kind
            );
            for line in mapping.lines {
                let found = mapping.kind.entity().field(line.field);
                assert!(
                    found.is_some(),
                    "{}: {:?} has no {}",
                    stream.name,
                    mapping.kind,
                    line.field
                );
            }
        }
        assert!(
            crate::connect::netsuite::feeds::feed(stream.name).is_some() || stream.name == "roles"
        );
    }
    Mapper::new(&NETSUITE, &settings()).unwrap();
}

#[test]
fn an_invoice_has_its_tax_in_the_header_and_its_lines_positive() {
    let records = map(
        "invoices",
        json!({
            "id": "20117", "type": "CustInvc", "tranid": "INV-2045", "status": "A", "customer": "1409", "project": "1548",
            "trandate": "2025-05-31", "duedate": "2025-06-30", "currency_code": "EUR", "exchangerate": "1.0854",
            "foreigntotal": "24097.5", "foreignamountunpaid": "24097.5", "createdfrom": "900", "subsidiary": "3",
            "externalid": "kantata:invoice:501", "createddate": "2025-06-02T10:15:00.000Z",
            "taxes": [{"id": "3", "foreignamount": "-3847.5"}],
            "lines": [
                {"id": "1", "linesequencenumber": "1", "quantity": "-112.5", "rate": "180", "foreignamount": "-20250",
                 "project": "1548", "custcol_psa_ref": "time_entry:91000001"},
                {"id": "2", "linesequencenumber": "2", "foreignamount": "-.5", "custcol_psa_ref": "time_adjustment:7"},
                {"id": "4", "foreignamount": "-1", "custcol_service_from": "2025-05-01", "custcol_service_to": "2025-05-31"},
                {"id": "5", "foreignamount": "1E-1"}
            ],
            "applications": []
        }),
    );
    assert_eq!(
        shown(&records[0]),
        json!({
            "number": "INV-2045", "document": "invoice", "customer_id": "erp/customer/1409", "project_id": "erp/job/1548",
            "engagement_id": "erp/transaction/900", "legal_entity_id": "erp/subsidiary/3", "status": "open",
            "issued_on": "2025-05-31", "due_on": "2025-06-30", "currency": "EUR", "net": "20250.0000", "tax": "3847.5000",
            "total": "24097.5000", "open_amount": "24097.5000", "exchange_rate": "1.0854000000",
            "psa_invoice_id": "psa/invoice/501", "created_at": "2025-06-02T10:15:00.000Z"
        })
    );
    assert_eq!(records[1].key.to_string(), "erp/transactionline/20117-1");
    assert_eq!(
        shown(&records[1]),
        json!({
            "invoice_id": "erp/transaction/20117", "position": "1", "project_id": "erp/job/1548", "amount": "20250.0000",
            "currency": "EUR", "quantity": "112.500000", "unit_price": "180.000000", "delivery": "time",
            "time_entry_id": "psa/time_entry/91000001"
        })
    );
    let second = shown(&records[2]);
    assert_eq!(
        (&second["amount"], &second["delivery"]),
        (&json!("0.5000"), &json!("correction"))
    );
    assert_eq!(second["time_entry_id"], "psa/time_adjustment/7");
    let third = shown(&records[3]);
    assert_eq!(
        (&third["delivery"], &third["service_to_on"]),
        (&json!("fee"), &json!("2025-05-31"))
    );
    let fourth = shown(&records[4]);
    assert_eq!(
        (&fourth["delivery"], &fourth["amount"]),
        (&json!("none"), &json!("-0.1000"))
    );
}

#[test]
fn a_credit_note_is_positive_and_names_what_it_corrects_and_settles() {
    let records = map(
        "invoices",
        json!({
            "id": "6001", "type": "CustCred", "status": "B", "customer": "1409", "trandate": "2025-06-10",
            "currency_code": "EUR", "foreigntotal": "-119", "createdfrom": "20117", "custbody_credit_reason": "rebill",
            "taxes": [{"foreignamount": "19"}],
            "lines": [{"id": "1", "foreignamount": "100", "quantity": "2"}],
            "applications": [{"previousdoc": "20117", "previousline": "0", "nextdoc": "6001", "nextline": "1", "foreignamount": "119"}]
        }),
    );
    let note = shown(&records[0]);
    assert_eq!(note["document"], "credit_note");
    assert_eq!(
        (&note["net"], &note["tax"], &note["total"]),
        (&json!("100.0000"), &json!("19.0000"), &json!("119.0000"))
    );
    assert_eq!(
        (&note["corrects_id"], &note["credit_reason"]),
        (&json!("erp/transaction/20117"), &json!("rebill"))
    );
    assert_eq!(note["engagement_id"], Json::Null);
    assert_eq!(shown(&records[1])["amount"], "100.0000");
    assert_eq!(
        shown(&records[2]),
        json!({"credit_note_id": "erp/transaction/6001", "invoice_id": "erp/transaction/20117", "amount": "119.0000", "applied_on": "2025-06-10"})
    );
}

#[test]
fn drafts_and_voids_are_told_apart() {
    for (letter, status) in [
        ("D", "draft"),
        ("E", "draft"),
        ("V", "void"),
        ("B", "paid"),
        ("Z", "unknown"),
    ] {
        let object = json!({"id": "1", "type": "CustInvc", "status": letter, "currency_code": "USD", "foreigntotal": "1"});
        assert_eq!(shown(&map("invoices", object)[0])["status"], status);
    }
}

#[test]
fn a_payment_keeps_its_rest() {
    let records = map(
        "payments",
        json!({
            "id": "7001", "type": "CustPymt", "tranid": "P-1", "status": "C", "customer": "1409", "trandate": "2025-06-20",
            "currency_code": "EUR", "foreigntotal": "150", "subsidiary": "3",
            "applications": [{"previousdoc": "20117", "previousline": "0", "nextdoc": "7001", "nextline": "1", "foreignamount": "100.5"}]
        }),
    );
    let payment = shown(&records[0]);
    assert_eq!(
        (&payment["amount"], &payment["unapplied"]),
        (&json!("150.0000"), &json!("49.5000"))
    );
    assert_eq!(shown(&records[1])["payment_id"], "erp/transaction/7001");
}

#[test]
fn time_is_a_posting_where_it_names_its_entry() {
    let bill = |external: Json| {
        json!({
            "id": "55120", "externalid": external, "employee": "812", "customer": "1548", "project": "1548", "project_currency": "EUR",
            "trandate": "2025-05-28", "hours": "7.5", "rate": "180", "isbillable": "T", "approvalstatus": "3",
            "createddate": "2025-06-02T08:01:13.000Z"
        })
    };
    let copy = map("time_postings", bill(json!("kantata:time_entry:91000001")));
    assert_eq!(copy.len(), 1);
    assert_eq!(
        shown(&copy[0]),
        json!({
            "time_entry_id": "psa/time_entry/91000001", "project_id": "erp/job/1548", "posted_at": "2025-06-02T08:01:13.000Z",
            "work_on": "2025-05-28", "duration": "27000000", "status": "approved"
        })
    );
    let own = map("time_postings", bill(Json::Null));
    assert_eq!((own.len(), own[0].kind), (1, Kind::TimeEntry));
    assert_eq!(shown(&own[0])["person_id"], "erp/employee/812");
}

#[test]
fn a_note_becomes_what_its_field_says() {
    let note = |field: &str, old: &str, new: &str| {
        json!({
            "id": "9", "recordid": "812", "field": field, "notedat": "2025-04-01T07:00:00.000Z", "notedon": "2025-04-01",
            format!("old:{field}"): old, format!("new:{field}"): new, format!("new:{field}:department"): "4",
            "recordid_currency": "EUR"
        })
    };
    let role = shown(&map("positions", note("ENTITY.STITLE", "Consultant", "Manager"))[0]);
    assert_eq!(
        (&role["role_id"], &role["role_before_id"]),
        (&json!("erp/role/Manager"), &json!("erp/role/Consultant"))
    );
    assert_eq!(role["practice_id"], Json::Null);
    let practice = shown(&map("positions", note("ENTITY.KDEPARTMENT", "Data", "Cloud"))[0]);
    assert_eq!(practice["practice_id"], "erp/department/4");
    let cost = shown(&map("positions", note("ENTITY.MCOST", "90", "96"))[0]);
    assert_eq!(
        (&cost["cost_rate"], &cost["cost_rate_before"]),
        (&json!("96.000000"), &json!("90.000000"))
    );
}

#[test]
fn rates_of_unknown_types_are_left_out() {
    let rate = |kind: &str| {
        map(
            "exchange_rates",
            json!({
                "id": "9120", "basecurrency_code": "USD", "transactioncurrency_code": "EUR", "effectivedate": "2025-05-31",
                "exchangerate": "1.0854", "currencyratetype": kind
            }),
        )
    };
    assert_eq!(
        shown(&rate("2")[0]),
        json!({"base": "EUR", "quote": "USD", "rate_type": "average", "effective_on": "2025-05-31", "rate": "1.0854000000"})
    );
    assert!(rate("7").is_empty());
}

#[test]
fn other_names_work_by_overrides_alone() {
    let mut own = settings();
    let overrides = r#"
        [projects.project]
        sales_order = "custentity_order_no"
        same_as2 = { from = "custentity_psa", convert = "peer", vendor = "kantata", patterns = { "ws-" = "workspace" } }
        [invoices.invoice_line]
        delivery = { from = "custcol_source", convert = "one_of", values = { "T-*" = "time" }, other = "none" }
        time_entry_id = { from = "custcol_source", convert = "peer", vendor = "kantata", patterns = { "T-" = "time_entry" } }
    "#;
    let tables: toml::Table = toml::from_str(overrides).unwrap();
    for (stream, lines) in tables {
        let section = own.streams.entry(stream).or_default();
        section.overrides = lines.as_table().unwrap().clone();
    }
    let job = json!({"id": "5", "entityid": "P-5", "companyname": "X", "entitystatus": "2", "custentity_order_no": "SO-1", "custentity_psa": "ws-77"});
    let mapped = map_with(&own, "projects", &job);
    assert_eq!(shown(&mapped.records[0])["sales_order"], "SO-1");
    assert_eq!(mapped.records[0].same_as[0].to_string(), "psa/workspace/77");
    let mapper = Mapper::new(&NETSUITE, &own).unwrap();
    let stream = NETSUITE
        .streams
        .iter()
        .find(|s| s.name == "invoices")
        .unwrap();
    let custom = crate::connect::netsuite::custom::of(stream, &mapper);
    let asked: Vec<&str> = custom.columns["lines"]
        .iter()
        .map(|column| column.name.as_ref())
        .collect();
    assert!(asked.contains(&"custcol_source"));
}

#[test]
fn references_fit_the_type_of_their_field() {
    for stream in NETSUITE.streams {
        for mapping in stream.mappings {
            for line in mapping.lines {
                let Some((_, field)) = mapping.kind.entity().field(line.field) else {
                    continue;
                };
                let reference = matches!(line.convert, crate::connect::mapping::Convert::Ref(_));
                assert_eq!(
                    reference,
                    matches!(field.ty, Type::Ref(_)),
                    "{} {}",
                    stream.name,
                    line.field
                );
            }
        }
    }
}

/// What is for nobody is the firm's own cost; it keeps no other line from its project.
#[test]
fn a_line_of_an_expense_report_for_nobody_is_left_out() {
    let records = map(
        "expenses",
        json!({
            "id": "8", "type": "ExpRept", "entity": "812", "trandate": "2026-05-31", "status": "F",
            "currency_code": "EUR",
            "lines": [
                {"id": "1", "entity": "1645", "project": "1645", "foreignamount": "12.5", "category": "Travel"},
                {"id": "2", "foreignamount": "99", "category": "Travel"}
            ]
        }),
    );
    let keys: Vec<&str> = (records.iter())
        .map(|record| record.key.external_id.as_str())
        .collect();
    assert_eq!(keys, ["8-1"]);
}

#[test]
fn a_booking_whose_hours_are_not_shown_has_those_of_its_amount() {
    let booking = |unit: &str| {
        json!({
            "id": "1", "allocationresource": "812", "project": "1548", "startdate": "2026-06-01",
            "enddate": "2026-06-30", "allocationamount": "37.5", "allocationunit": unit, "allocationtype": "1"
        })
    };
    let records = map("assignments", booking("H"));
    let own = shown(&records[0]);
    assert_eq!(own["duration"], json!("135000000"), "{own}");
    let percent = map_with(&settings(), "assignments", &booking("P"));
    assert_eq!(percent.error.unwrap().code, "FIELD_MISSING");
}

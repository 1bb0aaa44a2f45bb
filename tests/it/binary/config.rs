//! A configuration that is wrong: one message with file, line and key, what was expected, and the nearest right name.

use super::place::Place;

/// A connection that is right.
const PSA: &str = r#"
[[connection]]
id = "psa"
vendor = "kantata"
base_url = "https://api.example.com/api/v1"
credentials = {}
"#;

async fn refused(text: &str, variables: &[(&str, &str)], parts: &[&str]) {
    let mut place = Place::with(text);
    for (name, value) in variables {
        place = place.variable(name, value);
    }
    place.run(&["check"]).await.refused(parts);
}

#[tokio::test]
async fn a_missing_file() {
    let told = Place::new()
        .run(&["serve", "--config", "nowhere.toml"])
        .await;
    told.refused(&["nowhere.toml", "No such file", "throughline.example.toml"]);
}

#[tokio::test]
async fn no_toml() {
    refused("[hub]\nlisten = = 1\n", &[], &["throughline.toml:2"]).await;
}

#[tokio::test]
async fn an_unknown_key() {
    let parts = [
        "throughline.toml:2",
        "unknown field `lisen`",
        "did you mean `listen`?",
    ];
    refused("[hub]\nlisen = \"127.0.0.1:1\"\n", &[], &parts).await;
}

#[tokio::test]
async fn an_unknown_section() {
    let parts = [
        "throughline.toml:1",
        "unknown field `reportin`",
        "did you mean `reporting`?",
    ];
    refused("[reportin]\n", &[], &parts).await;
}

#[tokio::test]
async fn a_value_of_the_wrong_type() {
    let parts = ["throughline.toml:2", "hub.listen", "expected a string"];
    refused("[hub]\nlisten = 8080\n", &[], &parts).await;
}

#[tokio::test]
async fn a_missing_key() {
    let text = "[[connection]]\nid = \"psa\"\nvendor = \"kantata\"\ncredentials = {}\n";
    refused(
        text,
        &[],
        &["throughline.toml:1", "missing field `base_url`"],
    )
    .await;
}

#[tokio::test]
async fn two_connections_of_one_id() {
    let parts = [
        "throughline.toml:9",
        "two connections have the id \"psa\"",
        "throughline.toml:3",
    ];
    refused(&format!("{PSA}{PSA}"), &[], &parts).await;
}

#[tokio::test]
async fn an_unknown_vendor() {
    let parts = [
        "throughline.toml:4",
        "connection psa",
        "\"kantatta\"",
        "kantata",
    ];
    refused(&PSA.replace("\"kantata\"", "\"kantatta\""), &[], &parts).await;
}

#[tokio::test]
async fn an_unknown_stream() {
    let text = format!("{PSA}[connection.streams.time_entry]\nenabled = false\n");
    let parts = [
        "throughline.toml:7",
        "\"time_entry\"",
        "did you mean `time_entries`?",
    ];
    refused(&text, &[], &parts).await;
}

#[tokio::test]
async fn an_unknown_profile() {
    let text = PSA.replace(
        "credentials = {}",
        "credentials = {}\nprofile = \"ours.toml\"",
    );
    refused(
        &text,
        &[],
        &["throughline.toml:7", "connection psa", "ours.toml"],
    )
    .await;
}

#[tokio::test]
async fn an_override_of_no_field() {
    let text = format!(
        "{PSA}[connection.streams.time_entries.overrides.time_entry]\ndurration = \"hours\"\n"
    );
    let parts = [
        "throughline.toml:8",
        "time_entries.time_entry.durration",
        "duration",
    ];
    refused(
        &text,
        &[("THROUGHLINE__CONNECTION__PSA__CREDENTIALS__TOKEN", "hush")],
        &parts,
    )
    .await;
}

#[tokio::test]
async fn an_override_of_no_conversion() {
    let text = format!(
        "{PSA}[connection.streams.time_entries.overrides.time_entry]\nduration = {{ from = \"hours\", convert = \"ours\" }}\n"
    );
    let parts = [
        "throughline.toml:8",
        "time_entries.time_entry.duration",
        "no conversion is called \"ours\"",
    ];
    refused(
        &text,
        &[("THROUGHLINE__CONNECTION__PSA__CREDENTIALS__TOKEN", "hush")],
        &parts,
    )
    .await;
}

#[tokio::test]
async fn an_address_that_is_none() {
    let parts = [
        "throughline.toml:5",
        "connection psa",
        "base_url",
        "api.example.com",
    ];
    let text = PSA.replace("https://api.example.com/api/v1", "api.example.com/api");
    refused(&text, &[], &parts).await;
}

#[tokio::test]
async fn a_peer_that_is_none() {
    let text = PSA.replace(
        "credentials = {}",
        "credentials = {}\npeers = { netsuite = \"epr\" }",
    );
    refused(&text, &[], &["throughline.toml:7", "netsuite = \"epr\""]).await;
}

#[tokio::test]
async fn a_currency_that_is_none() {
    let parts = ["throughline.toml:2", "reporting.group_currency", "USDD"];
    refused("[reporting]\ngroup_currency = \"USDD\"\n", &[], &parts).await;
}

#[tokio::test]
async fn a_currency_that_nobody_knows() {
    let parts = ["throughline.toml:2", "reporting.group_currency", "QQQ"];
    refused("[reporting]\ngroup_currency = \"QQQ\"\n", &[], &parts).await;
}

#[tokio::test]
async fn a_time_zone_that_is_none() {
    let parts = [
        "throughline.toml:2",
        "Europe/Belin",
        "did you mean `Europe/Berlin`?",
    ];
    refused("[reporting]\ntime_zone = \"Europe/Belin\"\n", &[], &parts).await;
}

#[tokio::test]
async fn a_secret_in_the_file() {
    let text = PSA.replace(
        "credentials = {}",
        "credentials = { token = \"hush-hush\" }",
    );
    let place = Place::with(&text);
    let told = place.run(&["check"]).await;
    told.refused(&[
        "throughline.toml:6",
        "token is a secret",
        "THROUGHLINE__CONNECTION__PSA__CREDENTIALS__TOKEN",
    ]);
    assert!(!told.err.contains("hush-hush"), "{}", told.err);
}

#[tokio::test]
async fn a_secret_where_a_table_belongs() {
    let place = Place::with(&PSA.replace("credentials = {}", "credentials = \"hush-hush\""));
    let told = place.run(&["check"]).await;
    told.refused(&["throughline.toml:6", "credentials", "invalid type: string"]);
    assert!(!told.err.contains("hush-hush"), "{}", told.err);
}

#[tokio::test]
async fn a_password_in_the_databases_address() {
    let place = Place::with("[hub]\ndatabase = \"postgres://hub:hush-hush@localhost/hub\"\n");
    let told = place.run(&["check"]).await;
    told.refused(&[
        "throughline.toml:2",
        "hub.database",
        "THROUGHLINE__HUB__DATABASE",
    ]);
    assert!(!told.err.contains("hush-hush"), "{}", told.err);
}

#[tokio::test]
async fn a_missing_secret() {
    let parts = [
        "throughline.toml:2",
        "connection psa",
        "token",
        "THROUGHLINE__CONNECTION__PSA__CREDENTIALS__TOKEN",
    ];
    refused(PSA, &[], &parts).await;
}

#[tokio::test]
async fn a_secret_of_no_connection() {
    let parts = [
        "THROUGHLINE__CONNECTION__PSSA__CREDENTIALS__TOKEN",
        "\"pssa\"",
        "did you mean `psa`?",
    ];
    refused(
        PSA,
        &[("THROUGHLINE__CONNECTION__PSSA__CREDENTIALS__TOKEN", "hush")],
        &parts,
    )
    .await;
}

#[tokio::test]
async fn a_secrets_file_that_is_missing() {
    let variable = "THROUGHLINE__CONNECTION__PSA__CREDENTIALS__TOKEN_FILE";
    refused(
        PSA,
        &[(variable, "no/such/file")],
        &[variable, "no/such/file"],
    )
    .await;
}

#[tokio::test]
async fn an_unknown_variable() {
    let parts = [
        "THROUGHLINE__HUB__LISSEN",
        "unknown field `lissen`",
        "did you mean `listen`?",
    ];
    refused("", &[("THROUGHLINE__HUB__LISSEN", "127.0.0.1:1")], &parts).await;
}

#[tokio::test]
async fn a_variable_of_the_wrong_type() {
    let variable = "THROUGHLINE__AUTH__LEEWAY_SECONDS";
    refused(
        "",
        &[(variable, "soon")],
        &[variable, "invalid type", "expected u64"],
    )
    .await;
}

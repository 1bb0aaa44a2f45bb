//! A connection that does not work: each cause has one message of its own, soon, from `check` and from `sync` alike.

use sandbox::firm::Scale;
use sandbox::{Options, Running};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::place::Place;

/// A small firm on a fixed day.
pub(super) async fn firm() -> Running {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 24);
    let options = Options {
        seed: 5,
        scale: Scale::Tiny,
        today,
    };
    sandbox::start(options).await.unwrap()
}

/// `check` and `sync` say the same, once.
async fn refused(place: &Place, parts: &[&str]) {
    place.run(&["check"]).await.refused(parts);
    let told = place.run(&["sync"]).await;
    told.refused(parts);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_token() {
    let firm = firm().await;
    let place = Place::kantata_at(&firm.kantata.base_url)
        .secret("PSA__CREDENTIALS__TOKEN", "a-token-that-is-wrong");
    let parts = [
        "connection psa",
        "127.0.0.1",
        "does not accept the credentials",
        "SIGN_IN_REFUSED",
    ];
    refused(&place, &parts).await;
}

/// Nothing but the secret is needed by Kantata, so that the file says nothing of credentials.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_alone_signs_in() {
    let firm = firm().await;
    let place = Place::with(&format!(
        "[hub]\ndatabase = \"sqlite://hub.db\"\n[[connection]]\nid = \"psa\"\nvendor = \"kantata\"\nbase_url = \"{}\"\n",
        firm.kantata.base_url
    ));
    let parts = ["connection psa", "token", "CREDENTIAL_MISSING"];
    place.run(&["check"]).await.refused(&parts);
    let place = place.secret("PSA__CREDENTIALS__TOKEN", &firm.kantata.token);
    let told = place.run(&["check"]).await;
    assert!(told.status.success(), "{told:?}");
    assert!(told.out.contains("psa (kantata): ok"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_client_secret() {
    let firm = firm().await;
    let place = Place::with(&format!(
        "[hub]\ndatabase = \"sqlite://hub.db\"\n[[connection]]\nid = \"crm\"\nvendor = \"salesforce\"\nbase_url = \"{}\"\ncredentials = {{ client_id = \"{}\" }}\n",
        firm.salesforce.base_url, firm.salesforce.client_id
    ))
    .secret("CRM__CREDENTIALS__CLIENT_SECRET", "a-secret-that-is-wrong");
    refused(
        &place,
        &["connection crm", "sign-in refused", "SIGN_IN_REFUSED"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_token_secret() {
    let firm = firm().await;
    let erp = &firm.netsuite.endpoint;
    let place = Place::with(&format!(
        "[hub]\ndatabase = \"sqlite://hub.db\"\n[[connection]]\nid = \"erp\"\nvendor = \"netsuite\"\nbase_url = \"{}\"\ncredentials = {{ account = \"{}\", consumer_key = \"{}\", token_id = \"{}\" }}\n",
        erp.base_url, erp.account, erp.consumer_key, erp.token_id
    ))
    .secret("ERP__CREDENTIALS__CONSUMER_SECRET", &erp.consumer_secret)
    .secret("ERP__CREDENTIALS__TOKEN_SECRET", "a-secret-that-is-wrong");
    refused(&place, &["connection erp", "SIGN_IN_REFUSED"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_does_not_exist() {
    let place = Place::kantata_at("http://no-such-host.invalid/api/v1")
        .secret("PSA__CREDENTIALS__TOKEN", "hush-hush");
    let parts = ["connection psa", "no-such-host.invalid", "base_url"];
    refused(&place, &parts).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_where_nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let place = Place::kantata_at(&format!("http://{address}/api/v1"))
        .secret("PSA__CREDENTIALS__TOKEN", "hush-hush");
    refused(&place, &["connection psa", &address.to_string(), "refused"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_answers_with_a_web_page() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let page = "<!doctype html><title>Welcome</title>";
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    page.len()
                );
                let _ = stream.write_all(format!("{head}{page}").as_bytes()).await;
            });
        }
    });
    let place = Place::kantata_at(&format!("http://{address}/api/v1"))
        .secret("PSA__CREDENTIALS__TOKEN", "hush-hush");
    refused(
        &place,
        &["connection psa", &address.to_string(), "base_url"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_path_that_is_wrong() {
    let firm = firm().await;
    let wrong = firm.kantata.base_url.replace("/api/v1", "/api/v7");
    let place = Place::kantata_at(&wrong).secret("PSA__CREDENTIALS__TOKEN", &firm.kantata.token);
    refused(&place, &["connection psa", "404", "NOT_FOUND", "base_url"]).await;
}

//! The checks themselves, the same for every vendor.

use std::collections::{BTreeMap, BTreeSet};

use sandbox::fault::{Action, Chaos, Rule};
use secrecy::ExposeSecret;

use super::bench::{Bench, Read};
use crate::connect::{Checkpoint, Client, RawObject};
use crate::domain::clock::Clock;
use crate::domain::record::{Kind, Type, Value};

/// Every stream ends, maps without a bad record, and a second pass brings nothing that is new.
pub(super) async fn reads_everything_once(bench: &Bench) -> BTreeMap<&'static str, Read> {
    let mut all = BTreeMap::new();
    for stream in bench.client.streams() {
        let first = bench.read(stream, &Checkpoint::default()).await;
        let second = bench.read(stream, &first.next).await;
        assert!(second.next.cursor >= first.next.cursor, "{}", stream.name);
        for (id, object) in &second.objects {
            assert_eq!(
                Some(&object.payload),
                first.objects.get(id).map(|first| &first.payload),
                "{}/{id} changed although nothing happened",
                stream.name
            );
        }
        let full = bench.read(stream, &second.next.full()).await;
        assert_eq!(
            ids(&first),
            ids(&full),
            "{}: a whole pass differs",
            stream.name
        );
        all.insert(stream.name, first);
    }
    all
}

/// Every object maps to records of the announced kinds, whose references point at objects that some stream makes.
pub(super) fn maps_everything(bench: &Bench, all: &BTreeMap<&'static str, Read>) -> Counts {
    let mut counts = Counts::new();
    let made: BTreeSet<&str> = bench
        .client
        .connector
        .streams
        .iter()
        .flat_map(|stream| {
            let own = stream.mappings.iter().map(|mapping| mapping.object);
            own.chain([stream.object])
        })
        .collect();
    for (name, read) in all {
        let stream = bench.stream(name);
        for object in read.objects.values() {
            let mapped = bench.client.map(stream, object);
            assert_eq!(
                mapped.error, None,
                "{name}/{}: {}",
                object.external_id, object.payload
            );
            for record in mapped.records {
                assert!(stream.emits.contains(&record.kind), "{name}");
                let fields = record.kind.entity().fields;
                for (field, value) in fields.iter().zip(&record.values) {
                    if let Some(Value::Ref(reference)) = value {
                        assert!(matches!(field.ty, Type::Ref(_)));
                        assert!(
                            *reference.connection != *bench.settings.connection
                                || made.contains(reference.object),
                            "{name}.{} points at {reference}, which no stream makes",
                            field.name
                        );
                    }
                    if value.is_some() {
                        *counts.entry((record.kind, field.name)).or_default() += 1;
                    }
                }
                *counts.entry((record.kind, "")).or_default() += 1;
            }
        }
    }
    counts
}

/// Records of a kind (under the empty name), and of each field those that have it.
pub(super) type Counts = BTreeMap<(Kind, &'static str), usize>;

/// The same objects come through every kind of fault.
pub(super) async fn loses_nothing_through_faults(
    bench: &Bench,
    calm: &BTreeMap<&'static str, Read>,
    chaos: Chaos,
) {
    bench.faults.chaos(Some(chaos));
    for (name, calm) in calm {
        let read = bench.read(bench.stream(name), &Checkpoint::default()).await;
        assert_eq!(ids(calm), ids(&read), "{name} through faults");
    }
    let counts = bench.faults.counts();
    bench.faults.calm();
    assert!(counts.len() > 5, "few faults were met: {counts:?}");
}

/// A limit is waited out, as long as the vendor says.
pub(super) async fn waits_where_told(bench: &Bench, stream: &str) {
    bench
        .faults
        .script(vec![Rule::once("", Action::Throttle(Some(1)))]);
    let begun = std::time::Instant::now();
    bench
        .read(bench.stream(stream), &Checkpoint::default())
        .await;
    bench.faults.calm();
    assert!(
        begun.elapsed().as_millis() >= 950,
        "it did not wait: {:?}",
        begun.elapsed()
    );
}

/// An object that cannot be read says where, and makes nothing; the mapper never panics.
pub(super) fn sets_bad_records_aside(bench: &Bench, all: &BTreeMap<&'static str, Read>) {
    for (name, read) in all {
        let stream = bench.stream(name);
        for object in read.objects.values().take(20) {
            for end in (0..object.payload.len()).step_by(7) {
                if !object.payload.is_char_boundary(end) {
                    continue;
                }
                let mapped = bench
                    .client
                    .map(stream, &with(object, &object.payload[..end]));
                assert!(
                    mapped.error.is_some() && mapped.records.is_empty(),
                    "{name}"
                );
            }
            for (theirs, odd) in [
                (":\"", ":\"\u{7f}"),
                (":", ":{\"x\":[null]}, \"y\":"),
                (":", ":null,\"z\":"),
            ] {
                bench
                    .client
                    .map(stream, &with(object, &object.payload.replace(theirs, odd)));
            }
        }
    }
}

/// Nothing that is printed has a secret in it.
pub(super) async fn keeps_secrets(bench: &Bench) {
    let mut settings = bench.settings.clone();
    settings.attempts = 1;
    let mut secrets = Vec::new();
    for (place, (name, secret)) in settings.secrets.iter_mut().enumerate() {
        secrets.push(secret.expose_secret().to_owned());
        if !secret.expose_secret().contains("PRIVATE KEY") {
            let planted = format!("planted{place}{name}secret");
            secrets.push(planted.clone());
            *secret = planted.into();
        }
    }
    let mut shown = format!("{settings:?}{:?}", bench.settings);
    let client = Client::open(settings, &Clock::system()).unwrap();
    match client.check().await {
        Ok(report) => shown.push_str(&format!("{report:?}")),
        Err(fault) => shown.push_str(&format!("{fault} {fault:?}")),
    }
    for secret in secrets {
        assert!(!shown.contains(&secret), "a secret is shown: {shown}");
    }
}

fn with(object: &RawObject, payload: &str) -> RawObject {
    RawObject {
        payload: payload.to_owned(),
        ..object.clone()
    }
}

pub(super) fn ids(read: &Read) -> BTreeSet<&str> {
    read.objects.keys().map(String::as_str).collect()
}

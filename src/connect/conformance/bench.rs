//! A vendor on a bench: its simulator, a client of it, and how to read a stream to the end of a pass.

use std::collections::BTreeMap;

use sandbox::fault::Faults;

use crate::connect::{Checkpoint, Client, Pass, RawObject, Settings, Stream};
use crate::domain::clock::Clock;
use crate::domain::fault::Remedy;

/// Pages after which a pass is said never to end.
const ENDLESS: usize = 5_000;

/// A vendor on a bench.
pub(super) struct Bench {
    pub settings: Settings,
    pub client: Client,
    pub faults: Faults,
}

/// What a pass brought.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub objects: BTreeMap<String, RawObject>,
    pub deleted: Vec<String>,
    pub next: Checkpoint,
    pub pages: usize,
}

impl Bench {
    pub fn new(mut settings: Settings, faults: Faults) -> Self {
        // Waits of milliseconds: what is shown is that it waits and repeats, not how long.
        settings.first_wait_ms = 1;
        let client = Client::open(settings.clone(), &Clock::system()).unwrap();
        Self {
            settings,
            client,
            faults,
        }
    }

    pub fn stream(&self, name: &str) -> &'static Stream {
        let mut streams = self.client.connector.streams.iter();
        streams.find(|stream| stream.name == name).unwrap()
    }

    /// Reads to the end of a pass, after which no whole one is asked for.
    pub async fn read(&self, stream: &'static Stream, from: &Checkpoint) -> Read {
        let read = self.pass(stream, from).await;
        assert_eq!(read.next.pass, Pass::Changes, "{}", stream.name);
        read
    }

    /// Reads to the end of a pass, as whoever drives it would: a failure that may pass repeats the page.
    pub async fn pass(&self, stream: &'static Stream, from: &Checkpoint) -> Read {
        let mut read = Read {
            next: from.clone(),
            ..Read::default()
        };
        let mut failures = 0;
        loop {
            assert!(read.pages < ENDLESS, "{}: paging never ends", stream.name);
            // What is stored between pages is all that a restart has.
            let stored = serde_json::to_string(&read.next).unwrap();
            let at: Checkpoint = serde_json::from_str(&stored).unwrap();
            let page = match self.client.page(stream, &at).await {
                Ok(page) => page,
                Err(fault) if fault.remedy == Remedy::Retry && failures < 200 => {
                    failures += 1;
                    continue;
                }
                Err(fault) => panic!("{}: {fault}", stream.name),
            };
            assert!(
                page.next.cursor >= read.next.cursor,
                "{}: the checkpoint goes back",
                stream.name
            );
            assert_eq!(page.done, !page.next.under_way(), "{}", stream.name);
            for object in page.objects {
                read.objects.insert(object.external_id.clone(), object);
            }
            read.deleted
                .extend(page.deletions.into_iter().map(|d| d.external_id));
            read.next = page.next;
            read.pages += 1;
            if page.done {
                assert!(read.next.cursor.is_some(), "{}", stream.name);
                return read;
            }
        }
    }
}

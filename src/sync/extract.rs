//! Reads the pages of a pass ahead of what is being written, gathers them into batches, and maps what is news in them.
//!
//! Whoever reads does as little as the next request needs: pages are taken apart by whoever maps.
//!
//! Three batches are under way at most: one is read, one mapped, one written.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::DatabaseConnection;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Settings;
use super::digest::{self, Digests, Kept};
use super::land::{self, Incoming, Sorted};
use super::promote::{Promoted, promote};
use super::recent::Recent;
use super::registry::RawIds;
use crate::connect::{Checkpoint, Client, Reread, Stream};
use crate::domain::fault::Fault;
use crate::domain::id::content_hash;
use crate::model::database::remedy;

/// Pages that are written in one transaction.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Pages, each with its place within a whole pass.
    read: Vec<(Option<i64>, Reread)>,
    /// Ids of all that came, and whether each lives, for passes that find what is missing.
    pub(super) shown: Vec<(i64, bool)>,
    /// Places of pages that are as they were.
    pub(super) again: Vec<i64>,
    /// Pages to be known again.
    pub(super) kept: Vec<Kept>,
    /// What is news among it, and what mapping makes of that.
    pub(super) sorted: Sorted,
    pub(super) promoted: Promoted,
    /// Names that objects have been seen with so far.
    pub(super) fields: BTreeSet<String>,
    /// Objects received, repetitions included.
    pub(super) objects: u64,
    pub(super) pages: u64,
    pub(super) requests: u64,
    pub(super) retried: u64,
    pub(super) expected: Option<u64>,
    /// Where to go on after it; none where no page was read.
    pub(super) next: Option<Checkpoint>,
    pub(super) done: bool,
    /// Why there are no more pages, where the pass did not end.
    pub(super) fault: Option<Fault>,
}

/// Batches of a pass; one is read while another is written.
pub(super) struct Extract {
    batches: mpsc::Receiver<Batch>,
    reader: JoinHandle<()>,
    mapper: JoinHandle<()>,
}

/// What extraction of a pass needs.
pub(super) struct Pass {
    pub(super) client: Arc<Client>,
    pub(super) stream: &'static Stream,
    pub(super) connection_id: i32,
    pub(super) from: Checkpoint,
    /// Names that objects have been seen with.
    pub(super) fields: BTreeSet<String>,
    /// True while the names are learnt.
    pub(super) learning: bool,
}

impl Extract {
    /// Starts reading and mapping.
    pub(super) fn start(
        pass: Pass,
        connection: DatabaseConnection,
        settings: &Settings,
        cancel: CancellationToken,
    ) -> Self {
        let (read_into, mut to_map) = mpsc::channel::<Batch>(1);
        let (mapped_into, batches) = mpsc::channel(1);
        let (rows, longest) = (
            settings.batch_rows,
            Duration::from_millis(settings.batch_ms),
        );
        let (client, stream, number) = (pass.client.clone(), pass.stream, pass.connection_id);
        let database = connection.clone();
        let reader = tokio::spawn(async move {
            let known = match digest::place(&pass.from) {
                Some(_) => digest::load(&database, number, stream.name).await,
                None => Ok(Digests::new()),
            };
            match known {
                Ok(known) => {
                    let limits = (rows, longest);
                    read(
                        &client,
                        stream,
                        (pass.from, &known),
                        limits,
                        &cancel,
                        &read_into,
                    )
                    .await;
                }
                Err(error) => {
                    let batch = Batch {
                        fault: Some(remedy(&error)),
                        ..Batch::default()
                    };
                    // The receiver is gone only where the run has ended already.
                    let _ = read_into.send(batch).await;
                }
            }
        });
        let (client, mut fields) = (pass.client, pass.fields);
        let mapper = tokio::spawn(async move {
            let (ids, mut recent) = (RawIds::new(&client, stream), Recent::default());
            while let Some(mut batch) = to_map.recv().await {
                let mut incoming = batch.open(&ids);
                recent.sift(&mut incoming);
                let sorted = async {
                    let again = &batch.again;
                    let shown = digest::shown(&connection, number, stream.name, again).await?;
                    batch.shown.extend(shown);
                    land::sort(&connection, incoming).await
                };
                let sorted = match sorted.await {
                    Ok(sorted) => sorted,
                    Err(error) => {
                        batch.next = None;
                        batch.fault = Some(remedy(&error));
                        // The receiver is gone only where the run has ended already.
                        let _ = mapped_into.send(batch).await;
                        return;
                    }
                };
                let Some((sorted, promoted, known)) =
                    map(client.clone(), stream, sorted, fields, pass.learning).await
                else {
                    return;
                };
                batch.sorted = sorted;
                batch.promoted = promoted;
                batch.fields.clone_from(&known);
                fields = known;
                if mapped_into.send(batch).await.is_err() {
                    return;
                }
            }
        });
        Self {
            batches,
            reader,
            mapper,
        }
    }

    /// The next batch; none after the last.
    pub(super) async fn next(&mut self) -> Option<Batch> {
        self.batches.recv().await
    }
}

impl Drop for Extract {
    fn drop(&mut self) {
        self.reader.abort();
        self.mapper.abort();
    }
}

/// Maps news away from the threads that wait for the network; none where mapping ended by itself.
pub(super) async fn map(
    client: Arc<Client>,
    stream: &'static Stream,
    mut sorted: Sorted,
    mut fields: BTreeSet<String>,
    learning: bool,
) -> Option<(Sorted, Promoted, BTreeSet<String>)> {
    let mapped = tokio::task::spawn_blocking(move || {
        let promoted = promote(&client, stream, &mut sorted.news, &mut fields, learning);
        (sorted, promoted, fields)
    });
    match mapped.await {
        Ok(mapped) => Some(mapped),
        Err(error) => {
            tracing::error!(stream = stream.name, %error, "mapping ended by itself");
            None
        }
    }
}

async fn read(
    client: &Client,
    stream: &'static Stream,
    (mut at, known): (Checkpoint, &Digests),
    (rows, longest): (usize, Duration),
    cancel: &CancellationToken,
    sender: &mpsc::Sender<Batch>,
) {
    loop {
        let mut batch = Batch::default();
        let deadline = tokio::time::Instant::now() + longest;
        let mut fresh = 0;
        loop {
            let place = digest::place(&at);
            let landed = place.and_then(|place| known.get(&place));
            let page = tokio::select! {
                page = client.reread(stream, &at, landed) => page,
                () = cancel.cancelled() => {
                    batch.fault = Some(cancelled());
                    break;
                }
            };
            match page {
                Ok(read) => {
                    at = read.page.next.clone();
                    fresh += read.page.objects.len() + read.page.deletions.len();
                    batch.add(place, read);
                }
                Err(fault) => batch.fault = Some(fault),
            }
            if batch.done
                || batch.fault.is_some()
                || fresh >= rows
                || tokio::time::Instant::now() >= deadline
            {
                break;
            }
        }
        let last = batch.done || batch.fault.is_some();
        if sender.send(batch).await.is_err() || last {
            return;
        }
    }
}

/// Code of the fault by which a cancelled run ends.
pub(super) const CANCELLED: &str = "CANCELLED";

fn cancelled() -> Fault {
    Fault::new(
        CANCELLED,
        crate::domain::fault::Remedy::Retry,
        "the hub is stopping",
    )
}

impl Batch {
    fn add(&mut self, place: Option<i64>, read: Reread) {
        let page = &read.page;
        self.pages += 1;
        self.objects += read.rows;
        self.requests += u64::from(page.requests);
        self.retried += u64::from(page.retried);
        self.expected = page.expected.or(self.expected);
        self.done = page.done;
        self.next = Some(page.next.clone());
        self.read.push((place, read));
    }

    /// Takes its pages apart.
    fn open(&mut self, ids: &RawIds<'_>) -> Vec<Incoming> {
        let mut all = Vec::new();
        for (place, read) in std::mem::take(&mut self.read) {
            let received_at = read.page.received_at.0;
            let first = all.len();
            for object in read.page.objects {
                let version_at = object.version_at.map_or(received_at, |at| at.0);
                all.push(Incoming {
                    id: ids.of(&object.external_id),
                    hash: content_hash(object.payload.as_bytes()),
                    version_at,
                    stamped: object.version_at.is_some(),
                    received_at,
                    deleted_at: object.deleted.then_some(version_at),
                    external_id: object.external_id,
                    payload: Some(object.payload),
                });
            }
            for deletion in read.page.deletions {
                all.push(Incoming {
                    id: ids.of(&deletion.external_id),
                    external_id: deletion.external_id,
                    payload: None,
                    hash: 0,
                    version_at: deletion.at.0,
                    stamped: true,
                    received_at,
                    deleted_at: Some(deletion.at.0),
                });
            }
            let shows = |incoming: &Incoming| (incoming.id, incoming.deleted_at.is_none());
            let shown: Vec<(i64, bool)> = all[first..].iter().map(shows).collect();
            self.shown.extend(&shown);
            match (place, read.known) {
                (Some(place), _) if read.unchanged => self.again.push(place),
                (Some(place), Some(known)) => self.kept.push(Kept {
                    place,
                    known,
                    shown,
                }),
                _ => {}
            }
        }
        all
    }
}

//! Reads the pages of a pass ahead of what is being written, and gathers them into batches.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Settings;
use super::land::Incoming;
use super::registry::raw_id;
use crate::connect::{Checkpoint, Client, Page, Stream};
use crate::domain::fault::Fault;
use crate::domain::id::content_hash;

/// Pages that are written in one transaction.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) incoming: Vec<Incoming>,
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
}

impl Extract {
    /// Starts reading.
    pub(super) fn start(
        client: Arc<Client>,
        stream: &'static Stream,
        from: Checkpoint,
        settings: &Settings,
        cancel: CancellationToken,
    ) -> Self {
        let (sender, batches) = mpsc::channel(1);
        let (rows, longest) = (
            settings.batch_rows,
            Duration::from_millis(settings.batch_ms),
        );
        let reader = tokio::spawn(async move {
            read(&client, stream, from, (rows, longest), &cancel, &sender).await;
        });
        Self { batches, reader }
    }

    /// The next batch; none after the last.
    pub(super) async fn next(&mut self) -> Option<Batch> {
        self.batches.recv().await
    }
}

impl Drop for Extract {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn read(
    client: &Client,
    stream: &'static Stream,
    mut at: Checkpoint,
    (rows, longest): (usize, Duration),
    cancel: &CancellationToken,
    sender: &mpsc::Sender<Batch>,
) {
    loop {
        let mut batch = Batch::default();
        let deadline = tokio::time::Instant::now() + longest;
        loop {
            let page = tokio::select! {
                page = client.page(stream, &at) => page,
                () = cancel.cancelled() => {
                    batch.fault = Some(cancelled());
                    break;
                }
            };
            match page {
                Ok(page) => {
                    at = page.next.clone();
                    batch.add(client, stream, page);
                }
                Err(fault) => batch.fault = Some(fault),
            }
            if batch.done
                || batch.fault.is_some()
                || batch.incoming.len() >= rows
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
    fn add(&mut self, client: &Client, stream: &'static Stream, page: Page) {
        self.pages += 1;
        self.objects += page.objects.len() as u64;
        self.requests += u64::from(page.requests);
        self.retried += u64::from(page.retried);
        self.expected = page.expected.or(self.expected);
        self.done = page.done;
        self.next = Some(page.next);
        let received_at = page.received_at.0;
        for object in page.objects {
            let version_at = object.version_at.map_or(received_at, |at| at.0);
            self.incoming.push(Incoming {
                id: raw_id(client, stream, &object.external_id),
                hash: content_hash(object.payload.as_bytes()),
                version_at,
                stamped: object.version_at.is_some(),
                received_at,
                deleted_at: object.deleted.then_some(version_at),
                external_id: object.external_id,
                payload: Some(object.payload),
            });
        }
        for deletion in page.deletions {
            self.incoming.push(Incoming {
                id: raw_id(client, stream, &deletion.external_id),
                external_id: deletion.external_id,
                payload: None,
                hash: 0,
                version_at: deletion.at.0,
                stamped: true,
                received_at,
                deleted_at: Some(deletion.at.0),
            });
        }
    }
}

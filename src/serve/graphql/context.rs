//! One request, one moment: who asks, what the viewer reaches, and a snapshot that every field of the answer reads.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use async_graphql::Context;
use sea_orm::DatabaseTransaction;
use tokio::sync::OnceCell;

use super::error::Refusal;
use crate::access::{Class, Permission, Subject, Viewer};
use crate::domain::record::Kind;
use crate::model::feed::Position;
use crate::model::read::source::{self, Provenance};
use crate::model::read::{self, Seen};
use crate::model::scope::Sight;
use crate::serve::State;
use crate::serve::figures::Request;
use crate::serve::reads::{Counts, audited};

/// What the fields of one request share.
pub(crate) struct Asked {
    /// The hub.
    pub(crate) hub: State,
    /// What the viewer reaches.
    pub(crate) sight: Arc<Sight>,
    snapshot: OnceCell<DatabaseTransaction>,
    /// The moment.
    pub(crate) position: Position,
    /// Correlation id of the request.
    pub(crate) correlation: String,
    /// What the request's figures share.
    pub(crate) figures: Request,
    shown: Mutex<Counts>,
    rows: Batch<(Kind, i64), Seen>,
    sources: Batch<i64, Provenance>,
}

impl Asked {
    /// A request's context.
    pub(crate) fn new(
        hub: State,
        sight: Arc<Sight>,
        snapshot: Option<DatabaseTransaction>,
        position: Position,
        correlation: String,
        figures: Request,
    ) -> Self {
        Self {
            hub,
            sight,
            snapshot: OnceCell::new_with(snapshot),
            position,
            correlation,
            figures,
            shown: Mutex::default(),
            rows: Batch::default(),
            sources: Batch::default(),
        }
    }

    /// The moment's rows; a subscription's event opens them only where it shows more than itself.
    pub(crate) async fn snapshot(&self) -> Result<&DatabaseTransaction, Refusal> {
        Ok(self
            .snapshot
            .get_or_try_init(|| self.hub.database().snapshot())
            .await?)
    }

    /// Who asks.
    pub(crate) fn viewer(&self) -> &Viewer {
        self.sight.viewer()
    }

    /// Refuses who may not.
    pub(crate) fn require(
        &self,
        permission: Permission,
        what: &'static str,
    ) -> Result<(), Refusal> {
        if self.viewer().may(permission) {
            Ok(())
        } else {
            Err(Refusal::Forbidden { what })
        }
    }

    /// Whether a grant that reaches what hangs on these allows something.
    pub(crate) fn may_on(&self, permission: Permission, subject: &Subject) -> bool {
        self.sight.may_on(permission, subject)
    }

    /// Notes that a value of a class has been shown: of a kind of row, or of a figure.
    pub(crate) fn note(&self, class: Class, thing: &'static str) {
        if audited(class) {
            *locked(&self.shown).entry((class, thing)).or_default() += 1;
        }
    }

    /// A row, read together with the others of its level; nothing where it is hidden or absent.
    pub(crate) async fn row(&self, kind: Kind, id: i64) -> Result<Option<Seen>, Refusal> {
        self.rows
            .get((kind, id), async |keys| {
                let snapshot = self.snapshot().await?;
                let mut found = HashMap::new();
                let kinds: HashSet<Kind> = keys.iter().map(|(kind, _)| *kind).collect();
                for kind in kinds {
                    let ids: Vec<i64> = keys
                        .iter()
                        .filter(|(of, _)| *of == kind)
                        .map(|(_, id)| *id)
                        .collect();
                    let rows = read::by_ids(snapshot, &self.sight, kind, &ids).await?;
                    found.extend(rows.into_iter().map(|(id, seen)| ((kind, id), seen)));
                }
                Ok(found)
            })
            .await
    }

    /// Where a row came from, read together with the others of its level.
    pub(crate) async fn source(&self, id: i64) -> Result<Option<Provenance>, Refusal> {
        self.sources
            .get(id, async |ids| {
                Ok(source::provenance(self.snapshot().await?, &ids).await?)
            })
            .await
    }
}

impl Drop for Asked {
    /// What a request or an event has shown is told to the audit log when it is over.
    fn drop(&mut self) {
        let shown = std::mem::take(&mut *locked(&self.shown));
        self.hub
            .reads()
            .add(self.sight.viewer(), shown, &self.correlation);
    }
}

/// The context of a subscription: that of the event being shown.
pub(crate) struct Current(Mutex<Arc<Asked>>);

impl Current {
    /// Before the first event.
    pub(crate) fn new(asked: Arc<Asked>) -> Self {
        Self(Mutex::new(asked))
    }

    /// The context now.
    pub(crate) fn get(&self) -> Arc<Asked> {
        locked(&self.0).clone()
    }

    /// Another event is shown from here on.
    pub(crate) fn set(&self, asked: Arc<Asked>) {
        *locked(&self.0) = asked;
    }
}

/// The context of a field.
pub(super) fn asked(context: &Context<'_>) -> Result<Arc<Asked>, Refusal> {
    if let Ok(asked) = context.data::<Arc<Asked>>() {
        return Ok(asked.clone());
    }
    context
        .data::<Arc<Current>>()
        .map(|current| current.get())
        .map_err(|_| Refusal::Internal)
}

/// A lock whose holder never panics.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Gathers the keys that the fields of one level name, and reads them in one go.
struct Batch<K, V> {
    state: Mutex<Gathered<K, V>>,
    gate: tokio::sync::Mutex<()>,
}

struct Gathered<K, V> {
    wanted: HashSet<K>,
    known: HashMap<K, Option<V>>,
}

impl<K, V> Default for Batch<K, V> {
    fn default() -> Self {
        Self {
            state: Mutex::new(Gathered {
                wanted: HashSet::new(),
                known: HashMap::new(),
            }),
            gate: tokio::sync::Mutex::new(()),
        }
    }
}

impl<K: Copy + Eq + std::hash::Hash, V: Clone> Batch<K, V> {
    fn known(&self, key: &K) -> Option<Option<V>> {
        let mut state = locked(&self.state);
        let known = state.known.get(key).cloned();
        if known.is_none() {
            state.wanted.insert(*key);
        }
        known
    }

    async fn get(
        &self,
        key: K,
        read: impl AsyncFnOnce(Vec<K>) -> Result<HashMap<K, V>, Refusal>,
    ) -> Result<Option<V>, Refusal> {
        if let Some(known) = self.known(&key) {
            return Ok(known);
        }
        // The siblings of this level name their keys before anybody reads.
        tokio::task::yield_now().await;
        let _gate = self.gate.lock().await;
        if let Some(known) = self.known(&key) {
            return Ok(known);
        }
        let wanted: Vec<K> = {
            let mut state = locked(&self.state);
            state.wanted.drain().collect()
        };
        let mut found = read(wanted.clone()).await?;
        let mut state = locked(&self.state);
        for key in wanted {
            let value = found.remove(&key);
            state.known.insert(key, value);
        }
        Ok(state.known.get(&key).cloned().flatten())
    }
}

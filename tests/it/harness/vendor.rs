//! A vendor that delivers what a test says, page by page, in the test's order.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use entity::value::Instant;
use throughline::connect::mapping::convert::one_of;
use throughline::connect::mapping::{Convert, Line, MAPPING, Mapping, line};
use throughline::connect::{
    CheckReport, Checkpoint, Client, Connector, Cursor, Deletion, Deletions, Known, Page, Protocol,
    RawObject, Reread, Settings, SourceTotal, Stream,
};
use throughline::domain::fault::{Fault, Remedy};
use throughline::domain::id::content_hash;
use throughline::domain::record::Kind;

const PERSON: &[Line] = &[
    line("name", &["name"], Convert::Text),
    line("email", &["email"], Convert::Text),
    line(
        "worker",
        &["worker"],
        one_of(&[("employee", "employee")], "unknown"),
    ),
    line(
        "status",
        &["status"],
        one_of(&[("active", "active")], "unknown"),
    ),
];

const PROJECT: &[Line] = &[
    line("name", &["name"], Convert::Text),
    line("manager_id", &["manager"], Convert::Ref("user")),
    line(
        "status",
        &["status"],
        one_of(&[("active", "active")], "unknown"),
    ),
];

/// What an activation says of a project: only when.
const ACTIVATION: &[Line] = &[line("activated_at", &["at"], Convert::At)];

const TIME: &[Line] = &[
    line("person_id", &["user"], Convert::Ref("user")),
    line("project_id", &["project"], Convert::Ref("project")),
    line("work_on", &["day"], Convert::Day),
    line("duration", &["minutes"], Convert::Minutes),
    line(
        "status",
        &["status"],
        one_of(&[("approved", "approved"), ("draft", "draft")], "unknown"),
    ),
];

const INVOICE: &[Line] = &[
    line("number", &["number"], Convert::Text),
    line(
        "document",
        &["document"],
        one_of(&[("invoice", "invoice")], ""),
    ),
    line(
        "status",
        &["status"],
        one_of(&[("open", "open")], "unknown"),
    ),
    line("currency", &["currency"], Convert::Currency),
];

const LINE: &[Line] = &[
    line("invoice_id", &["^id"], Convert::Ref("invoice")),
    line("delivery", &["amount"], Convert::Const("none")),
    line("amount", &["amount"], Convert::Money),
    line("currency", &["currency"], Convert::Currency),
];

const fn stream(
    name: &'static str,
    object: &'static str,
    deletions: Deletions,
    mappings: &'static [Mapping],
) -> Stream {
    Stream {
        name,
        object,
        source: name,
        emits: &[],
        cursor: Cursor::Changed("changed"),
        lookback_seconds: 600,
        deletions,
        parameters: &[],
        mappings,
    }
}

static STREAMS: &[Stream] = &[
    stream(
        "users",
        "user",
        Deletions::Feed,
        &[Mapping {
            kind: Kind::Person,
            lines: PERSON,
            ..MAPPING
        }],
    ),
    stream(
        "projects",
        "project",
        Deletions::Feed,
        &[Mapping {
            kind: Kind::Project,
            lines: PROJECT,
            ..MAPPING
        }],
    ),
    stream(
        "activations",
        "activation",
        Deletions::Feed,
        &[Mapping {
            kind: Kind::Project,
            object: "project",
            key: &["project"],
            lines: ACTIVATION,
            partial: true,
            ..MAPPING
        }],
    ),
    stream(
        "time_entries",
        "time_entry",
        Deletions::Sweep,
        &[Mapping {
            kind: Kind::TimeEntry,
            lines: TIME,
            ..MAPPING
        }],
    ),
    stream(
        "invoices",
        "invoice",
        Deletions::Feed,
        &[
            Mapping {
                kind: Kind::Invoice,
                lines: INVOICE,
                ..MAPPING
            },
            Mapping {
                kind: Kind::InvoiceLine,
                object: "invoice_line",
                each: "lines",
                lines: LINE,
                ..MAPPING
            },
        ],
    ),
];

static SCRIPTED: Connector = Connector {
    vendor: "scripted",
    title: "Scripted",
    streams: STREAMS,
    profile: "",
    open: |_, _| {
        Err(Fault::new(
            "TEST",
            Remedy::Fail,
            "a scripted vendor is opened by its script",
        ))
    },
};

/// Something that the vendor delivers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Stream.
    pub stream: &'static str,
    /// Key.
    pub id: String,
    /// Source's stamp.
    pub version_at: i64,
    /// Instant of the reply.
    pub received_at: i64,
    /// Payload; none is a deletion.
    pub payload: Option<String>,
}

/// What the vendor will answer, shared with the test.
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<HashMap<&'static str, VecDeque<Answer>>>>);

/// One answer.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A page of deliveries; true ends the pass.
    Page(Vec<Delivery>, bool),
    /// A failure.
    Fault(Fault),
}

impl Script {
    /// Adds an answer to a stream.
    pub fn answer(&self, stream: &'static str, answer: Answer) {
        self.0
            .lock()
            .unwrap()
            .entry(stream)
            .or_default()
            .push_back(answer);
    }

    /// Adds a page that ends a pass.
    pub fn page(&self, stream: &'static str, deliveries: Vec<Delivery>) {
        self.answer(stream, Answer::Page(deliveries, true));
    }

    /// Forgets what was not asked for yet.
    pub fn clear(&self) {
        self.0.lock().unwrap().clear();
    }

    /// A connection to this vendor.
    pub fn client(&self, connection: &str) -> Client {
        self.client_with(Settings::new(connection, "scripted", "http://localhost"))
    }

    /// A connection to this vendor with settings of its own.
    pub fn client_with(&self, settings: Settings) -> Client {
        Client::over(&SCRIPTED, settings, Box::new(self.clone())).unwrap()
    }
}

#[async_trait]
impl Protocol for Script {
    async fn check(&self) -> Result<CheckReport, Fault> {
        Ok(CheckReport::default())
    }

    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        let answer = self
            .0
            .lock()
            .unwrap()
            .get_mut(stream.name)
            .and_then(VecDeque::pop_front);
        let (deliveries, done) = match answer {
            Some(Answer::Page(deliveries, done)) => (deliveries, done),
            Some(Answer::Fault(fault)) => return Err(fault),
            None => (Vec::new(), true),
        };
        let received = deliveries.iter().map(|delivery| delivery.received_at).max();
        Ok(page(at, deliveries, done, received.unwrap_or(0)))
    }

    async fn reread(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        known: Option<&Known>,
    ) -> Result<Reread, Fault> {
        let page = Protocol::page(self, stream, at).await?;
        let mut read = Reread::new(page);
        let page = &mut read.page;
        if page.deletions.is_empty() {
            let digest = content_hash(format!("{:?}", page.objects).as_bytes());
            read.unchanged = known.is_some_and(|known| known.digest == digest);
            read.known = Some(Known {
                digest,
                facts: String::new(),
            });
        }
        if read.unchanged {
            page.objects.clear();
        }
        Ok(read)
    }

    async fn totals(&self, _: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        Ok(Vec::new())
    }
}

/// A page of deliveries.
pub fn page(at: &Checkpoint, deliveries: Vec<Delivery>, done: bool, received_at: i64) -> Page {
    let begun = if at.under_way() {
        at.clone()
    } else {
        at.begin(Instant(received_at), 600)
    };
    let mut objects = Vec::new();
    let mut deletions = Vec::new();
    for delivery in deliveries {
        match delivery.payload {
            Some(payload) => objects.push(RawObject {
                external_id: delivery.id,
                version_at: Some(Instant(delivery.version_at)),
                payload,
                deleted: false,
            }),
            None => deletions.push(Deletion {
                external_id: delivery.id,
                at: Instant(delivery.version_at),
            }),
        }
    }
    Page {
        objects,
        deletions,
        next: if done { begun.end() } else { begun },
        done,
        received_at: Instant(received_at),
        expected: None,
        requests: 1,
        retried: 0,
    }
}

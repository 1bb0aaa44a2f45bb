//! A folder in which the program runs: its configuration, its secrets, its database; and what a run printed.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use sandbox::Running;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How long a run may take before the test gives up.
const LONGEST: Duration = Duration::from_secs(300);

/// A folder in which the program runs.
pub(crate) struct Place {
    folder: TempDir,
    variables: Vec<(String, String)>,
    /// Secrets that must never be printed.
    secrets: Vec<String>,
    /// The program; another copy of it where another user has to run it.
    pub(crate) program: PathBuf,
}

impl Place {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
            secrets: Vec::new(),
            program: PathBuf::from(env!("CARGO_BIN_EXE_throughline")),
        }
    }

    /// A folder with this configuration.
    pub(crate) fn with(text: &str) -> Self {
        let place = Self::new();
        place.write("throughline.toml", text);
        place
    }

    /// Connections to the three simulators, on a database; none is a SQLite file in the folder.
    pub(crate) fn firm(firm: &Running, database: Option<&str>, batch_rows: usize) -> Self {
        let mut place = Self::new();
        let file = format!("sqlite://{}", place.path("hub.db").display());
        let database = database.unwrap_or(&file);
        let (crm, erp, psa) = (&firm.salesforce, &firm.netsuite.endpoint, &firm.kantata);
        let options = "schedule_seconds = 1\noptions = { settle_seconds = 0 }";
        let peers = r#"peers = { salesforce = "crm", netsuite = "erp", kantata = "psa" }"#;
        place.write(
            "throughline.toml",
            &format!(
                r#"[hub]
database = "{database}"
listen = "127.0.0.1:0"
batch_rows = {batch_rows}

[auth]
issuer = "test"

[[connection]]
id = "crm"
vendor = "salesforce"
base_url = "{}"
credentials = {{ client_id = "{}" }}
{peers}
{options}

[[connection]]
id = "erp"
vendor = "netsuite"
base_url = "{}"
credentials = {{ account = "{}", consumer_key = "{}", token_id = "{}" }}
{peers}
{options}

[[connection]]
id = "psa"
vendor = "kantata"
base_url = "{}"
credentials = {{}}
{peers}
{options}
"#,
                crm.base_url,
                crm.client_id,
                erp.base_url,
                erp.account,
                erp.consumer_key,
                erp.token_id,
                psa.base_url
            ),
        );
        for (name, value) in [
            ("CRM__CREDENTIALS__CLIENT_SECRET", &crm.client_secret),
            ("ERP__CREDENTIALS__CONSUMER_SECRET", &erp.consumer_secret),
            ("ERP__CREDENTIALS__TOKEN_SECRET", &erp.token_secret),
            ("PSA__CREDENTIALS__TOKEN", &psa.token),
        ] {
            place = place.secret(name, value);
        }
        place.variable("THROUGHLINE__AUTH__HS256_KEY", KEY)
    }

    /// Kantata's simulator alone.
    pub(crate) fn kantata(firm: &Running) -> Self {
        Self::kantata_at(&firm.kantata.base_url)
            .secret("PSA__CREDENTIALS__TOKEN", &firm.kantata.token)
    }

    /// A connection to Kantata at some address.
    pub(crate) fn kantata_at(base_url: &str) -> Self {
        Self::with(&format!(
            "[hub]\ndatabase = \"sqlite://hub.db\"\n\n[[connection]]\nid = \"psa\"\nvendor = \"kantata\"\nbase_url = \"{base_url}\"\ncredentials = {{}}\noptions = {{ settle_seconds = 0 }}\n"
        ))
    }

    /// Sets a variable.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a connection's secret, which must never be printed.
    pub(crate) fn secret(mut self, name: &str, value: &str) -> Self {
        self.secrets.push(value.to_owned());
        self.variable(&format!("THROUGHLINE__CONNECTION__{name}"), value)
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Changes the configuration.
    pub(crate) fn edit(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path("throughline.toml")).unwrap();
        assert!(text.contains(from), "{from:?} is not in the configuration");
        self.write("throughline.toml", &text.replace(from, to));
    }

    /// The program with arguments, ready to be started; it knows nothing of the test's own environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        self.prepare(&mut command);
        command
    }

    /// A shell line in which `$PROGRAM` is the program.
    pub(crate) fn shell(&self, line: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        self.prepare(&mut command);
        command.env("PROGRAM", &self.program);
        command
    }

    fn prepare(&self, command: &mut Command) {
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("RUST_BACKTRACE", "1")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
    }

    /// Runs the program to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Told {
        self.end(self.command(arguments).spawn().unwrap()).await
    }

    /// Waits for a started program to end.
    pub(crate) async fn end(&self, child: Child) -> Told {
        let output = tokio::time::timeout(LONGEST, child.wait_with_output())
            .await
            .expect("the program does not end")
            .unwrap();
        Told {
            status: output.status,
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            secrets: self.secrets.clone(),
        }
    }
}

/// The development key of tests.
pub(crate) const KEY: &str = "a development key that is long enough for a signature";

/// What a run printed and how it ended.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
    secrets: Vec<String>,
}

impl Told {
    /// Nothing that would embarrass: no panic, no backtrace, no SQL, no secret.
    pub(crate) fn decent(&self) -> &Self {
        let all = format!("{}\n{}", self.out, self.err);
        for word in [
            "panicked",
            "backtrace",
            "SELECT ",
            "INSERT ",
            "UPDATE ",
            "unwrap",
            "DbErr",
            "SqlxError",
            "Query Error",
            "Execution Error",
        ] {
            assert!(!all.contains(word), "it prints {word:?}:\n{all}");
        }
        for secret in &self.secrets {
            assert!(!all.contains(secret), "it prints a secret:\n{all}");
        }
        self
    }

    /// It ended well.
    pub(crate) fn good(&self) -> &Self {
        assert!(
            self.status.success(),
            "{}\n{}{}",
            self.status,
            self.out,
            self.err
        );
        self.decent()
    }

    /// It ended with exactly one message, which has all of these parts and a hint.
    pub(crate) fn refused(&self, parts: &[&str]) -> &Self {
        self.decent();
        assert_eq!(self.status.code(), Some(1), "{}{}", self.out, self.err);
        let messages: Vec<&str> = self
            .err
            .lines()
            .filter(|line| line.starts_with("error: "))
            .collect();
        assert_eq!(
            messages.len(),
            1,
            "not one message:\n{}\n{}",
            self.out,
            self.err
        );
        let told = self.err.split_once("error: ").unwrap().1;
        for part in parts {
            assert!(told.contains(part), "{part:?} is not in:\n{told}");
        }
        assert!(told.contains("\n  hint: "), "there is no hint in:\n{told}");
        self
    }
}

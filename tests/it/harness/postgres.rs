//! A throwaway PostgreSQL from the system's binaries: one cluster a test process, one database a test, from a migrated template.
//!
//! A missing PostgreSQL fails the test with the package's name; nothing is skipped. The server ends with the test process, however
//! that ends: a shell waits for its standard input to close.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tokio::sync::OnceCell;

/// A running cluster.
pub struct Cluster {
    socket: PathBuf,
    databases: AtomicU32,
    _shell: Child,
}

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();

/// The cluster of this test process.
pub async fn cluster() -> &'static Cluster {
    CLUSTER
        .get_or_init(|| async {
            let cluster = tokio::task::spawn_blocking(Cluster::start).await.unwrap();
            let admin = cluster.admin().await;
            admin
                .execute_unprepared("CREATE DATABASE template_hub")
                .await
                .unwrap();
            admin.close().await.unwrap();
            throughline::model::database::migrate(&cluster.url("template_hub"))
                .await
                .unwrap();
            cluster
        })
        .await
}

impl Cluster {
    fn start() -> Self {
        let binaries = binaries();
        let user = unprivileged();
        let folder = std::env::temp_dir().join(format!("throughline-pg-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        if let Some(user) = &user {
            let owned = Command::new("chown")
                .arg(user)
                .arg(&folder)
                .status()
                .unwrap();
            assert!(
                owned.success(),
                "the cluster's folder cannot be given to {user}"
            );
        }
        // The shell runs as the unprivileged user, and stops the server when its standard input closes.
        let script = format!(
            "set -e; cd '{folder}'; '{bin}/initdb' -D data -U throughline -A trust -E UTF8 --locale=C --no-sync >initdb.log 2>&1; \
             echo 'local all guarded scram-sha-256' | cat - data/pg_hba.conf >hba; cat hba >data/pg_hba.conf; \
             '{bin}/postgres' -D data -k '{folder}' -c listen_addresses='' -c fsync=off -c synchronous_commit=off \
             -c full_page_writes=off -c max_connections=300 -c shared_buffers=128MB >server.log 2>&1 & \
             server=$!; cat >/dev/null; kill -INT $server; wait $server || true; rm -rf '{folder}'",
            folder = folder.display(),
            bin = binaries.display(),
        );
        let mut command = match &user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--", "sh", "-c", &script]);
                command
            }
            None => {
                let mut command = Command::new("sh");
                command.args(["-c", &script]);
                command
            }
        };
        let mut shell = command.stdin(Stdio::piped()).spawn().unwrap();
        wait_until_ready(&binaries, &folder, &mut shell);
        Self {
            socket: folder,
            databases: AtomicU32::new(0),
            _shell: shell,
        }
    }

    fn url(&self, database: &str) -> String {
        format!(
            "postgres://throughline@localhost/{database}?host={}",
            self.socket.display()
        )
    }

    async fn admin(&self) -> DatabaseConnection {
        Database::connect(self.url("postgres")).await.unwrap()
    }

    /// Makes a database from the migrated template and tells its address.
    pub async fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::SeqCst);
        let name = format!("hub_{number}");
        let admin = self.admin().await;
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template_hub"))
            .await
            .unwrap();
        admin.close().await.unwrap();
        self.url(&name)
    }

    /// Makes an empty database and tells its address.
    pub async fn empty_database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::SeqCst);
        let name = format!("empty_{number}");
        let admin = self.admin().await;
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        admin.close().await.unwrap();
        self.url(&name)
    }
}

/// The newest PostgreSQL of the machine.
fn binaries() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            folder.join("initdb").exists().then_some((version, folder))
        })
        .collect();
    found.sort();
    if let Some((_, folder)) = found.pop() {
        return folder;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .unwrap_or_else(|| {
            panic!(
                "PostgreSQL is not installed: the tests need its server binaries (Debian and Ubuntu: apt-get install postgresql)"
            )
        })
}

/// The user to run as where this process is root, which initdb refuses.
pub fn unprivileged() -> Option<String> {
    let id = Command::new("id").arg("-u").output().unwrap();
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return None;
    }
    let known = |user: &&str| {
        Command::new("id")
            .arg("-u")
            .arg(user)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    let user = ["postgres", "nobody"].into_iter().find(known);
    Some(
        user.expect("root needs the user postgres or nobody to start PostgreSQL as")
            .to_owned(),
    )
}

fn wait_until_ready(binaries: &Path, folder: &Path, shell: &mut Child) {
    let log = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    loop {
        let ready = Command::new(binaries.join("pg_isready"))
            .arg("-q")
            .arg("-h")
            .arg(folder)
            .status()
            .unwrap();
        if ready.success() {
            return;
        }
        if let Some(status) = shell.try_wait().unwrap() {
            panic!(
                "PostgreSQL did not start ({status}):\n{}\n{}",
                log("initdb.log"),
                log("server.log")
            );
        }
        std::io::stdout().flush().unwrap();
        std::thread::yield_now();
    }
}

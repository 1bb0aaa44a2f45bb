//! What tests stand on: hubs on both databases, and vendors that deliver what a test says.

pub mod dump;
pub mod hub;
pub mod postgres;
pub mod vendor;

/// Runs each test on SQLite and on PostgreSQL: `for_each_database! { async fn name(hub: Hub) { .. } }`.
macro_rules! for_each_database {
    ($($(#[$meta:meta])* async fn $name:ident($hub:ident: Hub) $body:block)*) => {
        $($(#[$meta])* mod $name {
            #[allow(unused_imports, reason = "a test takes what it needs of its module")]
            use super::*;

            async fn run($hub: $crate::harness::hub::Hub) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($crate::harness::hub::Hub::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run($crate::harness::hub::Hub::postgres().await).await;
            }
        })*
    };
}

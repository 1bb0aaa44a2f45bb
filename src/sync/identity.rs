//! Brings links between systems, and the conflicts among linked rows, up to date after rows have changed.

use sea_orm::DbErr;

use super::Sync;
use crate::model::identity::{Groups, compare, link};

impl Sync {
    pub(super) async fn relink(&self) -> Result<(), DbErr> {
        let writer = &self.database.writer;
        let now = self.clock.now();
        let linked = link(writer, self.keys.mint(now), now).await?;
        if linked.linked + linked.split > 0 {
            tracing::info!(
                linked = linked.linked,
                split = linked.split,
                "rows of different systems were linked"
            );
        }
        self.number().await?;
        let groups = Groups::load(writer, self.settings.ownership.clone()).await?;
        compare(writer, &groups, self.keys.mint(now), now).await?;
        Ok(())
    }
}

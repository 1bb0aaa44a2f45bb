//! The figures as the server asks for them: the metric engine, told in its own words what the viewer may see.

use async_trait::async_trait;

use crate::insight::metric::{
    Access, CellQuery, ContributionPage, Engine, MetricAnswer, MetricQuery, QueryError,
};
use crate::model::scope::Sight;

/// Answers questions for figures.
#[async_trait]
pub trait Figures: Send + Sync {
    /// Figures for a viewer.
    async fn answer(&self, sight: &Sight, query: &MetricQuery) -> Result<MetricAnswer, QueryError>;
    /// The change sequence that figures stand at; nothing before they are first computed.
    fn sequence(&self) -> Option<i64>;
    /// The rows behind one figure.
    async fn contributions(
        &self,
        sight: &Sight,
        query: &CellQuery,
    ) -> Result<ContributionPage, QueryError>;
}

/// The metric engine with the least number of people that a cost-bearing figure is served over.
pub struct Guarded {
    /// Engine.
    pub engine: std::sync::Arc<Engine>,
    /// Least number of people.
    pub minimum_people: usize,
}

impl Guarded {
    fn access(&self, sight: &Sight) -> Access {
        Access {
            grants: sight.grants().to_vec(),
            minimum_people: self.minimum_people,
        }
    }
}

#[async_trait]
impl Figures for Guarded {
    async fn answer(&self, sight: &Sight, query: &MetricQuery) -> Result<MetricAnswer, QueryError> {
        self.engine.answer(&self.access(sight), query).await
    }

    fn sequence(&self) -> Option<i64> {
        self.engine.sequence()
    }

    async fn contributions(
        &self,
        sight: &Sight,
        query: &CellQuery,
    ) -> Result<ContributionPage, QueryError> {
        self.engine.contributions(&self.access(sight), query).await
    }
}

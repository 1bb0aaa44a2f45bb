//! The figures as the server asks for them: the metric engine, told in its own words what the viewer may see.

use async_trait::async_trait;

use crate::access::Permission;
use crate::insight::metric::{
    Access, CellQuery, ContributionPage, Disclosure, Engine, MetricAnswer, MetricQuery, Moment,
    QueryError,
};
use crate::model::scope::Sight;

/// What the figures of one request share.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What it has told of cost over groups so far.
    pub disclosed: Disclosure,
    /// The moment it has taken hold of; the latest where empty.
    pub moment: Option<Moment>,
}

/// Answers questions for figures.
#[async_trait]
pub trait Figures: Send + Sync {
    /// Figures for a viewer.
    async fn answer(
        &self,
        sight: &Sight,
        request: &Request,
        query: &MetricQuery,
    ) -> Result<MetricAnswer, QueryError>;
    /// The change sequence that figures stand at; nothing before they are first computed.
    fn sequence(&self) -> Option<i64>;
    /// The rows behind one figure.
    async fn contributions(
        &self,
        sight: &Sight,
        request: &Request,
        query: &CellQuery,
    ) -> Result<ContributionPage, QueryError>;
    /// The present moment of figures, brought up to a sequence where it lies before it.
    async fn present(&self, at_least: Option<i64>) -> Result<Moment, QueryError>;
}

/// The metric engine with the least number of people that a cost-bearing figure is served over.
pub struct Guarded {
    /// Engine.
    pub engine: std::sync::Arc<Engine>,
    /// Least number of people.
    pub minimum_people: usize,
}

impl Guarded {
    fn access(&self, sight: &Sight, request: &Request) -> Access {
        Access {
            grants: sight.grants().to_vec(),
            minimum_people: self.minimum_people,
            reads_integration: sight.viewer().may(Permission::ReadIntegration),
            disclosed: request.disclosed.clone(),
            moment: request.moment.clone(),
        }
    }
}

#[async_trait]
impl Figures for Guarded {
    async fn answer(
        &self,
        sight: &Sight,
        request: &Request,
        query: &MetricQuery,
    ) -> Result<MetricAnswer, QueryError> {
        let access = self.access(sight, request);
        self.engine.answer(&access, query).await
    }

    fn sequence(&self) -> Option<i64> {
        self.engine.sequence()
    }

    async fn contributions(
        &self,
        sight: &Sight,
        request: &Request,
        query: &CellQuery,
    ) -> Result<ContributionPage, QueryError> {
        let access = self.access(sight, request);
        self.engine.contributions(&access, query).await
    }

    async fn present(&self, at_least: Option<i64>) -> Result<Moment, QueryError> {
        self.engine.present(at_least).await
    }
}

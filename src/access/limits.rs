//! How much a viewer may ask for at once and in a while: usual limits, and wider ones for roles that read in bulk.

/// How much a viewer may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nesting of fields at most.
    pub depth: u32,
    /// Fields named in an operation at most, fragments spelled out.
    pub selections: u64,
    /// Aliases of an operation at most.
    pub aliases: u64,
    /// Cost of an operation at most: fields times the rows they are asked for.
    pub cost: u64,
    /// Rows that the lists of an operation may be asked for, nested ones multiplied.
    pub rows: u64,
    /// Milliseconds that an operation may take.
    pub time_ms: u64,
    /// Requests a minute in the long run.
    pub requests_per_minute: u32,
    /// Requests at once after a pause.
    pub burst: u32,
    /// Operations open on one connection.
    pub operations: u32,
}

impl Limits {
    /// Of every role that says nothing else.
    pub const USUAL: Self = Self {
        depth: 15,
        selections: 10_000,
        aliases: 100,
        cost: 200_000,
        rows: 20_000,
        time_ms: 15_000,
        requests_per_minute: 60_000,
        burst: 120_000,
        operations: 50,
    };
    /// Of roles that read in bulk.
    pub const BULK: Self = Self {
        cost: 500_000,
        rows: 50_000,
        time_ms: 60_000,
        ..Self::USUAL
    };

    /// The wider of both, one by one: several roles never narrow each other.
    #[must_use]
    pub fn wider(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            selections: self.selections.max(other.selections),
            aliases: self.aliases.max(other.aliases),
            cost: self.cost.max(other.cost),
            rows: self.rows.max(other.rows),
            time_ms: self.time_ms.max(other.time_ms),
            requests_per_minute: self.requests_per_minute.max(other.requests_per_minute),
            burst: self.burst.max(other.burst),
            operations: self.operations.max(other.operations),
        }
    }
}

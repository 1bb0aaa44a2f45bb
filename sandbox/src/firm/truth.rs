//! Counts and control amounts of the true firm, to compare with what a hub extracted.

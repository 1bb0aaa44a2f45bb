//! Fault scripts: how a simulator misbehaves on demand.

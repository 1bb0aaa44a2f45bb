//! The NetSuite simulator.

//! The Kantata OX simulator.

//! Electronic invoices, read back by another reader and held against the schemas of UBL and the rules of EN 16931.

mod read;
mod refused;
mod rules;
mod samples;
mod schemas;
mod some;

//! What is charged for. Who pays it, and how much, is said by quotes, invoices and refunds.

use serde::{Deserialize, Serialize};

/// What a quote can charge for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// The agency's service.
    ServiceFee,
    /// Value added tax on it.
    Vat,
    /// Permit, visa, resident card: at cost.
    GovernmentFee,
    /// The journey.
    Travel,
    /// Health insurance.
    Insurance,
}

//! Who takes card payments, as it is configured: `[payments.thawani]`, `[payments.stripe]`. Each is one [`app::ports::gateway::Gateway`].

mod demo;
mod settings;
mod stripe;
#[cfg(test)]
mod tests;
mod thawani;
mod wire;

pub use demo::DemoCards;
pub use settings::configured;

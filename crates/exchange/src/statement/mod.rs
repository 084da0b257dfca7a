//! What a bank says came in and went out.

//! HMAC-SHA-256 (RFC 2104) by hand over somebody else's hash: another way than the product's to the same tag.

use sha2::{Digest, Sha256};

/// The tag of a text under a key, in hexadecimal.
pub fn hmac(key: &[u8], text: &[u8]) -> String {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    let outer = Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize();
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Addresses of our own pages with what was asked in them.

/// A page's address with these names and values; the names are ours and need no writing out.
pub fn address<'a>(path: &str, said: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let parts: Vec<String> = said.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}

/// A value as it may stand in an address (RFC 3986, section 2.3).
fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => out.push(char::from(byte)),
            _ => {
                let digit = |half: u8| char::from_digit(half.into(), 16).map_or('0', |c| c.to_ascii_uppercase());
                out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    out
}

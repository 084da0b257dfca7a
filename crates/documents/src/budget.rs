//! How much a PDF may unpack to, found out before a parser unpacks it: streams are inflated into a small buffer that is thrown
//! away, and counted.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::Refusal;

/// What all streams of one file may unpack to, in bytes. A page scanned in colour at 300 dots an inch is 26 million.
const UNPACKED_MAX: u64 = 400_000_000;
/// How deep one packed stream may stand in another; the second level is for those who packed what was packed.
const DEPTH_MAX: u8 = 2;

/// How much of what was packed twice is kept to be unpacked again, in bytes: 1 MB unpacks to 1 GB.
const INNER_MAX: usize = 1_000_000;

/// Refuses a file whose packed streams, wherever they stand in it, unpack to more than they may.
///
/// It looks for what could begin a stream rather than for what the file's own lists name: a reader that mends damaged files
/// finds those as well.
pub fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut left = UNPACKED_MAX;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let begin = at + found + b"stream".len();
        at = begin;
        let begin = begin + bytes[begin..].iter().take(4).take_while(|byte| byte.is_ascii_whitespace()).count();
        spend(&bytes[begin..], 0, &mut left)?;
    }
    Ok(())
}

/// Inflates what begins here, if anything packed does, and takes its length off what is left.
fn spend(packed: &[u8], depth: u8, left: &mut u64) -> Result<(), Refusal> {
    if !looks_packed(packed) {
        return Ok(());
    }
    if depth == DEPTH_MAX {
        return Err(bomb());
    }
    let mut unpacked = ZlibDecoder::new(packed);
    let (mut buffer, mut inner) = ([0; 16 * 1024], Vec::new());
    // What is damaged ends here; the parser will say so.
    while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
        *left = left.checked_sub(read as u64).ok_or_else(bomb)?;
        if inner.is_empty() || (looks_packed(&inner) && inner.len() < INNER_MAX) {
            inner.extend_from_slice(&buffer[..read]);
        }
    }
    spend(&inner, depth + 1, left)
}

/// Whether these bytes begin as RFC 1950 says: deflate with a window of at most 32 KiB, and a header that is a multiple of 31.
fn looks_packed(bytes: &[u8]) -> bool {
    matches!(bytes, [method, flags, _, ..]
        if method & 0x0f == 8 && method >> 4 <= 7 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31))
}

const fn bomb() -> Refusal {
    Refusal::Bomb { most: UNPACKED_MAX / 1_000_000 }
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(times: usize) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        let zeros = vec![0; 1_000_000];
        for _ in 0..times {
            encoder.write_all(&zeros).expect("written");
        }
        encoder.finish().expect("packed")
    }

    fn stream(content: &[u8]) -> Vec<u8> {
        [b"1 0 obj <</Length 9>> stream\r\n", content, b"\nendstream endobj"].concat()
    }

    #[test]
    fn a_bomb_is_found_wherever_it_stands() {
        assert_eq!(check(&stream(&packed(100))), Ok(()));
        assert_eq!(check(&stream(&packed(401))), Err(bomb()));
        // five that are small enough each
        let five: Vec<u8> = (0..5).flat_map(|_| stream(&packed(90))).collect();
        assert_eq!(check(&five), Err(bomb()));
        // one packed in another, and that in a third
        let pack = |bytes: &[u8]| {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(bytes).expect("written");
            encoder.finish().expect("packed")
        };
        assert_eq!(check(&stream(&pack(&packed(401)))), Err(bomb()));
        assert_eq!(check(&stream(&pack(&pack(&pack(b"small"))))), Err(bomb()));
    }
}

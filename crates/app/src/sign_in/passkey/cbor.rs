//! As much of CBOR (RFC 8949) as authenticators write (CTAP2's canonical form): definite lengths, few types, little depth. Whatever else
//! comes is refused.

/// LIMIT: how deep values may lie in one another.
const DEPTH_MAX: u8 = 4;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    Int(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// True, false or null: nothing here asks which.
    Simple,
}

impl<'a> Value<'a> {
    /// Reads the first value; what follows it is left over. None for anything that is not whole.
    pub fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        Self::deep(bytes, DEPTH_MAX)
    }

    fn deep(bytes: &'a [u8], depth: u8) -> Option<(Self, &'a [u8])> {
        let (first, rest) = bytes.split_first()?;
        let (major, (n, rest)) = (first >> 5, length(first & 0x1f, rest)?);
        let count = usize::try_from(n).ok();
        match major {
            0 => Some((Self::Int(i64::try_from(n).ok()?), rest)),
            1 => Some((Self::Int(-1 - i64::try_from(n).ok()?), rest)),
            2 => rest.split_at_checked(count?).map(|(bytes, rest)| (Self::Bytes(bytes), rest)),
            3 => {
                let (text, rest) = rest.split_at_checked(count?)?;
                Some((Self::Text(std::str::from_utf8(text).ok()?), rest))
            }
            4 | 5 => Self::many(major == 5, count?, rest, depth.checked_sub(1)?),
            7 if matches!(first & 0x1f, 20..=22) => Some((Self::Simple, rest)),
            _ => None,
        }
    }

    fn many(map: bool, count: usize, mut rest: &'a [u8], depth: u8) -> Option<(Self, &'a [u8])> {
        // Each value takes a byte at least: a length that lies ends here, and nothing is set aside for it.
        if count > rest.len() {
            return None;
        }
        let (mut values, mut pairs) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (value, left) = Self::deep(rest, depth)?;
            rest = left;
            if map {
                let (second, left) = Self::deep(rest, depth)?;
                rest = left;
                pairs.push((value, second));
            } else {
                values.push(value);
            }
        }
        Some((if map { Self::Map(pairs) } else { Self::Array(values) }, rest))
    }

    /// What stands under this key of a map; none for a key that stands twice.
    pub fn get(&self, key: &Value<'_>) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        let mut found = pairs.iter().filter(|(name, _)| name == key).map(|(_, value)| value);
        found.next().filter(|_| found.next().is_none())
    }

    /// The bytes under this number.
    pub fn bytes(&self, key: i64) -> Option<&'a [u8]> {
        match self.get(&Value::Int(key)) {
            Some(Self::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The number under this number.
    pub fn int(&self, key: i64) -> Option<i64> {
        match self.get(&Value::Int(key)) {
            Some(Self::Int(n)) => Some(*n),
            _ => None,
        }
    }
}

/// The number that a head carries.
fn length(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let size = match short {
        0..=23 => return Some((u64::from(short), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (bytes, rest) = rest.split_at_checked(size)?;
    Some((bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From RFC 8949, appendix A.
    #[test]
    fn the_examples_of_the_standard_are_read() {
        let read = |bytes| Value::read(bytes).map(|(value, _)| value);
        assert_eq!(read(&[0x19, 0x03, 0xe8]), Some(Value::Int(1000)));
        assert_eq!(read(&[0x38, 0x63]), Some(Value::Int(-100)));
        assert_eq!(read(&[0x44, 1, 2, 3, 4]), Some(Value::Bytes(&[1, 2, 3, 4])));
        assert_eq!(read(&[0x62, 0xc3, 0xbc]), Some(Value::Text("ü")));
        let map = read(&[0xa2, 0x01, 0x02, 0x03, 0x04]).expect("a map");
        assert_eq!((map.int(1), map.int(3), map.int(2)), (Some(2), Some(4), None));
        assert_eq!(read(&[0x82, 0x01, 0xf5]), Some(Value::Array(vec![Value::Int(1), Value::Simple])));
    }

    #[test]
    fn what_lies_about_its_length_nests_or_is_cut_is_refused() {
        for bytes in [
            &[][..],
            &[0x44, 1, 2],
            &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0],
            &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x5f, 0x41, 0x00, 0xff],
            &[0x81, 0x81, 0x81, 0x81, 0x81, 0x00],
            &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0xc0, 0x00],
        ] {
            assert_eq!(Value::read(bytes), None, "{bytes:02x?}");
        }
        let twice = Value::read(&[0xa2, 0x01, 0x02, 0x01, 0x04]).expect("a map").0;
        assert_eq!(twice.int(1), None, "a key that stands twice says nothing");
    }
}

//! The payment reference that is printed on an invoice: a creditor reference of ISO 11649, whose two check digits find a slip of the
//! pen before the money is looked for.

/// LIMIT: characters of the body (ISO 11649).
pub const BODY_MOST: usize = 21;

/// The creditor reference of a case or invoice number: `RF`, two check digits (ISO 7064, MOD 97-10), and the number's letters and
/// digits in upper case. `None` for a number with none of them or with more than [`BODY_MOST`].
pub fn creditor_reference(body: &str) -> Option<String> {
    let body: String = body.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    if body.is_empty() || body.len() > BODY_MOST {
        return None;
    }
    let digits = 98 - remainder(body.bytes().chain(*b"RF00"));
    Some(format!("RF{digits:02}{body}"))
}

/// Whether a text is a creditor reference with the right check digits. Case and spaces do not matter.
pub fn check(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let Some(rest) = bare.strip_prefix("RF").filter(|rest| rest.bytes().all(|b| b.is_ascii_alphanumeric())) else {
        return false;
    };
    let Some((digits, body)) = rest.split_at_checked(2) else { return false };
    // 00, 01 and 99 leave the same remainder as 97, 98 and 02, and are never issued
    let issued = digits.parse::<u8>().is_ok_and(|digits| (2..=98).contains(&digits));
    issued && (1..=BODY_MOST).contains(&body.len()) && remainder(body.bytes().chain(*b"RF").chain(digits.bytes())) == 1
}

/// The remainder by 97, with letters as the numbers from 10 to 35.
fn remainder(characters: impl Iterator<Item = u8>) -> u32 {
    characters.fold(0, |rest, c| match char::from(c).to_digit(36) {
        Some(value) if value > 9 => (rest * 100 + value) % 97,
        Some(value) => (rest * 10 + value) % 97,
        None => rest,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn references_that_others_published_are_right() {
        for right in ["RF18539007547034", "RF18 5390 0754 7034", "rf18 000000000539007547034", "RF45G72UUR", "RF6518K5"]
        {
            assert!(check(right), "{right}");
        }
        for wrong in [
            "RF17539007547034",
            "RF18539007547043",
            "RF45G72UUX",
            "RF18",
            "RF",
            "",
            "18539007547034",
            "RF1853900754703٤",
        ] {
            assert!(!check(wrong), "{wrong}");
        }
        assert_eq!(creditor_reference("539007547034").as_deref(), Some("RF18539007547034"));
        assert_eq!(creditor_reference("g72uur").as_deref(), Some("RF45G72UUR"));
    }

    #[test]
    fn a_number_without_letters_or_digits_or_with_too_many_has_none() {
        assert_eq!(creditor_reference("--"), None);
        assert_eq!(creditor_reference("فاتورة"), None);
        assert_eq!(creditor_reference(&"1".repeat(22)), None);
        assert!(creditor_reference(&"Z".repeat(21)).is_some_and(|made| check(&made)));
    }

    proptest! {
        #[test]
        fn what_is_made_is_right_and_one_wrong_character_is_found(body in "[A-Z0-9]{1,21}", at in 0_usize..21, by in 1_u32..10) {
            let made = creditor_reference(&body).expect("a reference");
            prop_assert!(check(&made));
            let at = 4 + at % body.len();
            let slip: String = made.char_indices().map(|(place, c)| match c.to_digit(10) {
                Some(digit) if place == at => char::from_digit((digit + by) % 10, 10).expect("a digit"),
                _ => c,
            }).collect();
            prop_assert_eq!(check(&slip), slip == made);
        }

        #[test]
        fn any_text_is_checked(text in ".{0,60}") {
            let _ = (check(&text), creditor_reference(&text));
        }
    }
}

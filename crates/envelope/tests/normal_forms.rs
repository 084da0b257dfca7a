//! One spelling per value, and an error that says what is wrong.

use envelope::normal::{CivilIdError, EmailError, PassportError, PhoneError};
use envelope::{CivilId, Email, Passport, Phone};
use proptest::prelude::*;

#[test]
fn one_number_has_one_spelling() {
    let spellings = [
        "92123456",
        "9212 3456",
        "92-123-456",
        "+96892123456",
        "+968 9212 3456",
        "0096892123456",
        "96892123456",
        "(+968) 92.12.34.56",
        "٩٢١٢٣٤٥٦",
        "+٩٦٨ ٩٢١٢ ٣٤٥٦",
        "۹۲۱۲۳۴۵۶",
        "\u{202a}+968\u{a0}9212\u{2011}3456\u{202c}",
        " 92123456\t",
        "＋96892123456",
    ];
    for text in spellings {
        assert_eq!(Phone::parse(text).expect(text).as_str(), "+96892123456");
    }
    assert_eq!(Phone::parse("+251 91 123 4567").expect("Ethiopia").as_str(), "+251911234567");
    assert_eq!(Phone::parse("00 63 917 123 4567").expect("Philippines").as_str(), "+639171234567");
}

#[test]
fn what_is_no_number_says_why() {
    use PhoneError::*;
    let wrong = [
        ("", Empty),
        (" - ", Empty),
        ("+", Empty),
        ("9212345x", NotADigit(8)),
        ("92+123456", NotADigit(3)),
        ("++96892123456", NotADigit(2)),
        ("123", TooShort(3)),
        ("+251911", TooShort(6)),
        ("1234567890123456", TooLong(16)),
        ("+1234567890123456", TooLong(16)),
        ("0911234567", NoCountryCode),
        ("+0911234567", BadCountryCode),
        ("000911234567", BadCountryCode),
        ("12345678", NotInOman),
        ("+9689212345", NotInOman),
        ("+968921234567", NotInOman),
        ("call me", NotADigit(1)),
    ];
    for (text, why) in wrong {
        assert_eq!(Phone::parse(text), Err(why), "{text:?}");
    }
}

#[test]
fn one_address_has_one_spelling() {
    for text in ["Salma@Example.OM", "  salma@example.om\n", "\u{feff}salma@example.om\u{200e}"] {
        assert_eq!(Email::parse(text).expect(text).as_str(), "salma@example.om");
    }
    assert_eq!(
        Email::parse("\u{627}\u{654}\u{645}\u{644}@x.example"),
        Email::parse("\u{623}\u{645}\u{644}@x.example"),
        "composed and decomposed"
    );
    assert_eq!(Email::parse("سلمى@x.example").expect("RFC 6531").as_str(), "سلمى@x.example");
    assert_eq!(Email::parse("salim١٢@x.example").expect("digits").as_str(), "salim12@x.example");
    assert!(Email::parse(&format!("{}@x.example", "a".repeat(64))).is_ok());
}

#[test]
fn the_addresses_of_one_mailbox_count_as_one_and_a_twin_is_refused() {
    let mailbox = |text| Email::parse(text).expect(text).mailbox().as_str().to_owned();
    for text in ["salma@x.example", "Salma+nur@x.example", "salma+a+b@x.example", "salma+@x.example"] {
        assert_eq!(mailbox(text), "salma@x.example");
    }
    assert_eq!(mailbox("s.alma@x.example"), "s.alma@x.example", "elsewhere a dot is a letter like others");
    for text in ["salma@gmail.com", "S.al.ma@gmail.com", "salma+x@googlemail.com"] {
        assert_eq!(mailbox(text), "salma@gmail.com");
    }
    assert_eq!(mailbox("+salma@x.example"), "+salma@x.example", "nothing would be left");
    assert_eq!(
        Email::parse("salma+nur@x.example").expect("an address").as_str(),
        "salma+nur@x.example",
        "where it goes"
    );
    // Cyrillic a, dotless i, a full-width s, Latin with Arabic, a Persian yeh, a word drawn out, Greek, an accent.
    for twin in [
        "s\u{430}lma",
        "sal\u{131}m",
        "\u{ff53}alma",
        "salmaسلمى",
        "سلم\u{6cc}",
        "س\u{640}لمى",
        "\u{3c3}",
        "salm\u{e1}",
    ] {
        assert_eq!(Email::parse(&format!("{twin}@x.example")), Err(EmailError::LocalLetters), "{twin}");
    }
    assert_eq!(Email::parse("Salma\u{212a}@x.example").expect("the sign of a unit").as_str(), "salmak@x.example");
}

#[test]
fn what_is_no_address_says_why() {
    use EmailError::*;
    let long = |local: usize, label: usize| format!("{}@{}.example", "a".repeat(local), "b".repeat(label));
    let wrong = [
        ("", Empty),
        ("salma", At),
        ("a@b@x.example", At),
        ("@x.example", LocalLength),
        (&long(65, 3), LocalLength),
        (&long(3, 64), Domain),
        ("a b@x.example", LocalCharacter),
        ("\"a\"@x.example", LocalCharacter),
        ("a\u{200b}b@x.example", LocalCharacter),
        ("a\0@x.example", LocalCharacter),
        (".a@x.example", LocalDots),
        ("a.@x.example", LocalDots),
        ("a..b@x.example", LocalDots),
        ("a@localhost", Domain),
        ("a@", Domain),
        ("a@x..example", Domain),
        ("a@-x.example", Domain),
        ("a@x-.example", Domain),
        ("a@.example", Domain),
        ("a@192.168.0.1", Domain),
        ("a@عمان.example", DomainCharacter),
        ("a@x_y.example", DomainCharacter),
        ("a@[1.2.3.4]", DomainCharacter),
    ];
    for (text, why) in wrong {
        assert_eq!(Email::parse(text), Err(why), "{text:?}");
    }
    let labels = vec!["b".repeat(60); 4].join(".");
    assert_eq!(Email::parse(&format!("{}@{labels}.om", "a".repeat(20))), Err(TooLong));
    assert_eq!(Email::parse(&"a".repeat(1_000_000)), Err(TooLong));
}

#[test]
fn papers_have_one_spelling() {
    for text in ["EP1234567", "ep 1234567", "EP-123-4567", "EP١٢٣٤٥٦٧", "\u{200f}ep1234567"] {
        assert_eq!(Passport::parse(text).expect(text).as_str(), "EP1234567");
    }
    for text in ["12345678", "1234 5678", "١٢٣٤٥٦٧٨", "۱۲۳۴-۵۶۷۸"] {
        assert_eq!(CivilId::parse(text).expect(text).as_str(), "12345678");
    }
    assert_eq!(CivilId::parse("00123456").expect("leading zeros").as_str(), "00123456");
}

#[test]
fn what_is_no_paper_number_says_why() {
    let passports = [
        ("", PassportError::Empty),
        ("EP1", PassportError::Length(3)),
        ("EP12345678901234", PassportError::Length(16)),
        ("ЕP1234567", PassportError::Character(1)),
        ("EP12_34567", PassportError::Character(5)),
        ("ABCDEFG", PassportError::NoDigit),
    ];
    for (text, why) in passports {
        assert_eq!(Passport::parse(text), Err(why), "{text:?}");
    }
    let civil = [
        ("", CivilIdError::Empty),
        ("12345", CivilIdError::Length(5)),
        ("1234567890123456", CivilIdError::Length(16)),
        ("1234567A", CivilIdError::NotADigit(8)),
    ];
    for (text, why) in civil {
        assert_eq!(CivilId::parse(text), Err(why), "{text:?}");
    }
}

#[test]
fn values_and_errors_print_nothing_of_the_value() {
    assert_eq!(format!("{:?}", Phone::parse("92123456")), "Ok(<phone>)");
    assert_eq!(format!("{:?}", Email::parse("salma@example.om")), "Ok(<email>)");
    assert!(!Phone::parse("92123x456").expect_err("a letter").to_string().contains("92123"));
}

proptest! {
    #[test]
    fn the_one_spelling_is_its_own_spelling(text in ".{0,40}") {
        if let Ok(value) = Phone::parse(&text) { prop_assert_eq!(Phone::parse(value.as_str()), Ok(value.clone())); }
        if let Ok(value) = Email::parse(&text) { prop_assert_eq!(Email::parse(value.as_str()), Ok(value.clone())); }
        if let Ok(value) = Passport::parse(&text) { prop_assert_eq!(Passport::parse(value.as_str()), Ok(value.clone())); }
        if let Ok(value) = CivilId::parse(&text) { prop_assert_eq!(CivilId::parse(value.as_str()), Ok(value.clone())); }
    }

    #[test]
    fn addresses_that_are_taken_keep_to_their_one_spelling(local in "[\\PC]{1,12}", domain in "[a-zA-Z]{1,5}\\.[a-zA-Z]{2,4}") {
        if let Ok(value) = Email::parse(&format!("{local}@{domain}")) {
            prop_assert_eq!(Email::parse(value.as_str()), Ok(value.clone()));
            prop_assert!(value.as_str().len() <= 254);
        }
    }
}

//! Blind indexes, codes and tokens: equal where they should be, unlike everywhere else.

mod house;

use std::collections::HashSet;

use domain::OrgId;
use envelope::{
    BlindIndexKey, CivilId, CodeKey, Entropy, Passport, SystemEntropy, random_code, random_token, token_hash,
};
use house::{Counting, ORG, id, secret};

#[test]
fn an_index_is_equal_only_in_its_scope_its_field_and_under_its_key() {
    let key = BlindIndexKey::new(secret(5));
    let civil = CivilId::parse("12345678").expect("a civil number");
    let passport = Passport::parse("12345678").expect("the same characters");
    assert_eq!(key.in_org(ORG, &civil), key.in_org(ORG, &CivilId::parse("١٢٣٤ ٥٦٧٨").expect("the same number")));
    let all = [
        key.in_org(ORG, &civil),
        key.in_org(OrgId(id(9)), &civil),
        key.in_org(OrgId(uuid::Uuid::nil()), &civil),
        key.sign_in(&civil),
        key.moderation(&civil),
        key.in_org(ORG, &passport),
        key.moderation(&passport),
        BlindIndexKey::new(secret(6)).in_org(ORG, &civil),
    ];
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    assert_eq!(format!("{:?}", all[0]), "<index>");
}

#[test]
fn a_word_of_a_name_is_equal_within_one_organisation_only() {
    let key = BlindIndexKey::new(secret(5));
    let word = key.names_in(ORG).word("selam");
    assert_eq!(key.names_in(ORG).word("selam"), word);
    let others = [
        key.names_in(ORG).word("sela"),
        key.names_in(OrgId(id(9))).word("selam"),
        BlindIndexKey::new(secret(6)).names_in(ORG).word("selam"),
    ];
    assert!(!others.contains(&word));
    assert_eq!(format!("{:?}", key.names_in(ORG)), "NameKey(<key>)");
}

#[test]
fn a_code_fits_its_challenge_and_key_only_however_it_is_typed() {
    let codes = CodeKey::new(&secret(1));
    let hash = codes.hash(id(60), "042917");
    for typed in ["042917", " 042 917 ", "٠٤٢٩١٧", "۰۴۲۹۱۷"] {
        assert!(codes.matches(id(60), typed, &hash), "{typed}");
    }
    for typed in ["042918", "42917", "", "0429170"] {
        assert!(!codes.matches(id(60), typed, &hash), "{typed}");
    }
    assert!(!codes.matches(id(61), "042917", &hash), "another challenge");
    assert!(!CodeKey::new(&secret(2)).matches(id(60), "042917", &hash), "another key");
    assert!(!codes.matches(id(60), "042917", &hash[..31]) && !codes.matches(id(60), "042917", &[]));
}

#[test]
fn codes_have_six_digits_and_every_first_digit_comes_as_often() {
    let mut first = [0u32; 10];
    for _ in 0..20_000 {
        let code = random_code(&SystemEntropy, 6);
        assert!(code.as_str().len() == 6 && code.as_str().bytes().all(|b| b.is_ascii_digit()));
        first[usize::from(code.as_str().as_bytes()[0] - b'0')] += 1;
    }
    // 2000 each on average, standard deviation 42; six of those are less likely than a broken disk.
    assert!(first.iter().all(|count| (1740..2260).contains(count)), "{first:?}");
    assert_eq!(format!("{:?}", random_code(&SystemEntropy, 6)), "<code>");
}

#[test]
fn numbers_that_would_make_some_codes_likelier_are_drawn_again() {
    struct HighFirst(Counting);
    impl Entropy for HighFirst {
        fn fill(&self, bytes: &mut [u8]) {
            let mut first = [0];
            self.0.fill(&mut first);
            bytes.fill(if first[0] < 3 { 0xff } else { 0 });
        }
    }
    let source = HighFirst(Counting::from(0));
    assert_eq!(random_code(&source, 6).as_str(), "000000");
    let mut drawn = [0];
    source.0.fill(&mut drawn);
    assert_eq!(drawn, [4], "three draws were thrown away, the fourth was taken");
}

#[test]
fn tokens_are_long_random_and_found_by_their_hash() {
    let tokens: HashSet<String> = (0..1000).map(|_| random_token(&SystemEntropy).as_str().to_owned()).collect();
    assert_eq!(tokens.len(), 1000);
    assert!(tokens.iter().all(|token| token.len() == 43 && !token.contains(['+', '/', '='])));
    let token = random_token(&Counting::from(0));
    assert_eq!(token.as_str(), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    assert_ne!(token_hash(token.as_str()), token_hash(&token.as_str().to_lowercase()));
    assert_eq!(format!("{token:?}"), "<token>");
}

//! E-mail addresses as RFC 5321 and 6531 have them, without the oddities that no mail client writes.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::{ascii_digits, is_invisible, normal};

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was given.
    #[error("give an e-mail address")]
    Empty,
    /// Not exactly one `@`.
    #[error("an e-mail address has exactly one @")]
    At,
    /// The part before the `@` is empty or longer than 64 bytes.
    #[error("the part before the @ must have 1 to 64 characters")]
    LocalLength,
    /// A space, control character, quote or other character that has no place before the `@`.
    #[error("the part before the @ has a character that is not possible there")]
    LocalCharacter,
    /// Letters of more than one alphabet, or of one whose letters are taken for another's.
    #[error("the part before the @ must be written in letters a to z, or all of it in Arabic letters")]
    LocalLetters,
    /// A dot at the beginning, at the end, or two together.
    #[error("dots before the @ must stand between other characters")]
    LocalDots,
    /// A domain without a dot, with an empty or too long label, or longer than 253 bytes.
    #[error("the part after the @ must be a full domain such as example.om")]
    Domain,
    /// A character that no host name has.
    #[error("the part after the @ may have letters a to z, digits and hyphens; write other scripts in their xn-- form")]
    DomainCharacter,
    /// Longer than 254 bytes in all.
    #[error("an e-mail address has at most 254 characters")]
    TooLong,
}

/// An e-mail address in lower case, such as `salma@example.om`.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(Zeroizing<String>);

normal!(Email, "email");

impl Email {
    /// Reads an address: trimmed, in lower case, composed (NFC), digits of other scripts as ASCII. Before the @ stand letters a to z or
    /// Arabic ones, never both: an address that looks like another's is somebody else's.
    ///
    /// LIMIT: the part before the @ is lowered although RFC 5321 lets hosts tell case apart; no host in use does, and two
    /// spellings must not become two accounts.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        // Before any work on the text; normal forms are at most three times as long.
        if text.len() > 3 * 254 {
            return Err(EmailError::TooLong);
        }
        let lower = Zeroizing::new(ascii_digits(&text.to_lowercase()));
        let whole = Zeroizing::new(lower.nfc().collect::<String>());
        let (local, domain) = whole.split_once('@').ok_or(EmailError::At)?;
        if domain.contains('@') {
            return Err(EmailError::At);
        }
        check_local(local)?;
        check_domain(domain)?;
        if whole.len() > 254 {
            return Err(EmailError::TooLong);
        }
        Ok(Self(whole))
    }

    /// The mailbox by which is counted: without what stands behind a `+`, and at Gmail without the dots, which count for nothing there.
    /// It says how often somebody may ask, never who they are: at some servers `a+b` is not whose `a` is, so people are known by the
    /// address as it was given, and messages go there.
    #[must_use]
    pub fn mailbox(&self) -> Self {
        let Some((local, domain)) = self.0.split_once('@') else { return self.clone() };
        let local = local.split_once('+').map_or(local, |(name, _)| name);
        match (local, domain) {
            ("", _) => self.clone(),
            (local, "gmail.com" | "googlemail.com") => {
                Self(Zeroizing::new(format!("{}@gmail.com", local.replace('.', ""))))
            }
            (local, domain) => Self(Zeroizing::new(format!("{local}@{domain}"))),
        }
    }
}

fn check_local(local: &str) -> Result<(), EmailError> {
    if !(1..=64).contains(&local.len()) {
        return Err(EmailError::LocalLength);
    }
    let possible = |c: char| match c {
        'a'..='z' | '0'..='9' | '.' => true,
        other if other.is_ascii() => "!#$%&'*+/=?^_`{|}~-".contains(other),
        other => other.is_alphanumeric() && !is_invisible(other),
    };
    if !local.chars().all(possible) {
        return Err(EmailError::LocalCharacter);
    }
    // Neither the letters of Persian and Urdu that look like these, nor the stroke that only lengthens a word.
    let arabic = |c: char| matches!(c, '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}');
    let latin = local.chars().any(|c| c.is_ascii_alphabetic());
    if !local.is_ascii() && (latin || !local.chars().all(|c| c.is_ascii() || arabic(c))) {
        return Err(EmailError::LocalLetters);
    }
    if local.split('.').any(str::is_empty) { Err(EmailError::LocalDots) } else { Ok(()) }
}

fn check_domain(domain: &str) -> Result<(), EmailError> {
    if !domain.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-' | '.')) {
        return Err(EmailError::DomainCharacter);
    }
    let label = |label: &str| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
    let named = domain.rsplit('.').next().is_some_and(|top| top.starts_with(|c: char| c.is_ascii_lowercase()));
    if domain.len() <= 253 && domain.contains('.') && named && domain.split('.').all(label) {
        Ok(())
    } else {
        Err(EmailError::Domain)
    }
}

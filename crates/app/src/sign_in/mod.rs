//! Signing in: a code to a known address, a session from the code, tokens that are renewed and sessions that end.
//!
//! Unknown addresses get the same answer after the same look-ups; a letter to a known one is sealed and left
//! besides. Codes and sessions live in real time.

mod access;
mod both;
mod bound;
pub(crate) mod devices;
mod finish;
mod guess;
mod kiosk;
mod lifetimes;
pub mod passkey;
pub(crate) mod second;
mod sessions;
pub mod sso;
mod start;
mod step_up;
mod verified;

pub use access::{Access, PublicKey, Rotated, jwks, rotate};
pub(crate) use both::{OTHER, no_more_codes};
pub use both::{TwoCodes, set_two_codes, two_codes};
pub(crate) use bound::by_own_means;
pub use devices::DEVICE_DAYS;
pub use finish::{Finished, Opened, finish, finish_by_passkey};
pub(crate) use finish::{has_second, session};
pub(crate) use guess::{answered, counted, day, use_up};
pub use kiosk::{KIOSK_IDLE_MINUTES, KIOSK_MINUTES, KioskCode, SEEN, enter_kiosk, kiosk_goes_on, open_kiosk};
pub use lifetimes::{Life, Lifetimes};
pub(crate) use sessions::act_for;
pub use sessions::{
    Me, Renewal, Who, anew, choose, end_left, end_others, end_session, language_of, last_choice, memberships, peek,
    renew, sessions, touch, whoami,
};
pub use start::{Started, start};
pub(crate) use start::{count, network_of};
pub(crate) use step_up::meant;
pub use step_up::{FRESH_MINUTES, confirm, demands_second};
pub use store::tables::organisations::Organisation;
pub use store::tables::people::Membership;
pub use store::tables::sign_in::Session;

use envelope::normal::EmailError;
use envelope::{Email, Phone};
use jiff::{SignedDuration, Timestamp};

use crate::AppError;

/// How long a code holds (RFC 6238 speaks of short-lived codes; ASVS 5.0 6.6.3 asks for at most 10 minutes).
pub const CODE_MINUTES: i64 = 5;
/// How many guesses a code allows.
pub const ATTEMPTS: i64 = 5;
/// How many wrong guesses one address allows in a day (UTC) at all codes that one network asked for: whoever guesses elsewhere
/// keeps nobody out.
pub const WRONG_PER_DAY: i64 = 20;
/// How many wrong guesses one address allows in a day (UTC), whoever asked for the codes.
pub const WRONG_PER_ADDRESS: i64 = 60;
/// How many codes one network may ask for at one address in an hour: whoever asks elsewhere keeps nobody out.
pub const CODES_PER_HOUR: i64 = 10;
/// How many codes one address is sent in an hour, whoever asks.
pub const CODES_PER_ADDRESS: i64 = 50;
/// How long a network is remembered from which somebody signed in: whatever strangers do elsewhere, the limits of all networks
/// together do not hold there.
pub const NETWORK_DAYS: i64 = 90;
/// LIMIT: how many sessions one person has at a time. Whoever opens another ends the oldest.
pub const SESSIONS_MAX: u32 = 20;
/// How long an access token holds, where the settings say nothing else.
pub const ACCESS_MINUTES: i64 = 5;

/// A normalised sign-in address.
#[derive(Debug, Clone)]
pub enum Address {
    /// A mobile number.
    Sms(Phone),
    /// An e-mail address.
    Email(Email),
}

impl Address {
    /// Reads an address as people type it.
    pub fn parse(channel: &str, text: &str) -> Result<Self, AppError> {
        match channel {
            "sms" => Phone::parse(text).map(Self::Sms).map_err(|_| AppError::invalid("/address", "phone_wrong")),
            "email" => Email::parse(text).map(Self::Email).map_err(|error| match error {
                EmailError::LocalLetters => AppError::invalid("/address", "email_letters"),
                _ => AppError::invalid("/address", "email_wrong"),
            }),
            _ => Err(AppError::invalid("/channel", "channel_unknown")),
        }
    }

    /// `sms` or `email`.
    pub const fn channel(&self) -> &'static str {
        match self {
            Self::Sms(_) => "sms",
            Self::Email(_) => "email",
        }
    }

    /// The normalised text.
    pub fn text(&self) -> &str {
        match self {
            Self::Sms(phone) => phone.as_str(),
            Self::Email(email) => email.as_str(),
        }
    }

    /// The installation-wide keyed hash of just this address: whose it is.
    pub fn index(&self, key: &envelope::BlindIndexKey) -> Vec<u8> {
        match self {
            Self::Sms(phone) => key.sign_in(phone).as_bytes().to_vec(),
            Self::Email(email) => key.sign_in(email).as_bytes().to_vec(),
        }
    }

    /// The same of its mailbox, whatever of its addresses this is: what is counted for one is counted for all. Nobody is known by it.
    pub fn mailbox(&self, key: &envelope::BlindIndexKey) -> Vec<u8> {
        match self {
            Self::Sms(_) => self.index(key),
            Self::Email(email) => key.sign_in(&email.mailbox()).as_bytes().to_vec(),
        }
    }
}

pub(crate) fn after_minutes(at: Timestamp, minutes: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}

//! Why a message was given up, in words that pages have in both languages (`fault-...`). What a provider itself says stands as it said
//! it: `RCPT: 550`.

/// Handed over and not answered.
pub const NO_ANSWER: &str = "no_answer";
/// The code's time was over before it could be sent.
pub const LAPSED: &str = "code_lapsed";
/// There is no way out for this kind of message.
pub const CHANNEL_NONE: &str = "channel_none";
/// Whoever it was for is forgotten.
pub const PERSON_GONE: &str = "person_gone";
/// The person has no address that it may go to.
pub const ADDRESS_NONE: &str = "address_none";
/// There is no such text.
pub const TEMPLATE_NONE: &str = "template_none";
/// It speaks of a case and names none.
pub const CASE_NONE: &str = "case_none";
/// There is no such job.
pub const JOB_UNKNOWN: &str = "job_unknown";
/// What is sealed does not open.
pub const VALUE_DAMAGED: &str = "value_damaged";
/// A number that the provider's way cannot write.
pub const NUMBER_WRONG: &str = "number_wrong";
/// More than a text message holds.
pub const TEXT_LONG: &str = "text_long";
/// A mailbox that no mail can go to.
pub const MAILBOX_WRONG: &str = "mailbox_wrong";
/// An address in letters that the mail server does not take.
pub const LETTERS_OTHER: &str = "letters_other";
/// The provider did not answer before anything was handed over.
pub const LATE: &str = "late";
/// The line broke before anything was handed over.
pub const LINE_BROKE: &str = "line_broke";
/// The database or the keeper of the keys was away.
pub const HOUSE_AWAY: &str = "house_away";
/// A command ran where no server did.
pub const SERVER_AWAY: &str = "server_away";

/// All of them; those of the tariff are its own ([`crate::tariff::REASONS`]).
pub const ALL: &[&str] = &[
    NO_ANSWER,
    LAPSED,
    CHANNEL_NONE,
    PERSON_GONE,
    ADDRESS_NONE,
    TEMPLATE_NONE,
    CASE_NONE,
    JOB_UNKNOWN,
    VALUE_DAMAGED,
    NUMBER_WRONG,
    TEXT_LONG,
    MAILBOX_WRONG,
    LETTERS_OTHER,
    LATE,
    LINE_BROKE,
    HOUSE_AWAY,
    SERVER_AWAY,
];

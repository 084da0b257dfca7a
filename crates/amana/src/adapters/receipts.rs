//! What an SMSC says later of messages that it took: read from its receipts, and held until the relay has kept them.
//!
//! Only what the SMSC marks as a receipt is one. A text message that somebody sends to our number, whatever it says, is none. A receipt is
//! answered once it stands in the database: what was not answered the SMSC delivers again, to whoever is bound then.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use app::ports::{Heard, Outcome, RECEIPT_SETTLES, Receipt};
use rusmpp::CommandStatus;
use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::{Tlv, TlvValue};
use rusmpp::values::{MessageState, MessageType};
use tokio::sync::mpsc::UnboundedSender;

/// LIMIT: receipts that wait to be kept. The SMSC is told to come again with more.
const WAITING_MAX: usize = 10_000;

/// The receipts that were heard and are not kept yet, oldest first.
#[derive(Debug, Default)]
pub struct Receipts(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    line: VecDeque<Held>,
    /// How many left the line.
    kept: u64,
}

/// A receipt, since when it waits, and where its sequence number goes once it is kept.
#[derive(Debug)]
struct Held {
    since: Instant,
    receipt: Receipt,
    sequence: u32,
    kept: UnboundedSender<u32>,
}

impl Receipts {
    /// Hears what the SMSC delivers; gives what it is to be answered at once. Of a receipt nothing is answered before its `sequence` comes
    /// by `kept`.
    pub fn hear(&self, delivered: &DeliverSm, sequence: u32, kept: &UnboundedSender<u32>) -> Option<CommandStatus> {
        let Some(receipt) = read(delivered) else { return Some(CommandStatus::EsmeRok) };
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.line.len() >= WAITING_MAX {
            return Some(CommandStatus::EsmeRmsgqful);
        }
        waiting.line.push_back(Held { since: now(), receipt, sequence, kept: kept.clone() });
        None
    }

    /// Those that have waited long enough: their messages are written down by now.
    pub fn ripe(&self) -> Heard {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ripe = waiting.line.iter().take_while(|held| held.since.elapsed() >= RECEIPT_SETTLES);
        let receipts: Vec<_> = ripe.map(|held| held.receipt.clone()).collect();
        Heard { up_to: waiting.kept + receipts.len() as u64, receipts }
    }

    /// Those up to this number are kept.
    pub fn kept(&self, up_to: u64) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while waiting.kept < up_to
            && let Some(held) = waiting.line.pop_front()
        {
            waiting.kept += 1;
            // Whose line broke delivers it again, and it changes nothing more.
            let _ = held.kept.send(held.sequence);
        }
    }
}

/// A receipt, if this is one that says how it ended: in its own fields (SMPP 3.4, 5.3.2.12 and 35), or as words in its text (appendix B).
fn read(delivered: &DeliverSm) -> Option<Receipt> {
    if delivered.esm_class.message_type != MessageType::ShortMessageContainsMCDeliveryReceipt {
        return None;
    }
    let values = || delivered.tlvs().iter().filter_map(Tlv::value);
    let text = String::from_utf8_lossy(delivered.short_message().as_ref()).into_owned();
    let named = values().find_map(|value| match value {
        TlvValue::ReceiptedMessageId(id) => Some(id.as_str().to_owned()),
        _ => None,
    });
    let state = values().find_map(|value| match value {
        TlvValue::MessageState(state) => Some(*state),
        _ => None,
    });
    let outcome = match state {
        Some(MessageState::Delivered) => Outcome::Delivered,
        Some(MessageState::Expired) => Outcome::Expired,
        Some(MessageState::Undeliverable | MessageState::Deleted | MessageState::Rejected) => Outcome::Failed,
        Some(_) => return None,
        None => match word(&text, "stat:")? {
            "DELIVRD" => Outcome::Delivered,
            "EXPIRED" => Outcome::Expired,
            "UNDELIV" | "DELETED" | "REJECTD" => Outcome::Failed,
            _ => return None,
        },
    };
    let handed_as = named.or_else(|| word(&text, "id:").map(str::to_owned))?;
    Some(Receipt { handed_as, outcome }).filter(|receipt| !receipt.handed_as.is_empty())
}

/// What stands behind this word of a receipt's text, before the words of the message itself.
fn word<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let own = text.split(" text:").next().unwrap_or_default();
    own.split(' ').find_map(|part| part.strip_prefix(name))
}

#[expect(clippy::disallowed_methods, reason = "how long a receipt waits is measured, and decides nothing that is kept")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use rusmpp::tlvs::MessageDeliveryRequestTlvValue;
    use rusmpp::types::{COctetString, OctetString};
    use rusmpp::values::{Ansi41Specific, EsmClass, GsmFeatures, MessagingMode};

    use super::*;

    fn delivered(kind: MessageType, text: &str) -> DeliverSm {
        let class = EsmClass::new(MessagingMode::Default, kind, Ansi41Specific::Other(0), GsmFeatures::NotSelected);
        let text = OctetString::from_slice(text.as_bytes()).expect("short");
        DeliverSm::builder().esm_class(class).short_message(text).build()
    }

    fn receipt(text: &str) -> DeliverSm {
        delivered(MessageType::ShortMessageContainsMCDeliveryReceipt, text)
    }

    fn written(stat: &str) -> String {
        format!(
            "id:0A1f sub:001 dlvrd:001 submit date:2601040600 done date:2601040601 stat:{stat} err:000 text:id:9 stat:DELIVRD"
        )
    }

    #[test]
    fn a_receipt_says_how_it_ended_in_words_or_in_fields() {
        let said = |stat| read(&receipt(&written(stat))).map(|receipt| (receipt.handed_as, receipt.outcome));
        let ended = |outcome| Some(("0A1f".to_owned(), outcome));
        assert_eq!(said("DELIVRD"), ended(Outcome::Delivered));
        assert_eq!(said("EXPIRED"), ended(Outcome::Expired));
        assert_eq!([said("UNDELIV"), said("REJECTD"), said("DELETED")], [(); 3].map(|()| ended(Outcome::Failed)));
        assert_eq!([said("ACCEPTD"), said("ENROUTE"), said("UNKNOWN"), said("delivrd")], [const { None }; 4]);
        let mut fields = receipt("nothing of use");
        let id = COctetString::from_slice(b"77\0").expect("an id");
        fields.push_tlv(MessageDeliveryRequestTlvValue::ReceiptedMessageId(id));
        fields.push_tlv(MessageDeliveryRequestTlvValue::MessageState(MessageState::Undeliverable));
        assert_eq!(read(&fields), Some(Receipt { handed_as: "77".to_owned(), outcome: Outcome::Failed }));
    }

    #[test]
    fn what_is_no_receipt_says_nothing_whatever_it_says() {
        assert_eq!(read(&delivered(MessageType::Default, &written("DELIVRD"))), None, "somebody's own message");
        let intermediate = MessageType::ShortMessageContainsIntermediateDeliveryNotification;
        assert_eq!(read(&delivered(intermediate, &written("DELIVRD"))), None);
        for text in ["", "id:", "stat:DELIVRD", "id: stat:DELIVRD", "id:1", "text:id:1 stat:DELIVRD", "\u{0}\u{1}id:1"]
        {
            assert_eq!(read(&receipt(text)), None, "{text:?}");
        }
    }

    #[test]
    fn no_more_wait_than_may_none_is_given_too_early_and_none_is_answered_before_it_is_kept() {
        let receipts = Receipts::default();
        let (kept, mut answers) = tokio::sync::mpsc::unbounded_channel();
        let most = u32::try_from(WAITING_MAX).expect("small");
        for sequence in 0..most {
            assert_eq!(receipts.hear(&receipt(&written("DELIVRD")), sequence, &kept), None);
        }
        let full = receipts.hear(&receipt(&written("DELIVRD")), most, &kept);
        assert_eq!(full, Some(CommandStatus::EsmeRmsgqful));
        let hello = delivered(MessageType::Default, "hello");
        assert_eq!(receipts.hear(&hello, most, &kept), Some(CommandStatus::EsmeRok));
        assert_eq!(receipts.ripe(), Heard::default(), "their messages may not be written down yet");
        std::thread::sleep(RECEIPT_SETTLES);
        let ripe = receipts.ripe();
        assert_eq!((ripe.receipts.len(), ripe.up_to), (WAITING_MAX, u64::from(most)));
        assert_eq!(receipts.ripe(), ripe, "a round that failed hears them again");
        assert!(answers.try_recv().is_err());
        receipts.kept(2);
        receipts.kept(1);
        assert_eq!([answers.try_recv(), answers.try_recv()], [Ok(0), Ok(1)]);
        assert!(answers.try_recv().is_err(), "each is answered once");
        assert_eq!(receipts.ripe().receipts.len(), WAITING_MAX - 2);
        assert_eq!(receipts.ripe().up_to, u64::from(most));
    }
}

//! Why a document is not taken, as a word that stands in the row and that pages have a sentence for.

use documents::{Activity, Refusal};

/// The word of a refusal.
pub const fn reason_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "document_empty",
        Refusal::TooLong { .. } => "document_too_long",
        Refusal::Unknown => "document_unknown",
        Refusal::Drawing => "document_drawing",
        Refusal::PhoneFormat => "document_phone_format",
        Refusal::OldPicture => "document_old_picture",
        Refusal::Container => "document_container",
        Refusal::Program => "document_program",
        Refusal::TwoInOne => "document_two_in_one",
        Refusal::Damaged(_) => "document_damaged",
        Refusal::TooManyPixels { .. } => "document_too_many_pixels",
        Refusal::Moving => "document_moving",
        Refusal::Locked => "document_locked",
        Refusal::Active(Activity::Script) => "document_active_script",
        Refusal::Active(Activity::Launch) => "document_active_launch",
        Refusal::Active(Activity::ByItself) => "document_active_by_itself",
        Refusal::Active(Activity::Files) => "document_active_files",
        Refusal::Active(Activity::Media) => "document_active_media",
        Refusal::Active(Activity::Send) => "document_active_send",
        Refusal::Active(Activity::Form) => "document_active_form",
        Refusal::TooManyPages { .. } => "document_too_many_pages",
        Refusal::Bomb { .. } => "document_bomb",
    }
}

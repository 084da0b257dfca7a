//! Languages by ISO 639-1 code, or 639-2 where there is none shorter.

use super::Word;

pub(super) const LANGUAGES: &[Word] = &[
    Word {
        token: "ar",
        en: &["Arabic", "Arabic language", "Arab", "Omani Arabic", "Gulf Arabic"],
        ar: &["العربية", "عربي", "عربية", "اللغة العربية"],
    },
    Word {
        token: "en",
        en: &["English", "Eng", "English language"],
        ar: &["الإنجليزية", "إنجليزي", "إنجليزية", "انكليزي", "انكليزية", "اللغة الإنجليزية"],
    },
    Word { token: "am", en: &["Amharic"], ar: &["الأمهرية", "أمهري", "أمهرية", "حبشي"] },
    Word {
        token: "om", en: &["Oromo", "Afaan Oromo", "Oromiffa", "Oromifa"], ar: &["الأورومو", "أورومو", "أورومية"]
    },
    Word {
        token: "ti", en: &["Tigrinya", "Tigrigna"], ar: &["التغرينية", "تيغرينية", "تجرينية"]
    },
    Word { token: "so", en: &["Somali"], ar: &["الصومالية", "صومالي"] },
    Word {
        token: "sw", en: &["Swahili", "Kiswahili"], ar: &["السواحيلية", "سواحيلي", "سواحلي", "سواحيلية"]
    },
    Word { token: "lg", en: &["Luganda", "Ganda"], ar: &["اللوغندية", "لوغندا", "لوغندية"] },
    Word { token: "rw", en: &["Kinyarwanda"], ar: &["الكينيارواندية", "كينيارواندا"] },
    Word {
        token: "fil",
        en: &["Filipino", "Tagalog", "Pilipino"],
        ar: &["الفلبينية", "التاغالوغ", "تاغالوغ", "فلبيني", "تجالوج"],
    },
    Word { token: "ceb", en: &["Cebuano", "Bisaya", "Visayan"], ar: &["السيبوانية", "سيبوانو"] },
    Word { token: "ilo", en: &["Ilocano", "Ilokano"], ar: &["الإيلوكانية", "إيلوكانو"] },
    Word {
        token: "id",
        en: &["Indonesian", "Bahasa", "Bahasa Indonesia"],
        ar: &["الإندونيسية", "إندونيسي", "إندونيسية"],
    },
    Word { token: "jv", en: &["Javanese"], ar: &["الجاوية", "جاوي"] },
    Word { token: "su", en: &["Sundanese"], ar: &["السوندانية", "سونداني"] },
    Word {
        token: "si", en: &["Sinhala", "Sinhalese", "Singhalese"], ar: &["السنهالية", "سنهالي", "سنهالية"]
    },
    Word { token: "ta", en: &["Tamil"], ar: &["التاميلية", "تاميل", "تاميلي"] },
    Word { token: "bn", en: &["Bengali", "Bangla"], ar: &["البنغالية", "بنغالي", "بنغالية"] },
    Word { token: "hi", en: &["Hindi"], ar: &["الهندية", "هندي", "هندية"] },
    Word { token: "ur", en: &["Urdu"], ar: &["الأردية", "أردو", "أوردو"] },
    Word { token: "ml", en: &["Malayalam"], ar: &["المالايالامية", "مليالم", "مالايالام"] },
    Word { token: "te", en: &["Telugu"], ar: &["التيلوغوية", "تيلوغو"] },
    Word { token: "kn", en: &["Kannada"], ar: &["الكانادية", "كانادا"] },
    Word { token: "mr", en: &["Marathi"], ar: &["الماراثية", "ماراثي"] },
    Word { token: "pa", en: &["Punjabi"], ar: &["البنجابية", "بنجابي"] },
    Word { token: "ne", en: &["Nepali"], ar: &["النيبالية", "نيبالي", "نيبالية"] },
    Word { token: "my", en: &["Burmese"], ar: &["البورمية", "بورمي"] },
    Word { token: "vi", en: &["Vietnamese"], ar: &["الفيتنامية", "فيتنامي"] },
    Word { token: "th", en: &["Thai"], ar: &["التايلاندية", "تايلاندي"] },
    Word { token: "fr", en: &["French"], ar: &["الفرنسية", "فرنسي", "فرنسية"] },
    Word { token: "mg", en: &["Malagasy"], ar: &["المدغشقرية", "مدغشقري"] },
    Word { token: "ha", en: &["Hausa"], ar: &["الهوسا", "هوسا"] },
    Word { token: "yo", en: &["Yoruba"], ar: &["اليوروبا", "يوروبا"] },
    Word { token: "tw", en: &["Twi", "Akan"], ar: &["التوي", "توي"] },
    Word { token: "fa", en: &["Persian", "Farsi"], ar: &["الفارسية", "فارسي"] },
];

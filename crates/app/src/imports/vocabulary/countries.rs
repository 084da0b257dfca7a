//! Countries of origin by name and demonym, and telephone codes. Only countries from which agencies in Oman recruit.

use super::Word;

pub(super) const COUNTRIES: &[Word] = &[
    Word {
        token: "ET",
        en: &["Ethiopia", "Ethiopian"],
        ar: &["إثيوبيا", "أثيوبيا", "إثيوبي", "إثيوبية", "اثيوبيه", "الحبشة", "حبشي", "حبشية"],
    },
    Word { token: "KE", en: &["Kenya", "Kenyan"], ar: &["كينيا", "كيني", "كينية"] },
    Word {
        token: "UG", en: &["Uganda", "Ugandan"], ar: &["أوغندا", "أوغندي", "أوغندية", "يوغندا", "يوغندية"]
    },
    Word {
        token: "TZ",
        en: &["Tanzania", "Tanzanian", "Zanzibar", "United Republic of Tanzania"],
        ar: &["تنزانيا", "تنزاني", "تنزانية", "زنجبار"],
    },
    Word {
        token: "PH",
        en: &["Philippines", "The Philippines", "Filipino", "Filipina", "Philippine", "Phillipines", "Philipines"],
        ar: &["الفلبين", "الفليبين", "فلبيني", "فلبينية", "فليبينية"],
    },
    Word {
        token: "ID", en: &["Indonesia", "Indonesian"], ar: &["إندونيسيا", "أندونيسيا", "إندونيسي", "إندونيسية"]
    },
    Word {
        token: "LK",
        en: &["Sri Lanka", "Srilanka", "Sri Lankan", "Srilankan"],
        ar: &["سريلانكا", "سيريلانكا", "سري لانكا", "سريلانكي", "سريلانكية", "سيريلانكية"],
    },
    Word {
        token: "BD",
        en: &["Bangladesh", "Bangladeshi"],
        ar: &["بنغلاديش", "بنجلاديش", "بنغلادش", "بنغلاديشي", "بنغلاديشية", "بنغالية", "بنغالي", "بنجلاديشية"],
    },
    Word { token: "IN", en: &["India", "Indian"], ar: &["الهند", "هندي", "هندية"] },
    Word { token: "NP", en: &["Nepal", "Nepali", "Nepalese"], ar: &["نيبال", "نيبالي", "نيبالية"] },
    Word {
        token: "PK", en: &["Pakistan", "Pakistani"], ar: &["باكستان", "باكستاني", "باكستانية"]
    },
    Word { token: "MM", en: &["Myanmar", "Burma", "Burmese"], ar: &["ميانمار", "بورما", "بورمية"] },
    Word { token: "VN", en: &["Vietnam", "Viet Nam", "Vietnamese"], ar: &["فيتنام", "فيتنامية"] },
    Word { token: "TH", en: &["Thailand", "Thai"], ar: &["تايلاند", "تايلند", "تايلاندية"] },
    Word { token: "GH", en: &["Ghana", "Ghanaian"], ar: &["غانا", "غاني", "غانية"] },
    Word { token: "NG", en: &["Nigeria", "Nigerian"], ar: &["نيجيريا", "نيجيري", "نيجيرية"] },
    Word { token: "RW", en: &["Rwanda", "Rwandan"], ar: &["رواندا", "رواندية"] },
    Word { token: "BI", en: &["Burundi", "Burundian"], ar: &["بوروندي", "بوروندية"] },
    Word { token: "MG", en: &["Madagascar", "Malagasy"], ar: &["مدغشقر", "مدغشقرية"] },
    Word { token: "SL", en: &["Sierra Leone", "Sierra Leonean"], ar: &["سيراليون", "سيراليونية"] },
    Word { token: "CM", en: &["Cameroon", "Cameroonian"], ar: &["الكاميرون", "كاميرونية"] },
    Word {
        token: "CI",
        en: &["Ivory Coast", "Côte d'Ivoire", "Cote d'Ivoire", "Ivorian"],
        ar: &["ساحل العاج", "عاجية"],
    },
    Word { token: "SN", en: &["Senegal", "Senegalese"], ar: &["السنغال", "سنغالية"] },
    Word { token: "MW", en: &["Malawi", "Malawian"], ar: &["مالاوي", "ملاوي"] },
    Word { token: "ZM", en: &["Zambia", "Zambian"], ar: &["زامبيا", "زامبية"] },
    Word { token: "ER", en: &["Eritrea", "Eritrean"], ar: &["إريتريا", "إريترية"] },
    Word { token: "SO", en: &["Somalia", "Somali"], ar: &["الصومال", "صومالي", "صومالية"] },
    Word { token: "SD", en: &["Sudan", "Sudanese"], ar: &["السودان", "سوداني", "سودانية"] },
    Word { token: "EG", en: &["Egypt", "Egyptian"], ar: &["مصر", "مصري", "مصرية"] },
    Word { token: "MA", en: &["Morocco", "Moroccan"], ar: &["المغرب", "مغربي", "مغربية"] },
];

/// ITU-T E.164 country codes of the countries above.
pub(super) const CALLING_CODES: &[(&str, &str)] = &[
    ("ET", "251"),
    ("KE", "254"),
    ("UG", "256"),
    ("TZ", "255"),
    ("PH", "63"),
    ("ID", "62"),
    ("LK", "94"),
    ("BD", "880"),
    ("IN", "91"),
    ("NP", "977"),
    ("PK", "92"),
    ("MM", "95"),
    ("VN", "84"),
    ("TH", "66"),
    ("GH", "233"),
    ("NG", "234"),
    ("RW", "250"),
    ("BI", "257"),
    ("MG", "261"),
    ("SL", "232"),
    ("CM", "237"),
    ("CI", "225"),
    ("SN", "221"),
    ("MW", "265"),
    ("ZM", "260"),
    ("ER", "291"),
    ("SO", "252"),
    ("SD", "249"),
    ("EG", "20"),
    ("MA", "212"),
];

/// Oman and its neighbours, where workers live before they change employer.
pub(super) const GULF_CODES: &[&str] = &["968", "971", "966", "974", "973", "965", "962", "961"];

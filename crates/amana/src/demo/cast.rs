//! Who is in the demo: the operator's staff, the agencies, the households. All of them are invented.
//!
//! E-mail addresses end in `.example`; no telephone number can ring: none in Oman begins with 5 for a subscriber.

use domain::Role;

/// The operator's staff: name, role, language.
pub const STAFF: &[(&str, Role, &str)] = &[
    ("Hilal Al Mahrouqi", Role::Moderator, "en"),
    ("Shamsa Al Hinai", Role::Moderator, "ar"),
    ("Nasra Al Lawati", Role::Finance, "en"),
    ("Badr Al Kindi", Role::Finance, "ar"),
    ("Ruqaya Al Zadjali", Role::Support, "en"),
    ("Moza Al Ghafri", Role::WelfareOfficer, "en"),
    ("Talal Al Busaidi", Role::Dpo, "en"),
    ("Iman Al Raisi", Role::Auditor, "en"),
    ("Yusuf Al Amri", Role::PlatformAdmin, "en"),
    ("Amal Al Siyabi", Role::PlatformAdmin, "ar"),
];

/// An agency, and when it took how many workers on its roster.
pub struct Agency {
    /// `AG-021`.
    pub code: &'static str,
    /// The trade name.
    pub name: &'static str,
    /// The trade name in Arabic.
    pub name_ar: &'static str,
    /// The admin, then two users.
    pub people: [&'static str; 3],
    /// So many days ago, so many workers. The last wave is still on its way through review.
    pub waves: &'static [Wave],
    /// So many days ago its licence lapsed.
    pub lapsed: Option<u16>,
}

/// One file that an agency took into its roster.
#[derive(Debug, Clone, Copy)]
pub struct Wave {
    /// How long ago.
    pub days_ago: u16,
    /// How many good rows; about a tenth more are bad.
    pub workers: usize,
    /// The sample that is shipped, instead of a made-up file.
    pub sample: bool,
    /// Listed for measuring: nobody looks through their eyes.
    pub crowd: bool,
}

impl Wave {
    /// Still on its way through consent and review.
    pub const fn is_recent(&self) -> bool {
        self.days_ago < 20 && !self.crowd
    }
}

/// After so many days the workers of a wave are listed.
pub const LISTED_AFTER: u16 = 6;

/// Nobody answers for these workers when the agency is asked who is still available, so they are hidden in the end.
pub const fn is_silent(place: usize) -> bool {
    place % 23 == 22
}

const fn wave(days_ago: u16, workers: usize) -> Wave {
    Wave { days_ago, workers, sample: false, crowd: false }
}

/// A crowd comes so recently that it is listed and needs no second word of its agency.
pub const fn crowd(workers: usize) -> Wave {
    Wave { days_ago: 9, workers, sample: false, crowd: true }
}

/// How long ago the licence of `AG-036` lapsed.
pub const LAPSED_DAYS_AGO: u16 = 5;

/// The agencies; the first one is the busiest.
pub const AGENCIES: &[Agency] = &[
    Agency {
        code: "AG-021",
        name: "Al Waha Manpower",
        name_ar: "الواحة للقوى العاملة",
        people: ["Salma Al Waili", "Khalfan Al Rashdi", "Zuwaina Al Farsi"],
        waves: &[
            wave(412, 15),
            wave(190, 15),
            wave(70, 15),
            Wave { days_ago: 12, workers: 55, sample: true, crowd: false },
        ],
        lapsed: None,
    },
    Agency {
        code: "AG-004",
        name: "Nur Al Bait Recruitment",
        name_ar: "نور البيت للاستقدام",
        people: ["Mahmood Al Harthy", "Aisha Al Maskari", "Said Al Nabhani"],
        waves: &[wave(408, 12), wave(170, 14), wave(55, 14), wave(9, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-007",
        name: "Bahja Household Services",
        name_ar: "بهجة للخدمات المنزلية",
        people: ["Thuraya Al Shanfari", "Ahmed Al Mukhaini", "Laila Al Saidi"],
        waves: &[wave(380, 12), wave(150, 14), wave(62, 14), wave(11, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-036",
        name: "Batinah Family Care",
        name_ar: "الباطنة لرعاية الأسرة",
        people: ["Suleiman Al Badi", "Asma Al Jabri", "Rashid Al Shibli"],
        waves: &[wave(300, 15), wave(120, 20), wave(48, 10)],
        lapsed: Some(LAPSED_DAYS_AGO),
    },
    Agency {
        code: "AG-009",
        name: "Dar Al Rahma Manpower",
        name_ar: "دار الرحمة للقوى العاملة",
        people: ["Fatma Al Hashmi", "Juma Al Araimi", "Huda Al Balushi"],
        waves: &[wave(350, 10), wave(140, 15), wave(45, 15), wave(8, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-012",
        name: "Jabal Shams Recruitment",
        name_ar: "جبل شمس للاستقدام",
        people: ["Hamed Al Riyami", "Safiya Al Abri", "Nasser Al Toubi"],
        waves: &[wave(310, 10), wave(130, 15), wave(52, 15), wave(13, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-015",
        name: "Al Safa Home Services",
        name_ar: "الصفاء لخدمات المنازل",
        people: ["Raya Al Siyabi", "Ali Al Hadhrami", "Maha Al Tobi"],
        waves: &[wave(260, 10), wave(110, 15), wave(40, 15), wave(10, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-018",
        name: "Sohar Gate Manpower",
        name_ar: "بوابة صحار للقوى العاملة",
        people: ["Abdullah Al Maamari", "Khadija Al Kaabi", "Musab Al Shizawi"],
        waves: &[wave(240, 10), wave(100, 15), wave(38, 15), wave(12, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-024",
        name: "Khareef Recruitment",
        name_ar: "خريف للاستقدام",
        people: ["Amal Al Kathiri", "Musallam Al Mashani", "Tuful Bait Said"],
        waves: &[wave(200, 10), wave(90, 15), wave(36, 15), wave(9, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-027",
        name: "Al Marjan Manpower",
        name_ar: "المرجان للقوى العاملة",
        people: ["Sultan Al Alawi", "Bushra Al Wahaibi", "Majid Al Hosni"],
        waves: &[wave(160, 10), wave(80, 15), wave(34, 15), wave(7, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-030",
        name: "Nizwa Hearth Recruitment",
        name_ar: "دفء نزوى للاستقدام",
        people: ["Zahran Al Kindi", "Marwa Al Sulaimi", "Harith Al Hatali"],
        waves: &[wave(130, 10), wave(75, 15), wave(33, 15), wave(8, 5)],
        lapsed: None,
    },
    Agency {
        code: "AG-033",
        name: "Ras Al Hadd Services",
        name_ar: "رأس الحد للخدمات",
        people: ["Ghania Al Araimi", "Salim Al Alawi", "Wafa Al Ghailani"],
        waves: &[wave(105, 15), wave(64, 15), wave(30, 15), wave(6, 5)],
        lapsed: None,
    },
];

/// A household.
pub struct Home {
    /// Who signs in.
    pub name: &'static str,
    /// `en` or `ar`.
    pub language: &'static str,
    /// The area of its city.
    pub area: &'static str,
    /// Who lives there.
    pub household: &'static str,
    /// What there is to do.
    pub duties: &'static str,
}

const fn home(
    name: &'static str,
    language: &'static str,
    area: &'static str,
    household: &'static str,
    duties: &'static str,
) -> Home {
    Home { name, language, area, household, duties }
}

/// The households. The last two have not shown their identity yet.
pub const HOMES: &[Home] = &[
    home("Maryam Al Balushi", "en", "Al Khuwair, Muscat", "Two adults, three children", "Housekeeping and cooking"),
    home("Salim Al Habsi", "ar", "Qurum, Muscat", "Two adults, a newborn", "Care of a newborn, light housekeeping"),
    home("Noora Al Rawahi", "en", "Al Ghubrah, Muscat", "Two adults, two children", "Housekeeping and ironing"),
    home("Khalid Al Siyabi", "en", "Bawshar, Muscat", "Two adults, a grandmother", "Care of an elderly lady"),
    home("Hanan Al Mamari", "ar", "Al Mawaleh, Seeb", "Two adults, four children", "Cooking and housekeeping"),
    home("Omar Al Saadi", "ar", "Al Hail, Seeb", "Two adults, one child", "Child care after school"),
    home("Buthaina Al Hinai", "en", "Azaiba, Muscat", "One adult, two children", "Child care and cooking"),
    home("Mohammed Al Jahwari", "ar", "Barka", "Two adults, five children", "Housekeeping and laundry"),
    home("Zahra Al Lawati", "en", "Madinat Qaboos, Muscat", "Two adults", "Cooking for two, guests at the weekend"),
    home("Said Al Yahyaei", "ar", "Rusayl, Seeb", "Two adults, three children", "Housekeeping"),
    home("Ibtisam Al Farsi", "ar", "Al Hambar, Sohar", "Two adults, two grandparents", "Care of elderly parents"),
    home("Yaqoub Al Badi", "ar", "Falaj Al Qabail, Sohar", "Two adults, three children", "Child care, housekeeping"),
    home("Rahma Al Shibli", "en", "Al Tareef, Sohar", "Two adults, a newborn", "Care of a newborn"),
    home("Nabil Al Kathiri", "ar", "Al Dahariz, Salalah", "Two adults, four children", "Cooking and housekeeping"),
    home("Muna Bait Ali", "en", "Saada, Salalah", "Two adults, one child", "Housekeeping and garden"),
    home("Hatim Al Mashani", "ar", "Awqad, Salalah", "Three adults, two children", "Cooking"),
    home("Afra Al Toubi", "ar", "Firq, Nizwa", "Two adults, three children", "Housekeeping and laundry"),
    home("Idris Al Riyami", "en", "Karsha, Nizwa", "Two adults, a grandfather", "Care of an elderly gentleman"),
    home("Sumaiya Al Araimi", "ar", "Al Ayjah, Sur", "Two adults, two children", "Child care and housekeeping"),
    home("Younis Al Ghailani", "ar", "Sukaikira, Sur", "Two adults, six children", "Housekeeping and cooking"),
    home("Lubna Al Zadjali", "en", "Ruwi, Muscat", "Two adults, one child", "Child care"),
    home("Faisal Al Harthy", "en", "Muttrah, Muscat", "Two adults, two children", "Driving to school, garden"),
    home("Wijdan Al Nabhani", "ar", "Al Amerat, Muscat", "Two adults, three children", "Housekeeping"),
    home("Tariq Al Hosni", "ar", "Quriyat", "Two adults, four children", "Cooking and laundry"),
    home("Samira Al Wahaibi", "en", "Shatti Al Qurum, Muscat", "Two adults, twins", "Care of twins"),
    home("Adnan Al Kalbani", "ar", "Al Araqi, Ibri", "Two adults, two grandparents", "Elderly care, cooking"),
    home("Jokha Al Abri", "ar", "Al Hamra", "Two adults, three children", "Housekeeping"),
    home("Haitham Al Shukaili", "en", "Bahla", "Two adults, one child", "Child care and light housekeeping"),
    home("Najat Al Maskari", "ar", "Ibra", "Two adults, five children", "Housekeeping and cooking"),
    home("Murad Al Amri", "en", "Al Seeb Souq, Seeb", "Two adults, two children", "Housekeeping and ironing"),
    home("Kawthar Al Hadhrami", "ar", "Wadi Kabir, Muscat", "One adult, one child", "Child care in the evening"),
    home("Azzan Al Mahrouqi", "ar", "Sinaw", "Two adults, four children", "Cooking and housekeeping"),
    home("Thuwaiba Al Kindi", "en", "Al Rustaq", "Two adults, a grandmother", "Care of an elderly lady"),
    home("Jamal Al Busaidi", "en", "Al Bustan, Muscat", "Two adults", "Cooking, table service"),
    home("Widad Al Saidi", "ar", "Saham", "Two adults, three children", "Housekeeping"),
    home("Qais Al Maamari", "ar", "Shinas", "Two adults, two children", "Child care and laundry"),
    home("Ahlam Al Mukhaini", "en", "Al Kamil", "Two adults, two children", "Housekeeping and cooking"),
    home("Luqman Al Shanfari", "ar", "Taqah", "Two adults, one child", "Garden and driving"),
    home("Nadia Al Hashmi", "en", "Al Maabilah, Seeb", "Two adults, two children", "Housekeeping"),
    home("Ishaq Al Jabri", "ar", "Al Suwaiq", "Two adults, three children", "Cooking"),
];

/// Households at the end of [`HOMES`] whose identity the operator has not verified.
pub const UNVERIFIED: usize = 2;

/// An address that nobody reads: whoever is invited there is not reached.
pub const UNREACHABLE: &str = "front.desk@unreachable.example";

/// `maryam.al.balushi@homes.example`.
pub fn email(name: &str, domain: &str) -> String {
    format!("{}@{domain}.example", name.to_lowercase().replace(' ', "."))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_cast_is_as_large_as_it_was_asked_for() {
        let workers: usize = AGENCIES.iter().flat_map(|agency| agency.waves).map(|wave| wave.workers).sum();
        assert_eq!((AGENCIES.len(), workers, HOMES.len()), (12, 600, 40));
        assert_eq!(AGENCIES.iter().filter(|agency| agency.lapsed.is_some()).count(), 1);
        assert_eq!(AGENCIES[0].code, "AG-021");
    }

    #[test]
    fn nobody_and_no_agency_is_there_twice() {
        let staff = STAFF.iter().map(|(name, ..)| *name);
        let names =
            staff.chain(AGENCIES.iter().flat_map(|agency| agency.people)).chain(HOMES.iter().map(|home| home.name));
        let mut seen = HashSet::new();
        assert!(names.into_iter().all(|name| seen.insert(name)));
        let mut codes = HashSet::new();
        assert!(AGENCIES.iter().all(|agency| codes.insert(agency.code)));
    }
}

//! Who lives in the demo: invented names of agencies, staff and households, plausible for Oman.

use domain::Role;

/// Code, name, Arabic name, last day of the licence (days from now; negative is lapsed).
pub const AGENCIES: &[(&str, &str, &str, i32)] = &[
    ("AG-021", "Al Waha Manpower", "الواحة للأيدي العاملة", 400),
    ("AG-003", "Bayt Al Thiqa", "بيت الثقة", 200),
    ("AG-005", "Muscat Home Services", "مسقط للخدمات المنزلية", 300),
    ("AG-008", "Nizwa Recruitment", "نزوى للاستقدام", 500),
    ("AG-011", "Al Batinah Manpower", "الباطنة للأيدي العاملة", 150),
    ("AG-014", "Salalah Household Staff", "صلالة للعمالة المنزلية", 250),
    ("AG-017", "Sur Family Services", "صور لخدمات الأسرة", 320),
    ("AG-019", "Ibri Recruitment", "عبري للاستقدام", 420),
    ("AG-024", "Seeb Home Care", "السيب للرعاية المنزلية", 180),
    ("AG-027", "Al Dakhiliyah Staffing", "الداخلية للتوظيف", 365),
    ("AG-030", "Ruwi Manpower", "روي للأيدي العاملة", -12),
    ("AG-033", "Barka Household Services", "بركاء للخدمات المنزلية", 280),
];

/// The operator's people.
pub const STAFF: &[(Role, &str)] = &[
    (Role::Moderator, "Huda Al Zadjali"),
    (Role::Moderator, "Yusuf Al Farsi"),
    (Role::Finance, "Aisha Al Lawati"),
    (Role::Finance, "Khalid Al Riyami"),
    (Role::Support, "Noor Al Hinai"),
    (Role::WelfareOfficer, "Zainab Al Kindi"),
    (Role::Dpo, "Said Al Maskari"),
    (Role::Auditor, "Layla Al Busaidi"),
    (Role::PlatformAdmin, "Talal Al Ghafri"),
];

/// Households: who signs in, and where they live. More are made by going through the list again.
pub const HOMES: &[(&str, &str)] = &[
    ("Salim Al Habsi", "Al Khuwair"),
    ("Maryam Al Siyabi", "Al Khoudh"),
    ("Hamad Al Rawahi", "Al Mawaleh"),
    ("Fatma Al Balushi", "Bawshar"),
    ("Nasser Al Amri", "Al Ghubra"),
    ("Badriya Al Hashmi", "Qurum"),
    ("Said Al Shukaili", "Nizwa"),
    ("Amal Al Jabri", "Sohar"),
    ("Ibrahim Al Wahaibi", "Sur"),
    ("Rahma Al Maamari", "Salalah"),
];

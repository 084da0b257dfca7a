//! What agencies write over their columns, in English and Arabic, and how a heading is recognised.
//!
//! Three ways, most certain first: the same words; all the words of a known heading among others ("Passport No. (valid)");
//! a known heading mistyped. Columns that are known and deliberately not taken in have their own list.

use super::field::WorkerField as F;
use super::text::{fold, mistyped};
use std::sync::LazyLock;

/// How sure a guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A known heading, mistyped.
    Possible,
    /// A known heading among other words.
    Likely,
    /// A known heading.
    Certain,
}

/// What a heading stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A field of the roster.
    Field(F, Confidence),
    /// Something that Amana does not take in about a person, or that is the agency's own affair.
    NotCollected,
    /// Nothing known.
    Unknown,
}

struct Known {
    words: Vec<String>,
    whole: String,
    field: Option<F>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let fields = FIELDS.iter().flat_map(|(field, said)| said.iter().map(move |text| (Some(*field), *text)));
    let ignored = NOT_COLLECTED.iter().map(|text| (None, *text));
    fields
        .chain(ignored)
        .map(|(field, text)| {
            let whole = fold(text);
            Known { words: whole.split(' ').map(str::to_owned).collect(), whole, field }
        })
        .collect()
});

/// Recognises one heading.
pub fn recognise(heading: &str) -> Meaning {
    let whole = fold(heading);
    // LIMIT: a paragraph is no heading, and comparing it would cost.
    if whole.is_empty() || whole.chars().count() > 120 {
        return Meaning::Unknown;
    }
    let parts = heading.split(['/', '(', ')', '|', '\n', '-', '–', '[', ']']).map(fold);
    let exact =
        std::iter::once(whole.clone()).chain(parts).find_map(|part| KNOWN.iter().find(|known| known.whole == part));
    if let Some(known) = exact {
        return meaning(known, Confidence::Certain);
    }
    let words: Vec<&str> = whole.split(' ').collect();
    let within = KNOWN
        .iter()
        .filter(|known| known.words.iter().all(|word| words.contains(&word.as_str())))
        .max_by_key(|known| (known.words.len(), known.whole.len()));
    if let Some(known) = within {
        return meaning(known, Confidence::Likely);
    }
    match KNOWN.iter().find(|known| mistyped(&known.whole, &whole)) {
        Some(known) => meaning(known, Confidence::Possible),
        None => Meaning::Unknown,
    }
}

fn meaning(known: &Known, confidence: Confidence) -> Meaning {
    known.field.map_or(Meaning::NotCollected, |field| Meaning::Field(field, confidence))
}

/// Known headings. Order matters only between headings that fold alike, which a test rules out.
const FIELDS: &[(F, &[&str])] = &[
    (
        F::FullName,
        &[
            "full name",
            "name",
            "worker name",
            "workers name",
            "name of worker",
            "candidate name",
            "name in full",
            "name as in passport",
            "name as per passport",
            "passport name",
            "employee name",
            "applicant name",
            "helper name",
            "housemaid name",
            "maid name",
            "name in english",
            "english name",
            "الاسم",
            "الاسم الكامل",
            "اسم العاملة",
            "اسم العامل",
            "الاسم بالكامل",
            "الاسم حسب الجواز",
            "اسم الخادمة",
            "الاسم الثلاثي",
            "الاسم كما في الجواز",
            "اسم المرشحة",
        ],
    ),
    (
        F::FirstName,
        &[
            "first name",
            "given name",
            "given names",
            "called name",
            "called",
            "forename",
            "nickname",
            "الاسم الأول",
            "اسم النداء",
        ],
    ),
    (F::FamilyName, &["family name", "surname", "last name", "اسم العائلة", "اللقب", "الاسم الأخير", "القبيلة"]),
    (
        F::BirthDate,
        &[
            "birth date",
            "date of birth",
            "dob",
            "d o b",
            "birthdate",
            "birthday",
            "born",
            "born on",
            "تاريخ الميلاد",
            "تاريخ الولادة",
            "الميلاد",
            "ت الميلاد",
        ],
    ),
    (
        F::Origin,
        &[
            "origin",
            "country of origin",
            "country",
            "nationality",
            "citizenship",
            "home country",
            "nation",
            "الجنسية",
            "البلد",
            "بلد المنشأ",
            "الدولة",
            "بلد الأصل",
            "دولة المنشأ",
        ],
    ),
    (
        F::Languages,
        &[
            "languages",
            "language",
            "languages spoken",
            "spoken languages",
            "languages known",
            "speaks",
            "lang",
            "language skills",
            "اللغات",
            "اللغة",
            "اللغات التي تتحدثها",
            "لغات",
        ],
    ),
    (
        F::Skills,
        &[
            "skills",
            "skill",
            "abilities",
            "can do",
            "special skills",
            "skill set",
            "المهارات",
            "مهارات",
            "المهارة",
            "القدرات",
            "تجيد",
        ],
    ),
    (
        F::Work,
        &[
            "work",
            "kind of work",
            "kinds of work",
            "type of work",
            "position",
            "profession",
            "occupation",
            "job",
            "job title",
            "category",
            "applied for",
            "position applied for",
            "post",
            "designation",
            "trade",
            "المهنة",
            "الوظيفة",
            "نوع العمل",
            "مجال العمل",
            "طبيعة العمل",
            "المسمى الوظيفي",
            "العمل",
        ],
    ),
    (
        F::ExperienceYears,
        &[
            "experience",
            "experience years",
            "years of experience",
            "years experience",
            "experience in years",
            "exp",
            "exp years",
            "yrs exp",
            "total experience",
            "الخبرة",
            "سنوات الخبرة",
            "عدد سنوات الخبرة",
            "الخبرة بالسنوات",
            "خبرة سنة",
        ],
    ),
    (
        F::AvailableFrom,
        &[
            "available from",
            "available",
            "availability",
            "available date",
            "date available",
            "ready from",
            "joining date",
            "ready to join",
            "can start",
            "start date",
            "متاحة من",
            "تاريخ التوفر",
            "متوفرة من",
            "جاهزة من",
            "التوفر",
            "متاحة ابتداء من",
        ],
    ),
    (
        F::Wage,
        &[
            "wage",
            "salary",
            "monthly salary",
            "monthly wage",
            "expected salary",
            "wage asked",
            "salary expected",
            "basic salary",
            "salary omr",
            "salary ro",
            "wage omr",
            "pay",
            "الراتب",
            "الراتب الشهري",
            "الراتب المطلوب",
            "الأجر",
            "الأجر الشهري",
            "الراتب المتوقع",
        ],
    ),
    (
        F::PassportNumber,
        &[
            "passport",
            "passport number",
            "passport no",
            "ppt no",
            "pp no",
            "passport nr",
            "passport num",
            "passport #",
            "p p no",
            "travel document no",
            "رقم الجواز",
            "جواز السفر",
            "رقم جواز السفر",
            "الجواز",
            "رقم الباسبورت",
        ],
    ),
    (
        F::PassportExpiry,
        &[
            "passport expiry",
            "passport expiry date",
            "passport exp",
            "passport exp date",
            "expiry",
            "expiry date",
            "passport valid until",
            "valid until",
            "valid till",
            "passport validity",
            "date of expiry",
            "ppt expiry",
            "passport expires",
            "انتهاء الجواز",
            "تاريخ انتهاء الجواز",
            "صلاحية الجواز",
            "تاريخ الانتهاء",
            "تاريخ انتهاء جواز السفر",
            "ينتهي الجواز",
        ],
    ),
    (
        F::CivilId,
        &[
            "civil id",
            "civil number",
            "civil no",
            "civil id no",
            "id no",
            "id number",
            "id card",
            "national id",
            "resident card",
            "resident card no",
            "residence card",
            "resident id",
            "labour card no",
            "الرقم المدني",
            "رقم البطاقة",
            "البطاقة المدنية",
            "رقم الهوية",
            "رقم بطاقة المقيم",
            "بطاقة الإقامة",
            "رقم البطاقة المدنية",
        ],
    ),
    (
        F::Phone,
        &[
            "phone",
            "phone number",
            "phone no",
            "mobile",
            "mobile no",
            "mobile number",
            "telephone",
            "tel",
            "tel no",
            "contact",
            "contact no",
            "contact number",
            "gsm",
            "whatsapp",
            "whatsapp no",
            "cell",
            "worker phone",
            "الهاتف",
            "رقم الهاتف",
            "الجوال",
            "رقم الجوال",
            "النقال",
            "رقم النقال",
            "الموبايل",
            "رقم التواصل",
            "واتساب",
            "رقم الواتساب",
        ],
    ),
    (
        F::KinName,
        &[
            "next of kin",
            "next of kin name",
            "nok",
            "kin",
            "kin name",
            "emergency contact",
            "emergency contact name",
            "emergency name",
            "relative name",
            "family contact name",
            "nok name",
            "أقرب الأقارب",
            "اسم القريب",
            "اسم أقرب الأقارب",
            "القريب",
            "شخص للطوارئ",
            "جهة اتصال الطوارئ",
            "اسم قريب للطوارئ",
        ],
    ),
    (
        F::KinPhone,
        &[
            "next of kin phone",
            "next of kin contact",
            "next of kin number",
            "next of kin mobile",
            "nok phone",
            "nok contact",
            "nok number",
            "kin phone",
            "kin number",
            "emergency phone",
            "emergency number",
            "emergency contact no",
            "emergency contact number",
            "emergency contact phone",
            "emergency mobile",
            "relative phone",
            "family phone",
            "home phone",
            "home country phone",
            "family contact no",
            "هاتف القريب",
            "هاتف أقرب الأقارب",
            "رقم القريب",
            "رقم الطوارئ",
            "هاتف الطوارئ",
            "هاتف الأهل",
            "رقم الأهل",
        ],
    ),
    (
        F::FitnessResult,
        &[
            "fitness",
            "fitness result",
            "medical",
            "medical result",
            "medical status",
            "medical fitness",
            "fit",
            "medical test",
            "medical check",
            "medical exam",
            "health",
            "health status",
            "fit unfit",
            "اللياقة",
            "اللياقة الطبية",
            "الفحص الطبي",
            "نتيجة الفحص",
            "نتيجة الفحص الطبي",
            "الحالة الصحية",
            "الفحص",
        ],
    ),
    (
        F::FitnessDate,
        &[
            "fitness date",
            "medical date",
            "date of medical",
            "medical test date",
            "medical check date",
            "medical exam date",
            "medical examination date",
            "date of fitness",
            "تاريخ الفحص",
            "تاريخ الفحص الطبي",
            "تاريخ اللياقة",
            "تاريخ اللياقة الطبية",
        ],
    ),
    (
        F::WorkHistory,
        &[
            "work history",
            "history",
            "previous work",
            "previous employment",
            "past experience",
            "experience details",
            "employment history",
            "previous experience",
            "worked in",
            "experience abroad",
            "experience country",
            "work experience details",
            "سابقة الأعمال",
            "الخبرات السابقة",
            "تفاصيل الخبرة",
            "العمل السابق",
            "السيرة المهنية",
            "الأعمال السابقة",
        ],
    ),
];

/// Known and left behind: the age is computed, the rest is either not needed to place a worker or not the platform's affair.
const NOT_COLLECTED: &[&str] = &[
    "no",
    "sr no",
    "s no",
    "sl no",
    "serial",
    "serial no",
    "sn",
    "#",
    "ser",
    "code",
    "ref",
    "ref no",
    "reference",
    "reference no",
    "file no",
    "worker code",
    "maid code",
    "photo",
    "picture",
    "image",
    "cv",
    "biodata",
    "age",
    "age years",
    "gender",
    "sex",
    "m f",
    "religion",
    "faith",
    "marital status",
    "married",
    "status",
    "children",
    "no of children",
    "number of children",
    "kids",
    "height",
    "weight",
    "height cm",
    "weight kg",
    "complexion",
    "skin",
    "blood group",
    "education",
    "qualification",
    "school",
    "place of birth",
    "birth place",
    "passport issue date",
    "passport issue",
    "date of issue",
    "issue date",
    "place of issue",
    "passport place of issue",
    "passport issue place",
    "agency",
    "agency name",
    "office",
    "agent",
    "agent name",
    "supplier",
    "sponsor",
    "sponsor name",
    "employer",
    "employer name",
    "father name",
    "fathers name",
    "mother name",
    "mothers name",
    "husband name",
    "address",
    "home address",
    "city",
    "village",
    "visa",
    "visa no",
    "visa status",
    "visa number",
    "remarks",
    "remark",
    "notes",
    "note",
    "comments",
    "comment",
    "internal notes",
    "email",
    "e mail",
    "commission",
    "cost",
    "fee",
    "currency",
    "salary currency",
    "police clearance",
    "vaccination",
    "covid",
    "م",
    "ت",
    "الرقم",
    "رقم",
    "الرقم التسلسلي",
    "مسلسل",
    "رقم الملف",
    "الرمز",
    "الكود",
    "الصورة",
    "صورة",
    "العمر",
    "السن",
    "الجنس",
    "النوع",
    "الديانة",
    "الدين",
    "الحالة الاجتماعية",
    "الحالة",
    "عدد الأطفال",
    "الأطفال",
    "الطول",
    "الوزن",
    "البشرة",
    "فصيلة الدم",
    "المؤهل",
    "التعليم",
    "المستوى التعليمي",
    "مكان الميلاد",
    "تاريخ إصدار الجواز",
    "تاريخ الإصدار",
    "مكان الإصدار",
    "المكتب",
    "اسم المكتب",
    "الوكيل",
    "الكفيل",
    "اسم الكفيل",
    "صاحب العمل",
    "اسم الأب",
    "اسم الأم",
    "اسم الزوج",
    "العنوان",
    "المدينة",
    "التأشيرة",
    "رقم التأشيرة",
    "ملاحظات",
    "الملاحظات",
    "ملاحظة",
    "البريد الإلكتروني",
    "العمولة",
    "التكلفة",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_heading_is_known_for_two_fields() {
        let mut seen: HashMap<&str, Option<F>> = HashMap::new();
        for known in KNOWN.iter() {
            let before = seen.insert(&known.whole, known.field);
            assert!(
                before.is_none_or(|field| field == known.field),
                "{} for {before:?} and {:?}",
                known.whole,
                known.field
            );
        }
    }

    #[test]
    fn every_field_is_known_in_both_languages() {
        for field in F::ALL {
            let said = FIELDS.iter().find(|(known, _)| known == field).expect("every field has its headings").1;
            assert!(said.iter().any(|text| text.is_ascii()) && said.iter().any(|text| !text.is_ascii()), "{field}");
        }
    }

    #[test]
    fn headings_as_agencies_write_them_are_recognised() {
        for (heading, field) in [
            ("FULL NAME", F::FullName),
            ("Name / الاسم", F::FullName),
            ("Worker's Name (as in passport)", F::FullName),
            ("الإسـم الكامل", F::FullName),
            ("D.O.B.", F::BirthDate),
            ("Date of Birth (dd/mm/yyyy)", F::BirthDate),
            ("تأريخ الميلاد", F::BirthDate),
            ("Nationailty", F::Origin),
            ("الجنسيه", F::Origin),
            ("Passport No.", F::PassportNumber),
            ("PASSPORT #", F::PassportNumber),
            ("رقم الجواز", F::PassportNumber),
            ("Passport Expiry Date", F::PassportExpiry),
            ("Pass. exp. — Passport valid until", F::PassportExpiry),
            ("Mobile No", F::Phone),
            ("رقم النقال", F::Phone),
            ("Next of kin – phone", F::KinPhone),
            ("Emergency contact no.", F::KinPhone),
            ("Emergency Contact", F::KinName),
            ("Salary (OMR)", F::Wage),
            ("Monthly salary expected in RO", F::Wage),
            ("الراتب المطلوب", F::Wage),
            ("Yrs. Exp", F::ExperienceYears),
            ("سنوات الخبره", F::ExperienceYears),
            ("Medical", F::FitnessResult),
            ("Medical date", F::FitnessDate),
            ("Languages known", F::Languages),
            ("Position applied for", F::Work),
            ("Experience details", F::WorkHistory),
            ("Surname", F::FamilyName),
            ("Given names", F::FirstName),
        ] {
            assert!(
                matches!(recognise(heading), Meaning::Field(found, _) if found == field),
                "{heading}: {:?}",
                recognise(heading)
            );
        }
    }

    #[test]
    fn what_is_not_collected_is_known_and_left() {
        for heading in [
            "Religion",
            "الديانة",
            "Marital Status",
            "Height (cm)",
            "Age",
            "Sex (M/F)",
            "S/No",
            "Passport issue date",
            "Place of issue",
            "Agency name",
            "Remarks",
            "ملاحظات",
            "Gender / الجنس",
        ] {
            assert_eq!(recognise(heading), Meaning::NotCollected, "{heading}");
        }
    }

    #[test]
    fn what_is_no_heading_is_unknown() {
        for heading in ["", "   ", "Almaz Bekele", "ROSTER NOVEMBER", "12345", "***"] {
            assert_eq!(recognise(heading), Meaning::Unknown, "{heading}");
        }
        assert_eq!(recognise(&"name ".repeat(60)), Meaning::Unknown);
    }
}

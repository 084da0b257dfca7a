//! Rows into workers: what is taken, what is refused, and that one row never stops another.

use crate::imports::{import, roster, sorted};
use app::imports::WorkerField as F;
use app::imports::{Reason, RowFault};
use jiff::civil::date;

const HEADINGS: &str = "Name;DOB;Nationality;Passport No;Passport expiry;Civil ID;Phone;Languages;Skills;Position;Experience;Salary;\
    Available from;Next of kin;Next of kin phone;Medical;Medical date;Work history";

/// The faults of one row under all headings.
fn faults(row: &str) -> Vec<RowFault> {
    let (_, outcomes) = import(format!("{HEADINGS}\n{row}\n").as_bytes()).expect("readable");
    sorted(&outcomes).1.into_iter().cloned().collect()
}

#[test]
fn a_full_row_gives_every_field() {
    let row = "ALMAZ BEKELE;١٢/٠٣/١٩٩٥;Ethiopian;ep 1234567;1-Jan-2030;١٢٣٤٥٦٧٨;5000 0101;Amharic, Arabic (good);\
        cooking/كي;Housemaid;5 years;OMR 120.500;Immediately;Dawit Bekele;+251010000101;FIT;01/06/2026;3 years in Riyadh";
    let (_, outcomes) = import(format!("{HEADINGS}\n{row}\n").as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!(refused, Vec::<&RowFault>::new());
    let worker = ready[0].1;
    assert_eq!((worker.full_name.as_str(), worker.first_name.as_str()), ("Almaz Bekele", "Almaz"));
    assert_eq!((worker.birth_date, worker.origin), (date(1995, 3, 12), "ET"));
    assert_eq!(
        (&worker.languages[..], &worker.skills[..], &worker.work[..]),
        (&["am", "ar"][..], &["cooking", "ironing"][..], &["housekeeper"][..])
    );
    assert_eq!(
        (worker.experience_years, worker.wage_minor, worker.available_from),
        (Some(5), Some(120_500), Some(crate::imports::TODAY))
    );
    assert_eq!((worker.passport_number.as_str(), worker.passport_expiry), ("EP1234567", Some(date(2030, 1, 1))));
    assert_eq!(worker.civil_id.as_ref().map(envelope::CivilId::as_str), Some("12345678"));
    assert_eq!(worker.phone.as_ref().map(envelope::Phone::as_str), Some("+96850000101"));
    assert_eq!(worker.kin_phone.as_ref().map(envelope::Phone::as_str), Some("+251010000101"));
    assert_eq!(
        (worker.kin_name.as_deref(), worker.fitness_result, worker.fitness_date),
        (Some("Dawit Bekele"), Some("fit"), Some(date(2026, 6, 1)))
    );
    assert_eq!(worker.work_history.as_deref(), Some("3 years in Riyadh"));
    assert!(!format!("{worker:?}").contains("Almaz"), "a draft in a log names nobody");
}

#[test]
fn everything_wrong_with_a_row_is_told_at_once_with_its_column() {
    let faults = faults(
        "Almaz 2;120395;Atlantis;;1/1/2020;12A;5000 0101 / 5000 0102;Klingon;clenaing;Pilot;many;5;soon;;0712000101;maybe;1/1/2030;call 50000101",
    );
    let told: Vec<(F, String, &Reason)> = faults
        .iter()
        .map(|fault| {
            (
                fault.field.expect("a field"),
                fault.column.as_ref().map(app::imports::Column::letters).unwrap_or_default(),
                &fault.reason,
            )
        })
        .collect();
    let word = |word: &str, suggestion: Option<&str>| Reason::UnknownWord {
        word: word.into(),
        suggestions: suggestion.map(str::to_owned).into_iter().collect(),
    };
    assert_eq!(
        told,
        [
            (F::FullName, "A".to_owned(), &Reason::NotAName),
            (F::BirthDate, "B".to_owned(), &Reason::TwoDigitYear),
            (F::Origin, "C".to_owned(), &word("Atlantis", None)),
            (F::PassportNumber, "D".to_owned(), &Reason::Missing),
            (F::Languages, "H".to_owned(), &word("Klingon", None)),
            (F::Skills, "I".to_owned(), &word("clenaing", Some("skill-cleaning"))),
            (F::Work, "J".to_owned(), &word("Pilot", None)),
            (F::ExperienceYears, "K".to_owned(), &Reason::YearsUnclear),
            (F::AvailableFrom, "M".to_owned(), &Reason::DateUnclear),
            (F::Wage, "L".to_owned(), &Reason::AmountOutOfRange { min_minor: 20_000, max_minor: 2_000_000 }),
            (F::CivilId, "F".to_owned(), &Reason::CivilIdForm),
            (F::Phone, "G".to_owned(), &Reason::SeveralPhones),
            (F::KinPhone, "O".to_owned(), &Reason::PhoneCountry),
            (F::FitnessResult, "P".to_owned(), &word("maybe", None)),
            (F::WorkHistory, "R".to_owned(), &Reason::ContactInText),
        ]
    );
}

#[test]
fn ages_and_papers_are_looked_at_on_the_day() {
    for (born, reason) in [
        ("2/11/2005", Reason::TooYoung { age: 20, min: 21 }),
        ("1/11/1965", Reason::TooOld { age: 61, max: 60 }),
        ("1/1/2030", Reason::InFuture),
    ] {
        assert_eq!(faults(&format!("Almaz Bekele;{born};ET;EP1234567"))[0].reason, reason);
    }
    assert_eq!(faults("Almaz Bekele;1/11/2005;ET;EP1234567"), []);
    assert_eq!(faults("Almaz Bekele;2/11/1965;ET;EP1234567"), []);
    assert_eq!(faults("Almaz Bekele;1/1/1995;ET;EP1234567;31/10/2026")[0].reason, Reason::Expired);
    assert_eq!(faults("Almaz Bekele;1/1/1995;ET;EP1234567;1/11/2026"), []);
    assert_eq!(
        faults("Almaz Bekele;1/1/2000;ET;EP1234567;;;;;;;12")[0].reason,
        Reason::ExperienceTooLong { years: 12, age: 26 }
    );
    assert_eq!(faults("Almaz Bekele;1/1/1995;ET;EP1234567;;;;;;;;;;;;Fit;2/11/2026")[0].reason, Reason::InFuture);
}

#[test]
fn a_repeated_number_points_to_the_row_that_was_kept() {
    let text = "Name,DOB,Nationality,Passport No,Civil ID\n\
        Almaz Bekele,120395,ET,EP1234567,\n\
        Almaz Bekele,12/03/1995,ET,ep 123-4567,12345678\n\
        Almaz Bekele,12/03/1995,ET,EP1234567,\n\
        Sita Rai,12/03/1995,NP,07654321,12 345 678\n";
    let (_, outcomes) = import(text.as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!(ready.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3], "a refused row keeps nobody out");
    let repeated: Vec<_> = refused[1..].iter().map(|fault| (fault.line, fault.field, &fault.reason)).collect();
    assert_eq!(
        repeated,
        [
            (4, Some(F::PassportNumber), &Reason::DuplicateOf { line: 3 }),
            (5, Some(F::CivilId), &Reason::DuplicateOf { line: 3 }),
        ]
    );
}

#[test]
fn names_in_several_columns_make_one() {
    let text = "First name,Middle name,Surname,DOB,Nationality,Passport\nMary Ann,Reyes,DELA CRUZ,12/03/1995,Filipina,P1234567A\n\
        Rosa,,,12/03/1995,PH,P1234567B\n";
    let (_, outcomes) = import(text.as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!(
        (ready[0].1.full_name.as_str(), ready[0].1.first_name.as_str()),
        ("Mary Ann Reyes Dela Cruz", "Mary Ann")
    );
    assert_eq!((refused[0].field, &refused[0].reason), (Some(F::FullName), &Reason::Missing));
}

#[test]
fn titles_and_totals_between_the_rows_are_no_workers() {
    let (_, outcomes) =
        import(roster(&["KENYA,,,", "Faith Mwangi,1/2/1990,Kenya,AK1234567", "Total: 1,,,"]).as_bytes())
            .expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!(ready.len(), 1);
    assert!(refused.iter().all(|fault| fault.reason == Reason::NoPerson) && refused.len() == 2);
}

#[test]
fn a_separator_inside_a_text_is_noticed() {
    let (_, outcomes) = import(roster(&["Bekele, Almaz,12/03/1995,Ethiopia,EP1234567"]).as_bytes()).expect("readable");
    assert_eq!(sorted(&outcomes).1[0].reason, Reason::TooManyCells { found: 5, expected: 4 });
}

#[test]
fn one_bad_row_in_a_thousand_is_one_row() {
    let rows: Vec<String> = (0..1_000)
        .map(|n| format!("Almaz Bekele,{},Ethiopia,EP1{n:06}", if n == 700 { "31/02/1995" } else { "12/03/1995" }))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (_, outcomes) = import(roster(&rows).as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((ready.len(), refused.len()), (999, 1));
    assert_eq!((refused[0].line, &refused[0].reason), (702, &Reason::NoSuchDay));
}

#[test]
fn every_row_bad_is_every_row_told() {
    let rows = vec!["Almaz Bekele,120395,Ethiopia,EP1234567"; 500];
    let (_, outcomes) = import(roster(&rows).as_bytes()).expect("readable");
    assert_eq!(sorted(&outcomes).1.len(), 500);
}

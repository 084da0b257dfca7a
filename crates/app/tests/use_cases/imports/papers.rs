//! Numbers of papers: the machine-readable zone beside the typed columns, passports of a country, repeated persons.

use crate::imports::{import, sorted};
use app::imports::{FileFault, Reason, RowFault, WorkerField as F, guess, read};
use jiff::civil::date;

/// The second line of a passport, with its check digits.
fn zone(number: &str, nationality: &str, born: &str, until: &str) -> String {
    let digit = |signs: &str| {
        let value = |c: char| c.to_digit(36).unwrap_or(0);
        let sum: u32 = signs.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, weight)| value(c) * weight).sum();
        sum % 10
    };
    let checked = |signs: &str| format!("{signs}{}", digit(signs));
    let number = checked(&format!("{number:<<9}"));
    let (born, until, optional) = (checked(born), checked(until), checked(&"<".repeat(14)));
    let whole = digit(&format!("{number}{born}{until}{optional}"));
    format!("{number}{nationality}{born}F{until}{optional}{whole}")
}

fn faults(text: &str) -> Vec<RowFault> {
    sorted(&import(text.as_bytes()).expect("readable").1).1.into_iter().cloned().collect()
}

#[test]
fn a_machine_readable_zone_alone_gives_number_dates_and_country() {
    let first = "P<ETHBEKELE<<ALMAZ<<<<<<<<<<<<<<<<<<<<<<<<<<";
    let text = format!(
        "Name;MRZ;Skills\nAlmaz Bekele;\"{first}\n{}\";cooking\nSita Rai;{};ironing\n",
        zone("EP1234567", "ETH", "950312", "300101"),
        zone("07654321", "NPL", "050601", "310715").to_lowercase()
    );
    assert!(
        guess(&read(text.as_bytes(), &app::imports::Limits::default()).expect("readable").header)
            .columns
            .missing()
            .is_empty()
    );
    let (_, outcomes) = import(text.as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert!(refused.is_empty(), "{refused:#?}");
    let (almaz, sita) = (ready[0].1, ready[1].1);
    assert_eq!((almaz.passport_number.as_str(), almaz.origin), ("EP1234567", "ET"));
    assert_eq!((almaz.birth_date, almaz.passport_expiry), (date(1995, 3, 12), Some(date(2030, 1, 1))));
    assert_eq!((sita.passport_number.as_str(), sita.origin, sita.birth_date), ("07654321", "NP", date(2005, 6, 1)));
}

#[test]
fn what_was_typed_is_compared_with_the_zone() {
    let zone = zone("EP1234567", "ETH", "950312", "300101");
    let head = "Name;DOB;Nationality;Passport No;Expiry;MRZ";
    assert_eq!(faults(&format!("{head}\nAlmaz Bekele;12/03/1995;Ethiopian;EP 1234567;1/1/2030;{zone}\n")), []);
    let told = faults(&format!("{head}\nAlmaz Bekele;12/03/1996;Kenyan;EP1234576;1/1/2031;{zone}\n"));
    let told: Vec<_> = told
        .iter()
        .map(|fault| (fault.field, fault.column.as_ref().map(app::imports::Column::letters), &fault.reason))
        .collect();
    let differs = |field| Reason::MrzDiffers { field };
    assert_eq!(
        told,
        [
            (Some(F::BirthDate), Some("B".to_owned()), &differs(F::BirthDate)),
            (Some(F::Origin), Some("C".to_owned()), &differs(F::Origin)),
            (Some(F::PassportNumber), Some("D".to_owned()), &differs(F::PassportNumber)),
            (Some(F::PassportExpiry), Some("E".to_owned()), &differs(F::PassportExpiry)),
        ]
    );
}

#[test]
fn a_slip_in_the_zone_is_told_and_the_typed_columns_still_read() {
    let zone = zone("EP1234567", "ETH", "950312", "300101").replacen("EP1234567", "EP1234576", 1);
    let told = faults(&format!("Name;DOB;Nationality;Passport No;MRZ\nAlmaz Bekele;12/03/1995;ET;EP1234567;{zone}\n"));
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!((told[0].field, &told[0].reason), (Some(F::Mrz), &Reason::MrzCheckDigit { field: F::PassportNumber }));
    let cut = faults(&format!(
        "Name;DOB;Nationality;Passport No;MRZ\nAlmaz Bekele;12/03/1995;ET;EP1234567;{}\n",
        &zone[..40]
    ));
    assert_eq!(cut[0].reason, Reason::MrzForm);
}

#[test]
fn a_zone_of_a_country_that_is_not_listed_fits_no_country() {
    let text = format!("Name;MRZ\nAlmaz Bekele;{}\n", zone("EP1234567", "UTO", "950312", "300101"));
    assert_eq!(faults(&text)[0].reason, Reason::Missing, "the country has to be given");
}

#[test]
fn a_passport_number_too_short_for_its_country_is_told() {
    let row = |number: &str, country: &str| {
        faults(&format!("Name;DOB;Nationality;Passport No\nSita Rai;12/03/1995;{country};{number}\n"))
    };
    assert_eq!(row("Z123456", "India")[0].reason, Reason::PassportLength { min: 8, max: 8 });
    assert_eq!(row("P12345", "PH")[0].reason, Reason::PassportLength { min: 8, max: 9 });
    assert_eq!(row("Z1234567", "India"), []);
    assert_eq!(row("AB12345", "Ghana"), [], "where the form is not known nothing is refused");
}

#[test]
fn the_later_of_two_rows_with_one_number_is_refused_however_it_is_typed() {
    let text = "Name;DOB;Nationality;Passport No;Civil ID\n\
        Almaz Bekele;12/03/1995;ET;ep 1234567;٧٠٠٠٠٠٠١\n\
        Sita Rai;12/03/1990;NP;07654321;\n\
        Almaz B.;12/03/1995;ET;EP-123.4567.0;\n\
        Almaz Bekele;12/03/1995;ET;EP1234567;\n\
        Faith Mwangi;1/1/1990;KE;AK1234567;70 000 001\n";
    let told: Vec<_> = faults(text).into_iter().map(|fault| (fault.line, fault.field, fault.reason)).collect();
    assert_eq!(
        told.iter()
            .filter(|(_, _, reason)| *reason == Reason::DuplicateOf { line: 2 })
            .map(|(line, field, _)| (*line, *field))
            .collect::<Vec<_>>(),
        [(5, Some(F::PassportNumber)), (6, Some(F::CivilId))]
    );
}

#[test]
fn a_list_without_headings_says_what_to_put_there() {
    let rows = "Almaz Bekele;12/03/1995;Ethiopia;EP1234567\nSita Rai;12/03/1990;Nepal;07654321\n";
    assert_eq!(read(rows.as_bytes(), &app::imports::Limits::default()), Err(FileFault::NoHeader));
}

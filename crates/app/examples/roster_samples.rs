//! Writes the lists in `samples/` anew: `cargo run -p app --example roster_samples`.
//! Everybody in them is invented.

use app::imports::sample::{Person, people, roster_csv};
use app::vocabulary::{COUNTRIES, LANGUAGES, SKILLS, Vocabulary, WORK};
use encoding_rs::WINDOWS_1256;
use jiff::civil::{Date, date};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// The day on which ages and papers in the samples are sound.
const DAY: Date = date(2026, 11, 1);

const HEADINGS: [&str; 16] = [
    "الرقم",
    "Worker name / اسم العاملة",
    "Nationality",
    "Date of birth",
    "Religion",
    "Passport",
    "Valid until",
    "رقم النقال",
    "Languages",
    "المهارات",
    "Experience",
    "Salary RO",
    "Ready from",
    "Medical",
    "Medical date",
    "Remarks",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    std::fs::write(folder.join("roster-ag-021.csv"), roster_csv(21, "AG-021", 55, DAY))?;
    workbook(&people(22, "AG-021", 38, DAY))?.save(folder.join("roster-ag-021.xlsx"))?;
    std::fs::write(folder.join("roster-ag-034.csv"), windows_1256(&people(34, "AG-034", 24, DAY)))?;
    two_branches(&people(35, "AG-034", 30, DAY))?.save(folder.join("roster-ag-034.xlsx"))?;
    Ok(())
}

/// A workbook as such workbooks are: a cover, the list under a merged title, a sheet of words for drop-down lists.
fn workbook(people: &[Person]) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // The day stands in the file: the same samples are the same bytes.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 11, 1)?));
    let cover = book.add_worksheet().set_name("Cover")?;
    cover.write(1, 1, "Agency AG-021")?.write(2, 1, "Phone 24000000")?.write(3, 1, "Prepared 1 November 2026")?;
    list(book.add_worksheet().set_name("Workers 2026")?, people)?;
    let words = book.add_worksheet().set_name("Lists")?;
    words.write(0, 0, "Languages")?.write(0, 2, "Yes/No")?.write(1, 2, "Yes")?.write(2, 2, "No")?;
    for (row, token) in (1_u32..).zip(LANGUAGES.tokens()) {
        words.write(row, 0, token)?;
    }
    Ok(book)
}

fn list(sheet: &mut Worksheet, people: &[Person]) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(14);
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let money = Format::new().set_num_format("0.000");
    sheet.set_right_to_left(true);
    sheet.merge_range(0, 0, 0, 15, "كشف العاملات - List of workers - AG-021", &title)?;
    for (column, heading) in (0_u16..).zip(HEADINGS) {
        sheet.write_with_format(2, column, heading, &Format::new().set_bold())?;
    }
    for ((row, number), person) in (3_u32..).zip(1_u32..).zip(people) {
        sheet.write(row, 0, number)?.write(row, 1, &person.name)?.write(row, 2, &person.origin)?;
        sheet.write_with_format(row, 3, &excel(person.born)?, &day)?;
        sheet.write(row, 5, &person.passport)?.write_with_format(row, 6, &excel(person.passport_until)?, &day)?;
        // As a number, and so without its plus.
        sheet.write(row, 7, person.phone[1..].parse::<f64>().unwrap_or_default())?;
        sheet.write(row, 8, person.languages.join(", "))?.write(row, 9, skills(person))?;
        #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
        sheet
            .write(row, 10, person.experience_years as f64)?
            .write_with_format(row, 11, person.wage as f64, &money)?
            .write_with_format(row, 12, &excel(person.available)?, &day)?;
        if let Some(fit_on) = person.fit_on {
            sheet.write(row, 13, "Fit")?.write_with_format(row, 14, &excel(fit_on)?, &day)?;
        }
    }
    spoil(sheet)?;
    sheet.write(3 + u32::try_from(people.len()).unwrap_or(0), 1, format!("Total: {}", people.len()))?;
    Ok(())
}

/// Some rows as they come when nobody looks: in lines 10, 17, 24 and 31 of the sheet.
fn spoil(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.write(9, 3, 1994)?.write(16, 5, "#N/A")?.write(23, 9, "cookking")?.write(30, 11, "USD 300")?;
    Ok(())
}

/// What Excel in Arabic Windows saves as "CSV": semicolons, no Unicode, years of two digits, a sum in the last line.
fn windows_1256(people: &[Person]) -> Vec<u8> {
    let mut text = String::from(
        "م;الاسم الكامل;الجنسية;تاريخ الميلاد;رقم الجواز;تاريخ الانتهاء;رقم النقال;اللغات;المهارات;المهنة;الخبرة;الراتب;عدد الأطفال;ملاحظات\r\n",
    );
    for (number, person) in (1..).zip(people) {
        let day = |day: Date| day.strftime("%d/%m/%y").to_string();
        let words = |list: &'static Vocabulary, tokens: &[&str]| {
            tokens.iter().map(|token| list.said_in_arabic(token)).collect::<Vec<_>>().join("، ")
        };
        let languages: Vec<&str> = person.languages.iter().map(String::as_str).collect();
        let line = format!(
            "{number};{};{};{};{};{};{};{};{};{};{};{} ريال;{};\r\n",
            person.name,
            COUNTRIES.said_in_arabic(COUNTRIES.find(&person.origin).unwrap_or_default()),
            day(person.born),
            person.passport,
            day(person.passport_until),
            &person.phone[1..],
            words(&LANGUAGES, &languages),
            words(&SKILLS, &person.skills),
            WORK.said_in_arabic(person.work),
            person.experience_years,
            person.wage,
            number % 4,
        );
        text.push_str(&line);
    }
    // Two slips: a word that nobody knows, a day that there is not.
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[5] = lines[5].replace(&people[4].born.strftime("%d/%m/%y").to_string(), "31/02/95");
    lines[9] = lines[9].replace(" ريال", " درهم");
    lines.push(format!("المجموع;{};;;;;;;;;;;;", people.len()));
    WINDOWS_1256.encode(&lines.join("\r\n")).0.into_owned()
}

/// A list for each branch, under headings of two rows and one language over the other, with a sheet of last year's hidden.
fn two_branches(people: &[Person]) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 11, 1)?));
    let (muscat, rest) = people.split_at(14);
    let (sohar, old) = rest.split_at(10);
    for (name, people) in [("مسقط Muscat", muscat), ("صحار Sohar", sohar), ("2025", old)] {
        branch(book.add_worksheet().set_name(name)?.set_hidden(name == "2025"), people)?;
    }
    Ok(book)
}

fn branch(sheet: &mut Worksheet, people: &[Person]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let day = Format::new().set_num_format("d-mmm-yy");
    sheet.merge_range(0, 0, 0, 11, "LIST OF DOMESTIC WORKERS", &bold)?;
    for (column, heading) in (0_u16..).zip(["S/NO", "NAME", "NAT", "D.O.B", "REL"]) {
        sheet.merge_range(1, column, 2, column, heading, &bold)?;
    }
    sheet.merge_range(1, 5, 1, 7, "PASSPORT", &bold)?;
    sheet.merge_range(1, 8, 1, 9, "NEXT OF KIN", &bold)?;
    sheet.merge_range(1, 10, 2, 10, "EXP IN GULF", &bold)?;
    sheet.merge_range(1, 11, 2, 11, "SALARY", &bold)?;
    for (column, part) in (5_u16..).zip(["NO.", "ISSUE DATE", "EXPIRY", "NAME", "MOBILE"]) {
        sheet.write_with_format(2, column, part, &bold)?;
    }
    for ((row, number), person) in (3_u32..).zip(1_u32..).zip(people) {
        sheet.write(row, 0, number)?.write(row, 1, person.name.to_uppercase())?.write(row, 2, &person.origin)?;
        sheet.write_with_format(row, 3, &excel(person.born)?, &day)?.write(row, 5, &person.passport)?;
        sheet.write_with_format(row, 7, &excel(person.passport_until)?, &day)?;
        sheet.write(row, 8, &person.kin)?.write(row, 9, &person.kin_phone)?;
        sheet.write(row, 10, format!("{} YRS", person.experience_years))?;
        #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
        sheet.write(row, 11, person.wage as f64)?;
    }
    let last = 3 + u32::try_from(people.len()).unwrap_or(0);
    let sum = Formula::new(format!("=SUM(L4:L{last})")).set_result("1500");
    sheet.write(last, 1, "TOTAL")?.write_formula(last, 11, sum)?.set_row_hidden(last - 1)?;
    Ok(())
}

fn excel(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let small = |part: i8| u8::try_from(part).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(1900), small(day.month()), small(day.day()))
}

/// The tokens, as the drop-down list of another program would give them.
fn skills(person: &Person) -> String {
    let known: Vec<&str> = SKILLS.tokens().filter(|token| person.skills.contains(token)).collect();
    known.join(" / ")
}

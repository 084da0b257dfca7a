# Importing a roster: what is wrong with a file, a mapping or a row, and what to do about it.
# Keys and arguments come from crates/app/src/imports/faults.rs; a test there holds them to these lines.

## The file
import-file-empty = The file is empty. Choose the file with your workers in it.
import-file-too-large = The file is larger than { $megabytes } MB. Leave out pictures, or split it.
import-file-unpacks-too-large = Unpacked, this workbook is larger than { $megabytes } MB. Save the sheet with the workers in a workbook of its own.
import-file-other-kind = This is { $found ->
    [pdf] a PDF document
    [png] a picture
    [jpeg] a picture
    [gif] a picture
    [rtf] a text document
    [docx] a Word document
    [xls] a workbook in the old .xls form
    [xlsb] a workbook in the binary .xlsb form
    [ods] an OpenDocument spreadsheet
    [html] a web page
    [json] a JSON file
    [zip] a zip archive
    [gzip] a compressed file
    [rar] a RAR archive
    [seven-zip] a 7z archive
    [xml] a workbook in the form “XML Spreadsheet 2003”
    [sylk] a workbook in the SYLK form
   *[binary] not a list of workers
}. Open it in your spreadsheet program and save it as XLSX or as CSV (UTF-8).
import-file-damaged = The workbook is damaged or was cut short on its way. Save it again and send the new file.
import-file-protected = The workbook is protected by a password. Take the password off and send it again.
import-file-encoding = Line { $line } has letters in an encoding that we do not know. Save the file as “CSV UTF-8”, or as XLSX.
import-file-mixed-encodings = Line { $line } is in another encoding than other lines: the file was put together from two. Open both parts in your spreadsheet program and save them in one as XLSX.
import-file-no-such-sheet = The workbook has no sheet “{ $name }”. It has: { $sheets }.
import-file-too-many-rows = { $limit ->
    [one] There is more than 1 row. Split the file.
   *[other] There are more than { $limit } rows. Split the file.
}
import-file-too-many-columns = { $limit ->
    [one] There is more than 1 column. Leave out what does not describe workers.
   *[other] There are more than { $limit } columns. Leave out what does not describe workers.
}
import-file-too-many-cells = { $limit ->
    [one] There is more than 1 cell. Leave out columns that do not describe workers, or split the file.
   *[other] There are more than { $limit } cells. Leave out columns that do not describe workers, or split the file.
}
import-file-no-header = No row of headings was found in the first lines. Put a row such as “Name, Date of birth, Nationality, Passport No” above the workers.
import-file-no-rows = There are headings, but no workers under them.
import-file-open-quotes = A quotation mark that is opened in line { $line } is never closed, and more are. Take out the marks, or save the file as XLSX.

## The mapping
import-mapping-unreadable = The mapping cannot be read: { $problem }
import-mapping-no-such-column = The mapping takes “{ $field }” from a column “{ $heading }”, which this file does not have.
import-mapping-shared-column = “{ $first }” and “{ $second }” are both to come from the column “{ $heading }”. Give each its own.
import-mapping-missing-field = No column holds “{ $field }”. Say which one does.

## Rows
import-row-no-person = This row has no name, passport number or birth date. If it is a title or a total, nothing is lost.
import-row-missing = This is needed and is not filled in.
import-row-too-long = { $limit ->
    [one] This may have 1 letter at most.
   *[other] This may have { $limit } letters at most.
}
import-row-control-character = There are characters in here that cannot be shown. Type the text again.
import-row-formula = This is a formula. Put in the value that it shows.
import-row-cell-error = The spreadsheet shows an error here. Put in the value.
import-row-uncalculated = There is a formula here whose value the file does not hold. Open the file in your spreadsheet program, save it, and send it again.
import-row-too-many-cells = This row has { $found } cells under { $expected } headings. Put texts that contain the separator in quotation marks.
import-row-open-quote = A quotation mark is opened in this row and not closed where the cell ends. The rows after it were read by themselves. Close it or take it out.
import-row-not-a-name = This is not a name. Write letters only.
import-row-two-digit-year = The year has two digits and could be meant in two ways. Write all four, as in 12/03/1995.
import-row-hijri-date = This looks like a Hijri date. Give the Gregorian date, or have Hijri dates converted.
import-row-month-first = The month seems to stand before the day. Write the day first, as in 25/03/1995.
import-row-day-first = The day seems to stand before the month, while in other rows the month stands first. Write all dates of the column alike.
import-row-date-swapped = Your spreadsheet program seems to have turned day and month around in this column. Format the column as text and type the dates as in 25/03/1995.
import-row-year-only = Give day, month and year.
import-row-no-such-day = The calendar has no such day.
import-row-date-unclear = This is not a date we can read. Write it as in 12/03/1995.
import-row-in-future = This date lies in the future.
import-row-expired = The passport has run out. Add the worker again when it is renewed.
import-row-too-young = { $age ->
    [one] At 1 year, this worker is too young: { $min } is the youngest age allowed.
   *[other] At { $age } years, this worker is too young: { $min } is the youngest age allowed.
}
import-row-too-old = { $age ->
    [one] At 1 year, this worker is too old: { $max } is the oldest age allowed.
   *[other] At { $age } years, this worker is too old: { $max } is the oldest age allowed.
}
import-row-unknown-word = We do not know “{ $word }” here.
import-row-unknown-word-near = We do not know “{ $word }” here. Did you mean “{ $first }”?
import-row-unknown-word-near-two = We do not know “{ $word }” here. Did you mean “{ $first }” or “{ $second }”?
import-row-unknown-word-near-three = We do not know “{ $word }” here. Did you mean “{ $first }”, “{ $second }” or “{ $third }”?
import-row-phone-unclear = This is not a telephone number. Write it with its country code, as in +968 followed by eight digits.
import-row-phone-country = Which country is this number in? Begin it with + and the country code.
import-row-several-phones = There are several numbers here. Keep one.
import-row-number-shortened = The spreadsheet has shortened this number and lost its last digits. Format the column as text and type it again.
import-row-passport-form = This is not a passport number. Write capital letters and digits only.
import-row-passport-length = Passport numbers of this country have from { $min } to { $max } letters and digits. Compare it with the passport.
import-row-mrz-form = These are not the two lines at the foot of a passport’s page. Each has 44 letters, digits and < signs; the second line alone is enough.
import-row-mrz-check-digit = In the machine-readable lines a check digit of “{ $field }” does not fit. Type the lines again from the passport.
import-row-mrz-differs = The columns “{ $field }” and “{ $zone }” say different things. Compare both with the passport.
import-row-civil-id-form = This is not a civil number. Write digits only.
import-row-amount-unclear = This is not an amount. Write one number, as in 120.500.
import-row-amount-out-of-range = A monthly wage lies from { $min } to { $max } rials. Check the amount.
import-row-other-currency = Give the wage in Omani rials.
import-row-years-unclear = Give the years of experience as one number.
import-row-experience-too-long = { $years ->
    [one] 1 year of experience does not fit an age of { $age }.
   *[other] { $years } years of experience do not fit an age of { $age }.
}
import-row-contact-in-text = Customers will read this text. Take out telephone numbers and addresses.
import-row-duplicate-of = The same number stands in line { $line }. That row was kept.
import-row-on-roster = A worker with this number is on your roster already and was not added again.

## Fields
import-field-full-name = Full name
import-field-first-name = First name
import-field-middle-name = Middle name
import-field-family-name = Family name
import-field-birth-date = Date of birth
import-field-origin = Country of origin
import-field-languages = Languages
import-field-skills = Skills
import-field-work = Kinds of work
import-field-experience-years = Years of experience
import-field-available-from = Available from
import-field-wage = Monthly wage
import-field-passport-number = Passport number
import-field-passport-expiry = Passport expiry
import-field-mrz = Machine-readable zone
import-field-civil-id = Civil number
import-field-phone = Telephone
import-field-kin-name = Next of kin
import-field-kin-phone = Telephone of next of kin
import-field-fitness-result = Fitness result
import-field-fitness-date = Date of fitness examination
import-field-work-history = Work history

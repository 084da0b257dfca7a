# Payments as finance and agencies work with them: noted and confirmed, the bank's files, what stands on invoices.
menu-payments = Payments
menu-bank = Bank
menu-billing = On invoices
payments-lede = Money that came in or went back. One person notes it, another confirms it; only then it is in the books and has a receipt.
payments-waiting = Waiting for a second person
payments-all = All payments
payments-none = No payment was noted yet.
payments-number = Receipt
payments-method = By
payments-way = Which way
    .hint = Back goes only what came in and pays for nothing.
payments-what = { $way }, { $method }
payments-noted = Noted
payments-standing = Standing
payments-confirm = Confirm
payments-refuse = Refuse
payments-own = You noted this. Another person of finance confirms it.
payments-not-now = Nobody can answer this now: the case stands still or is over.
payments-finance = waits for finance
payments-method-cash = cash
payments-method-bank = bank transfer
payments-method-card = card
payments-way-in = Came in
payments-way-out = Went back
payments-state-noted = Waits for a second person
payments-state-confirmed = Confirmed
payments-state-refused = Refused
payments-amount = Sum in rial
    .hint = As it was paid, for example 563.000 or 1,250.500. At most three decimals.
payments-note = Note a payment
    .lede = It is in no book until another person of finance confirms it.
    .do = Note it
payments-counter = Cash was paid at our counter
    .lede = Say what the customer paid in cash. Finance confirms it; then the customer gets a receipt and the case goes on.
payments-counter-noted = Noted before
bankfile-lede = Read the statement that the bank gives. What names an invoice's reference exactly is put to its case; the rest waits for you below. The same file twice changes nothing.
bankfile-file = The bank's file
    .hint = CSV or camt.053 (XML), in UTF-8, up to 10 MiB.
bankfile-send = Read it
bankfile-wrong = Nothing of this file was read
bankfile-read-lines = { $number ->
    [one] one line with money that came in
   *[other] { $number } lines with money that came in
}
bankfile-read-known = { $number ->
    [one] one was known
   *[other] { $number } were known
}
bankfile-read-paid = { $number ->
    [one] one was put to its case
   *[other] { $number } were put to their cases
}
bankfile-read-open = { $number ->
    [one] one waits for you
   *[other] { $number } wait for you
}
bankfile-more = { $number ->
    [one] One more fault is not shown.
   *[other] { $number } more faults are not shown.
}
bankfile-line = Line { $line }: { $what }
bankfile-entry = Line { $line }, entry { $entry }: { $what }
bankfile-empty = The file is empty. Choose another.
bankfile-too-large = The file is larger than 10 MiB. Ask the bank for a shorter time.
bankfile-too-many-lines = The file has more than 20,000 lines. Ask the bank for a shorter time.
bankfile-utf16 = The file is in UTF-16. Save it as “CSV UTF-8” and send it again.
bankfile-not-utf8 = Line { $line }: not in UTF-8, perhaps in Windows-1256. Save the file as “CSV UTF-8” and send it again.
bankfile-no-head = The first 20 lines have no headings. Needed are a date, an amount (or credit and debit) and a description or reference.
bankfile-no-lines = There are no lines below the headings. Choose another file.
bankfile-not-a-statement = This is XML, but no camt.053 statement. Ask the bank for camt.053.
bankfile-version = camt.053 of version { $version } is not read. Ask the bank for one from 02 to 13.
bankfile-half = The file ends too early. Fetch it from the bank again.
bankfile-not-xml = This is no well-formed XML. Fetch the file from the bank again.
bankfile-outside = Something stands outside the document. Fetch the file from the bank again.
bankfile-document-type = It has a document type or entities, which no statement has. Fetch the file from the bank again.
bankfile-encoding = It says that it is not in UTF-8. Ask the bank for UTF-8.
bankfile-too-deep = It has more or deeper elements, or more attributes, than a statement has. Fetch the file from the bank again.
bankfile-missing = { $what } is missing.
bankfile-amount = { $what } “{ $text }” cannot be read. { $why }
bankfile-date = “{ $text }” is no date. Write 2026-01-31 or 31/01/2026, day first.
bankfile-currency = The currency is { $found }, but the account is in { $expected }.
bankfile-word = { $what } “{ $text }” is not known.
bankfile-sides = Exactly one of credit and debit must hold an amount.
bankfile-negative = { $what } must not be below zero.
bankfile-too-long = { $what } is longer than 1,000 characters.
bankfile-width = There are { $found } columns where the headings have { $expected }. The line is cut, or a text holds the delimiter without quotes.
bankfile-quote = A quotation mark is opened or closed in the wrong place.
bankfile-twice = { $what } is there twice.
bankfile-balance = The balance { $found } does not follow from the row before, which leads to { $expected }. A row is missing or was changed.
bankfile-parts = The parts make { $found }, but the entry is { $expected }.
bankfile-closing = Wrong checksum: opening balance and entries make { $expected }, but the closing balance is { $found }.
bankfile-total = Wrong checksum: { $what } says “{ $said }”, but the entries make { $found }.
bankfile-gap = This statement does not begin with the balance with which the one before it ended. One is missing between them.
bankfile-accounts = The file is of several accounts. Ask the bank for one file for each.
bankfile-column-date = date
bankfile-column-amount = amount
bankfile-column-credit = credit
bankfile-column-debit = debit
bankfile-column-balance = balance
bankfile-column-currency = currency
bankfile-column-description = description
bankfile-column-reference = reference
bankline-open = Waiting for you
    .lede = These lines name no case exactly. Put each to its case, or say that it is not ours.
bankline-none = No line waits.
bankline-no-words = The payer wrote no reference.
bankline-put = Put to { $case }
bankline-put-there = Put it there
bankline-other = Another case
bankline-leave = Not ours
billing-lede = It stands on every invoice from now on. What was issued stays as it is.
billing-keep = Save
billing-vat_number = VAT number
    .hint = As the tax office gave it: OM and ten digits. Without it a paper is an invoice, not a tax invoice.
billing-register_number = Commercial register number
    .hint = It stands under the name.
billing-address = Address in English
    .hint = Of the office, up to 200 characters.
billing-address_ar = Address in Arabic
    .hint = Of the office, up to 200 characters.
billing-iban = IBAN
    .hint = Customers pay in here; it stands on their invoices as the way to pay by bank.
conflict-payment_more_than_there = More would go back than came in and pays for nothing. Look at the case's money again.
conflict-payment_own = Somebody else must answer: you noted this payment.
conflict-payment_over = Somebody answered this payment already. Look at the list again.
conflict-bank_line_over = Somebody settled this line already. Look at the list again.
fault-payment_case = No case that you may see has this reference. Type it as it stands on the case, like C-7K2M9QX4.
fault-payment_method = Choose cash or bank transfer. An agency notes cash.
fault-payment_way = Choose whether it came in or went back. An agency notes what came in.
fault-payment_amount = A payment is more than nothing and at most 1,000,000 rial.
fault-billing_text = At most 200 characters, in one line.
fault-billing_number = This number cannot be right. Type it as it stands on the certificate or the bank's letter.
fault-amount_empty = Type the sum.
fault-amount_too_long = This is too long for a sum.
fault-amount_signed = Leave out plus, minus and brackets.
fault-amount_not_a_number = Type digits and a point only, for example 563.000.
fault-amount_grouping = This can be read in two ways. A comma parts thousands (three digits each), a point parts decimals: 1,250.500.
fault-amount_decimals = There are more decimals than the currency has. A rial has three.
fault-amount_other_currency = This is another currency.
fault-amount_too_large = This is more than any payment.

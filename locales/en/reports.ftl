# What all cases come to, for finance; and an agency's statement.
menu-reports = Reports
reports-lede = What was invoiced, what the books say, the tax, what is owed and the commission. Sums are in Omani rial; tax is stated beside each.
reports-from = From
reports-until = Until
reports-of = From { $from } until { $until }
reports-show = Show
reports-by-month = Invoiced, tax and commission by month
reports-by-age = Owed by age: { $sum } in all
reports-tie-out = Papers and books
reports-vat = VAT report
reports-ageing = What is owed
reports-commission = Commission
reports-ties-out = They tie out
reports-ties-not = They do not tie out
reports-what = Compared
reports-papers = Papers
reports-books = Books
reports-difference = Difference
reports-verdict = Outcome
reports-holds = holds
reports-differs = differs
reports-row-asked = Invoices less credit notes, against what is owed and was paid
reports-row-tax = Tax of invoices less credit notes, against VAT in the books
reports-row-commission = Commission invoiced, against what agencies owe
reports-row-commission_tax = Tax on commission invoiced
reports-row-lines = All papers, against their own lines as the VAT report adds them
reports-found-asked = papers and books of this case differ in what is owed and was paid
reports-found-tax = papers and books of this case differ in the tax
reports-found-commission = papers and books of this case differ in the commission
reports-found-commission_tax = papers and books of this case differ in the tax on commission
reports-found-uneven = debits of this case are not its credits
reports-found-seal = this paper does not say what was issued
reports-found-lines = the sums of this paper are not those of its lines
reports-found-no_entry = no entry of the books belongs to this paper
reports-found-no_paper = an entry calls for this paper, and there is none
reports-found-gap = a number of this series is missing
reports-found-currency = another currency than all else, so it is in no sum
reports-found-stray = lines or entries that belong to nothing
reports-more = { $count ->
    [one] and one finding more
   *[other] and { $count } findings more
}
reports-count-cases = { $count ->
    [one] one case
   *[other] { $count } cases
}
reports-count-papers = { $count ->
    [one] one paper
   *[other] { $count } papers
}
reports-count-entries = { $count ->
    [one] one entry
   *[other] { $count } entries
}
reports-month = Month
reports-issuer = Issued by
reports-agencies = Agencies
reports-platform = The platform
reports-rate = Rate
reports-net = Services without tax
reports-tax = Tax
reports-credited-net = Credited without tax
reports-credited-tax = Credited tax
reports-outside = At cost, outside the tax
reports-owed-tax = Tax less credited tax
reports-gross = Invoiced with tax
reports-total = Together
reports-number = Invoice
reports-due = Due
reports-late-days = Days late
reports-age = Age
reports-left = Left to pay
reports-age-not_due = Not due yet
reports-age-late_7 = 1 to 7 days late
reports-age-late_30 = 8 to 30 days late
reports-age-late_more = More than 30 days late
reports-agency = Agency
reports-agency-name = Name
reports-accrued = Accrued
reports-reversed = Taken back
reports-invoiced = Invoiced
reports-empty = Nothing in these days.
reports-csv = { $report } as CSV
reports-xlsx = { $report } as Excel workbook
reports-on-record = Taking a report along is on record, with your name.
fault-report_period = Give days as 2026-11-01, the first before the last, and at most five years.
menu-statement = Statement
statement-lede = What your cases have earned and what is to be paid out to you. Payouts are made by the platform's finance.
statement-payout = To be paid out
statement-earned = Earned, without tax
statement-fees = Government fees at cost
statement-tax = Tax in what was paid
statement-commission = Commission with tax
statement-empty = Nothing was earned yet.
statement-note = You owe the tax to the state. Commission is deducted once it is invoiced. No worker is charged anything.

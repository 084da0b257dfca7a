# What goes back to a household: said before paying, reckoned line by line, printed; and reminders of what is unpaid.
refund-before = What comes back to the household, and when
refund-before-note = By the rules of this case, which do not change after the offer. Before the arrival it is reckoned from the deposit, after it from everything that was paid.
refund-how = How the refund is reckoned
refund-never-more = Never more than was paid comes back, and never less than nothing.
refund-rounding = Rounded once, to the smallest unit of the currency, halves upwards.
refund-between = { $least } to { $most }
refund-zero = Nothing
refund-or-replacement = { $sum }, or another worker
refund-end-household = The household cancels before the arrival: all but documented costs
refund-end-others = The agency cancels, the worker withdraws, or the arrival is long overdue
refund-end-permit = The permit is refused: all but government fees already approved
refund-end-days = { $count ->
    [one] The worker leaves within 1 day of the arrival
   *[other] The worker leaves within { $count } days of the arrival
}
refund-end-months = { $count ->
    [one] The worker leaves within 1 month of the arrival
   *[other] The worker leaves within { $count } months of the arrival
}
refund-end-later = Later than that
refund-end-abuse = The employer abused the worker
refund-rule-nothing = Nothing was paid, or nothing is owed.
refund-rule-full = All that was paid comes back.
refund-rule-less_actual_cost = All that was paid comes back, but for costs that the agency documents, up to a limit.
refund-rule-less_government_fee = All that was paid comes back, but for government fees that were already approved.
refund-rule-by_formula = What comes back follows the rule for the time since the arrival.
refund-rule-forfeited = Nothing comes back, because the employer abused the worker. What the worker needs stays paid for.
refund-least = At least, after documented costs
refund-approved = Approved
refund-paid = Paid back
refund-pay-until = To be paid until
refund-printed = Working printed
refund-print = Print for the file
refund-print-counts = Printing it states, under your name, that the sum follows the formula and is with the file.
refund-paper-open = Open as a paper
refund-paper = Working of a refund
refund-agency = Agency
refund-made = Made on
refund-line = Step
refund-figure = Figure
working-total = To be paid altogether
working-paid = Paid
working-service_fee = Service fee with its tax
working-arrived = Day of arrival
working-left = Last day that counts
working-within = Within the time until
working-after = After the last day on which anything comes back
working-since = Counted since
working-months_begun = Months begun
working-months_full = Full months
working-months_left = Months left
working-portion = For the months left
working-less_per_month = Taken off for each month
working-at_least = At least this share
working-all_of_it = All of it
working-or_replacement = The household may choose another worker instead
working-costs_documented = Costs that were documented
working-costs_cap = Costs count up to
working-less_costs = Less costs
working-less_government_fee = Less approved government fees
working-paid_only = No more than was paid
working-employer_abuse = Nothing: the employer abused the worker
working-employer_offence = Nothing: the employer broke the law
working-employer_named = Nothing: the employer named the worker
working-nothing_owed = Nothing is owed
working-refund = Refund
working-refund_at_least = Refund, at least
working-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
working-of-portion = { $of } × { $times } / { $over } = { $is }
working-of-share = { $of } × { $share } % = { $is }
working-of-share-times = { $of } × { $share } % × { $times } = { $is }
message-invoice-overdue = Invoice { $number } is overdue
    .text = The day by which invoice { $number } of case { $case } was to be paid is over. Sign in to see what is left and how to pay. If you have paid already, a bank transfer may take a working day to arrive.
message-task-invoices-late = Invoices are overdue
    .text = { $number ->
        [one] One invoice is
       *[other] { $number } invoices are
    } past the day for paying. The households have been told. Sign in and open Cases.
delivery-invoice-overdue = Reminder of an overdue invoice
delivery-task-invoices-late = Note to finance: invoices are overdue

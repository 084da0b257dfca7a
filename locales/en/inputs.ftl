# What steps ask: labels (and hints) of their inputs.
input-slot = Meeting time
input-slot-nth = Time { $number }
    .hint = Muscat time. Leave the later ones empty if one is enough.
input-place = Where
input-minutes = How many minutes
input-weekend = Some of these times are on a Friday, a Saturday or a holiday, and that is meant.
input-way = Where your office is
    .hint = For a meeting at the office: the address, and whom to ask for. No telephone numbers, mail addresses or links. Shown to the household and the worker once the meeting stands.
input-interpreter = Interpreter
    .hint = If a language is missing between you, the agency finds somebody. It costs you nothing.
interpreter-none-customer = We need no interpreter
interpreter-none-agency = No interpreter is needed
interpreter-none-worker = I need no interpreter
interpreter-none-operator = No interpreter is needed
interpreter-none-system = No interpreter is needed
input-yes = Your answer
input-yes-yes = { $by ->
    [worker] Yes, I want to work there
   *[other] Yes, we want to go on
}
input-yes-no = { $by ->
    [worker] No
   *[other] No, we do not want to go on
}
input-yes-accept = We accept the claim
input-yes-contest = We contest the claim
input-fee = { $item }, paid by the household (OMR)
    .hint = With up to three decimals. VAT of { $rate } % on the service fee is added by itself.
input-fee-agency = { $item }, paid by the agency (OMR)
input-wage = Monthly wage of the worker (OMR)
    .hint = At least { $least }.
input-hours = Hours of work a day, at most
input-rest = Days of rest a week
input-languages = Languages of the contract
    .hint = Arabic, and one that the worker reads.
input-signed = I have read all of it and I sign.
input-amount = Sum (OMR)
    .hint = Exactly as it was paid, with three decimals.
input-granted_on = Day of the decision
input-promised_on = Day of arrival
input-arrived_on = Day on which the worker arrived
input-arrival_code = The worker's arrival code
    .hint = The worker has it by text message and tells it to you on arrival.
input-cause = What happened
input-ruling = What you found
input-employer_abuse = The employer abused the worker.
input-overlay = Why
input-attest = What you state
    .hint = It is recorded with your name.
input-reason = Reason

# What is wrong with an answer, beside its field.
answer-missing = Give an answer here.
answer-sum = Write a sum such as 120.500.
answer-number = Write a whole number.
answer-date = Choose a day.
answer-time = Choose a day and a time.
answer-choice = Choose one of these.
answer-long = Make it shorter.
answer-many = Choose fewer.
answer-phone = Write the number with its country code, for example +968 9212 3456.
answer-passport = Write the passport number as it is printed: letters and digits.
answer-civil-id = Write the civil ID number as it is printed: digits only.

# One case: the way, what to do now, who sees what, what happened.
case-title = Case { $reference }

progress = Progress
progress-done = done
progress-step = Step { $number } of 7: { $name }
progress-number = Step { $number } of 7
progress-next = Next: { $name }
stage-request = Request
stage-held = Held for you
stage-meeting = Meeting
stage-agreement = Agreement
stage-payment = Payment
stage-papers = Papers
stage-arrival = Arrival
stage-closed = Closed

turn-yours = Your turn
next-yours = What to do now
next-theirs = Waiting for somebody else
next-over = This case is over
next-nothing = You need to do nothing. You get a message when it is your turn.
next-by = by { $when }
wait-operator = Waiting for the operator
wait-agency = Waiting for the agency
wait-customer = Waiting for the household
wait-worker = Waiting for the worker
wait-both = Waiting for the other side
wait-time = This step comes by itself

timeline = What happened
timeline-older = Older events
sees = Who sees what, right now
sees-thing = Item
sees-visible = visible
sees-masked = masked
sees-hidden = hidden
sees-log = See who opened your data
sees-you = You
sees-agency = Agency
sees-customer = Household
sees-worker = Worker
sees-operator = Operator

opens-at = Opens at step { $number }, { $name }
opens-never = Sealed
opens-not-shared = Not shared

panel-worker = The worker
panel-customer = The household
panel-agency = The agency
panel-mine = Your own data
end-title = Need to stop?

reveal-open = Open sealed data
reveal-title = Why do you need this?
reveal-readers = Your reason is kept. It will be read by: { $readers }.
reveal-what = What to open
reveal-why = Reason
reveal-confirm = Open for this reason
reveal-done = Opened and recorded
reveal-done-lede = This page is not kept. To see the value again, ask again.
reveal-back = Back

quote = The offer
quote-what = Item
quote-payer = Paid by
quote-sum = Sum
quote-tax = VAT { $rate } %
quote-total = Total
quote-deposit = Due before the permit is filed
terms-wage = Monthly wage of the worker
terms-hours = Hours and rest
quote-worker-nothing = The worker pays nothing, now or later.

cases-lede = Cases that wait for you come first.
cases-empty = There is no case here.
cases-find = Find help for your home
case = Case
case-about = About
case-with = With
case-state = State
case-next = Next
tabs = Show
tab-waiting = Waiting for me
tab-open = Open
tab-over = Over
reference = Reference
worker = Worker
who-looked-title = Who saw my data
who-looked-lede = Each time somebody opens sealed data about you, it is written here. Nobody can delete a line.
who-looked-empty = Nobody has opened your sealed data.
who-looked-saw = Opened:
who-looked-why = Why:
who-looked-emergency = Emergency access, approved by a second person.

case-lede = With { $with }.
states-title = What you can state
states-send = State this
terms-hours-rest = { $hours } hours a day at most, days of rest a week: { $rest }

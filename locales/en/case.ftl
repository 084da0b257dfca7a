# One case: the way, what to do now, who sees what, what happened.
case-title = Case { $reference }

progress = Progress
progress-done = done
progress-step = Step { $number } of 7: { $name }
progress-number = Step { $number } of 7
progress-all = All steps
progress-next = Next: { $name }
stage-request = Request
stage-held = { $by ->
    [customer] Held for you
   *[other] Held
}
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
next-rests = Nothing to do now
next-nothing = You need to do nothing. You get a message when it is your turn.
next-until = until { $when }
next-by = by { $when }
wait-operator = Waiting for the operator
wait-agency = Waiting for the agency
wait-customer = Waiting for the household
wait-worker = Waiting for the worker
wait-several = Waiting for: { $who }
wait-time = { $state ->
    [meeting_set] The meeting comes next
    [handed_over] The guarantee takes over
    [in_guarantee] The guarantee runs
    [replacement] A replacement can be chosen
   *[other] Nobody has to do anything now
}
wait-paused = The case is paused until the pause is lifted

timeline = What happened
timeline-newest = Back to the newest events
timeline-older = Older events
sees = Who sees what, right now
sees-thing = Item
sees-visible = visible
sees-masked = masked
sees-hidden = hidden
sees-rules = Which rule says so
sees-default = No rule opens this now; what no rule opens stays closed.
sees-log = See who opened your data
sees-you = You
notes = Internal notes
notes-own = Only your own side reads these. They are in nobody else's page, message or log.
notes-new = A new note
notes-keep = Keep the note
notes-remove = Remove
glass-title = Emergency
glass-card = Somebody is in danger or missing, and your task does not let you see what is needed? Ask a second person to open this case for 30 minutes.
glass-lede = A second person answers at once. If they agree, this case is open to you for 30 minutes. The worker and the household are told afterwards, and somebody else reviews it within three days.
glass-why = What has happened?
glass-message = What should the second person know?
glass-ask = Ask for emergency access
glass-to-answer = Answer a request for emergency access
glass-to-review = Review an emergency access
glass-list = Emergencies
    .lede = Who asked to look outside of their tasks, who agreed, and what the review found.
glass-tab-open = Not reviewed
glass-tab-reviewed = Reviewed
glass-empty = There is none.
glass-asked-when = Asked
glass-until = until
glass-told = those concerned were told
glass-untold = those concerned are not told yet
glass-yes = Agree: open for 30 minutes
glass-no = Do not agree
glass-justified = It was needed
glass-unjustified = It was not needed
glass-asked = Waits for a second person
glass-lapsed = Nobody answered in time
glass-refused = Not agreed
glass-open = Open now
glass-unreviewed = To be reviewed
glass-late = Review is late
emergency-danger = Somebody's life or health is in danger
emergency-missing = Somebody is missing and cannot be reached
emergency-authority = Police, a court or the ministry ask for it now
verdict-justified = Needed
verdict-unjustified = Not needed
sees-agency = Agency
sees-customer = Household
sees-worker = Worker
sees-public = Everybody
sees-operator = Operator

opens-at = Opens at step { $number }, { $name }
opens-once = { $state ->
    [enquiry] Opens once there is a request
    [held] Opens once the profile is held
    [accepted] Opens once the agency accepts
    [meeting_set] Opens once a meeting is set
    [met] Opens after the meeting
    [offered] Opens once there is an offer
    [signed] Opens once everybody has signed
    [deposit_paid] Opens once the deposit is paid
    [permit] Opens once the permit is filed
    [travel] Opens once travel may be booked
    [arrived] Opens after the arrival
    [handed_over] Opens at the hand-over
    [in_guarantee] Opens when the guarantee begins
    [claim] Opens if there is a claim
   *[other] Sealed
}
opens-never = Sealed
opens-not-shared = Not shared

panel-worker = The worker
panel-customer = The household
panel-agency = The agency
panel-mine = Your own data
end-title = Other choices

reveal-open = Open sealed data
reveal-own = Show my birth date or papers
    .title = What do you want to see?
    .readers = It is your own. That it was opened is on record: { $readers }.
reveal-own-show = Show it
reveal-nothing = Nothing is written down there.
reveal-title = Why do you need this?
reveal-readers = Your reason is kept. It will be read by: { $readers }.
reveal-what = What to open
reveal-why = Reason
reveal-only = For this role, and where it stands now, no other reason opens it. The rule says:
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
    .roster = Who looked at our workers
who-looked-lede = Each time somebody opens sealed data about you, it is written here. Nobody can delete a line.
    .roster = When a household or the operator opens sealed data of your workers for a case or a review, it is written here, with the reason. What is opened to reach or to protect a person is told to no agency.
who-looked-empty = Nobody has opened your sealed data.
    .roster = There is nothing to tell you of yet.
who-looked-saw = Opened:
who-looked-why = Why:
who-looked-worker = Worker:
who-looked-case = In the case:
who-looked-emergency = Emergency access, approved by a second person.

case-lede = With { $with }.
states-title = What you can confirm
states-send = Confirm this
terms-hours-rest = { $hours } hours a day at most, days of rest a week: { $rest }
tab-request = Request
tab-held = Held
tab-meeting = Meeting
tab-agreement = Agreement
tab-payment = Payment
tab-papers = Papers
tab-arrival = Arrival
tab-guarantee = In guarantee
tab-claim = Claims and refunds
cases-lede-staff = The newest first. What waits for you stands under Today.
cases-search = Find a case by its reference
cases-not-found = You have no case with the reference { $reference }.
wait-colleague = Waiting for a colleague in another role

# The meeting of a case.
meeting = Meeting
meeting-set = Agreed
meeting-called-off = Called off
meeting-held = Took place
meeting-muscat = Muscat time
meeting-weekend = Weekend or holiday
meeting-offered = Times on offer
meeting-others = Other times still on offer
meeting-chosen = Chosen
meeting-by-customer = offered by the household
meeting-by-agency = offered by the agency
meeting-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
meeting-moves = { $count ->
    [0] You cannot move it again.
    [one] You can move it once more.
   *[other] You can move it { $count } times.
}
meeting-calendar = Add to my calendar
own-time = ({ $time } your time)
interpreter-needs = { $side ->
    [customer] The household needs an interpreter for { $language }.
    [worker] The worker needs an interpreter for { $language }.
   *[other] The agency asks for an interpreter for { $language }.
}
interpreter-wanted = The agency finds one before the meeting.
interpreter-comes = An interpreter takes part.
calendar-title = Meeting in case { $case }
calendar-about = Times can be moved after signing in to Amana. This entry names nobody.

# What a household says of its agency.
review-agency = How the agency coordinated
review-agency-title = Say how the agency coordinated
review-agency-lede = Three questions about the agency. Your answers are shown on its page, without your name and your case.
review-agency-coordination = How did it coordinate?
review-agency-meetings = How were meeting times found?
review-agency-fees = Were the fees clear beforehand?
review-agency-text = In your own words
    .hint = About the agency only. Write nothing about the person who works: people are not reviewed here, and such a text is not accepted. No names, numbers or links. A moderator reads it before it is shown.
review-agency-send = Send
review-agency-shown = The agency's page
review-agency-take-back = Take it back
review-text-waiting = Text is being read
review-text-published = Text is shown
review-text-refused = Text is not shown
experience-well = Well
experience-partly = Partly
experience-badly = Badly
text-fault-person = It speaks of a person. Only the agency is reviewed.
text-fault-contact = It tells how or where to reach somebody.
text-fault-insult = It insults.
text-fault-elsewhere = It is not about how the agency coordinates.

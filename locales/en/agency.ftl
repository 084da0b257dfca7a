# An agency's pages: its day, its roster, one record, the import of a list.
today-lede = { $count ->
    [0] Nothing waits for you.
    [one] One thing waits for you.
   *[other] { $count } things wait for you, the soonest first.
}
today-empty = All is done. New requests come here.
licence-not-in-force = Your licence is not in force. Your profiles are hidden and nothing new can begin; cases that are under way go on. Once it is renewed, ask the operator to check it: everything comes back by itself.
stat-listed = Listed
stat-held = On hold
stat-in-case = In a case
stat-papers = Papers ending soon
stat-waiting = Waiting for you
stat-reply = Your reply time
stat-reviews = Profile checks
stat-reviews-late = Late checks
stat-open-cases = Open cases
stat-late = Late
stat-dead = Given up
stat-sent = Sent today
stat-queued = Waiting to be sent
stat-oldest = Oldest waiting

roster-lede = Names stay inside your agency. Other agencies cannot see your workers or cases.
roster-board = As board
roster-table = As table
roster-find = Find a worker by name or reference
roster-stages = Stages
roster-more = Show all
roster-empty = No worker fits.
roster-open = Open record
roster-actions = Actions for { $reference }
roster-locked = Editing is off while on hold or in a case.
roster-note = Note
roster-any = Any
roster-show = Show
roster-full = Complete
roster-percent = { $percent }% complete
roster-missing = Missing: { $what }
roster-incomplete = Records that lack something
filter-papers = Papers
many-for = For the workers who are ticked
many-all = Tick all on this page
many-choose = Choose { $reference }
many-submit = Submit for review
    .what = You declare of each that the worker paid nothing. With it and the worker's consent, the operator can check the record.
many-invite = Ask for consent
    .what = A message goes to the worker's own number on file: sign in, read, and say yes or no.
many-list = Still available
    .what = Listed profiles stay in the catalogue for the next two weeks.
many-unlist = Take off the list
    .what = Listed profiles leave the catalogue at once. To return they are checked and listed again.
many-lede = { $refused ->
    [0] Done for all { $done }.
   *[other] Done for { $done }, not done for { $refused }.
}
many-refused = Not done
many-done = Done
many-nobody = Nobody of yours
many-unknown = Nothing on your roster has this name.
many-not-now = This cannot be done while the record is at "{ $state }".
many-failed = This could not be done just now. Try it again.
filter-incomplete = Completeness
record-in-case = The worker is in a case. It goes on there.
lane-finish = To finish
    .note = Only your agency sees these.
lane-review = In review
    .note = The operator answers within 2 working days.
lane-listed = Listed
    .note = The public profile is masked: no name, no face.
lane-case = On hold or in a case
    .note = Locked by the system. Nobody can book twice.
hold-left = Time left on the hold
hold-until = Held until { $when }
hold-sealed = Sealed by agreement
consent-on-file = Consent on file
consent-missing = No consent
paper-passport-past = The passport ended in { $month }
paper-passport-soon = The passport ends in { $month }
paper-passport-later = The passport ends in { $month }
paper-fitness-past = The medical result ran out in { $month }
paper-fitness-soon = The medical result runs out in { $month }
paper-fitness-later = The medical result runs out in { $month }

record-title = Record { $reference }
record-edit = Edit
record-asked = The operator asks:
record-asked-edits = { $count ->
    [0] Nothing has been changed since. If it is right as it stands, send it again all the same.
    [one] One field has been changed since. Send the record again when you are done.
   *[other] { $count } fields have been changed since. Send the record again when you are done.
}
record-asked-task = Change a record
record-asked-badge = Asked by the operator
record-answer = Send to the check again
record-ends = Take off or withdraw
record-public = Public facts
record-private = Only your agency
record-sealed = Sealed
worker-new = Add a worker
worker-edit = Edit { $reference }
worker-form-lede = Only what is under "Public facts" is ever shown in public, after the worker has agreed and the operator has checked it.

import-lede = Take your own list as it is: CSV or Excel, headings in English or Arabic. Nobody comes onto your roster before you have seen what would happen.
import-file = Your list
    .hint = CSV or XLSX, one worker in each row under headings.
import-read = Read the file
import-map = What do the columns mean?
import-map-lede = { $count ->
    [one] The file has 1 row. We have guessed; correct us where we are wrong.
   *[other] The file has { $count } rows. We have guessed; correct us where we are wrong.
}
import-column = Column "{ $heading }"
import-leave-out = Leave out
import-field-twice = Another column holds this already. Choose one of them and leave the other out.
import-try = Try it
import-try-why = A trial puts nobody on your roster. You see which rows can be taken and which cannot, and why.
import-would = What would happen
import-would-lede = This was a trial. Nobody is on your roster by it yet.
import-did = What happened
import-did-lede = The new rows are on your roster as drafts. Ask each worker for consent next.
import-accepted = New
import-known = Already on the roster
import-refused = Not taken
import-commit = { $count ->
    [one] Take 1 row
   *[other] Take { $count } rows
}
import-back = Change the columns
import-to-roster = To the roster
import-rows = Rows that are not taken
import-line = Line
import-in = Column
import-reason = Why
import-more = { $count ->
    [one] And 1 more row.
   *[other] And { $count } more rows.
}
import-list = Imports
import-list-lede = Every list that your agency has sent. One that is under way may be left and found again here.
import-none = No list was sent yet.
import-when = Sent
import-stage-read = Not taken in yet
import-stage-running = Being taken in
import-stage-done = Taken in
import-stage-undoing = Being undone
import-stage-undone = Undone: its file and its workers are destroyed.
import-stopped-licence = Stopped before its end, because the licence was not valid. It can go on when the operator has renewed it.
import-stopped-not-permitted = Stopped before its end, because whoever began it is no member of the agency any more. Somebody else may go on.
import-leave = You may leave this page. It looks for itself every two seconds, and you find it again under "Imports".
import-dealt = { $dealt } of { $rows } rows
import-left = { $count ->
    [one] 1 worker left
   *[other] { $count } workers left
}
import-sheets = Not the right sheet? There are also:
import-dates = How are dates such as 05/03 written?
import-dates-told = As each column shows; the day first where it does not
import-dates-day-first = The day first: 05/03 is 5 March
import-dates-month-first = The month first: 05/03 is May 3
import-dates-line = See line { $line }: it could be read either way.
import-hijri = Hijri dates
import-hijri-refuse = Do not take their rows
import-hijri-convert = Convert them (Umm al-Qura)
import-throw-away = Throw this file away
import-first = New rows, masked
import-leave-row = Leave out
import-leave-line = Leave out line { $line }
import-first-more = { $count ->
    [one] One more row would be new. To choose among all of them, name the lines above.
   *[other] { $count } more rows would be new. To choose among all of them, name the lines above.
}
export = Your roster as a file
export-lede = A CSV file in the columns of the import, with names and papers. It can be read in again as it stands.
export-why = What do you need it for?
    .hint = Every worker on the list finds this opening, and what it was for, under "Who saw my data".
export-get = Get the file
import-choose = Only some of the lines
import-lines = Lines, as numbers and ranges
import-go-on = Go on where it stopped
import-undo = Undo this import
import-undo-why = Undoing erases all workers of this import. It can be done as long as nobody has begun to work with them.
import-refused-file = The rows that were not taken, with reasons (CSV)
import-touched = { $workers ->
    [one] 1 worker of this import is no untouched draft any more: somebody edited or invited them, or asked for their consent. Take that worker off by itself.
   *[other] { $workers } workers of this import are no untouched drafts any more: somebody edited or invited them, or asked for their consent. Take those workers off one by one.
}
worker-sign-in = Ask to sign in
    .lede = Give the worker's own number or address. The worker gets a message, signs in with a code and answers in person from then on. It must belong to the worker alone: whoever has it consents in the worker's name.
worker-form-edit-lede = What the operator has checked is checked again after a change; the profile leaves the list until then. Availability and wage can change freely.
worker-form-keeps = On file. Leave it empty to keep it.
worker-form-same = As it is
worker-form-history = Without names of people, places or employers.
worker-form-unknown = Not known yet
worker-form-choose = Choose
worker-form-years = In whole years.

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
record-change = Edit the record. Then the operator checks it again.
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
hold-held = { $left ->
    [none] Held
   *[other] Held, { $left } left
}
hold-sealed = Sealed by agreement
hold-case = Case { $case }, { $state }
consent-on-file = Consent on file
consent-missing = No consent
papers-ending = { $count ->
    [0] A paper has ended
    [one] A paper ends in 1 day
   *[other] A paper ends in { $count } days
}

record-title = Record { $reference }
record-edit = Edit
record-asked = The operator asks:
record-ends = Take off or withdraw
record-public = Public facts
record-private = Only your agency
record-sealed = Sealed
worker-new = Add a worker
worker-edit = Edit { $reference }
worker-form-lede = Only what is under "Public facts" is ever shown in public, after the worker has agreed and the operator has checked it.

import-lede = Take your own list as it is: CSV or Excel, headings in English or Arabic. Nothing is kept before you have seen what would happen.
import-file = Your list
    .hint = CSV (UTF-8) or XLSX, one worker in each row, headings in the first row.
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
import-try-why = A trial keeps nothing. You see which rows can be taken and which cannot, and why.
import-would = What would happen
import-would-lede = This was a trial. Nothing has been kept yet.
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
worker-sign-in = Ask to sign in
    .lede = Give the worker's own number or address. The worker gets a message, signs in with a code and answers in person from then on. It must belong to the worker alone: whoever has it consents in the worker's name.
worker-form-edit-lede = What the operator has checked is checked again after a change; the profile leaves the list until then. Availability and wage can change freely.
worker-form-keeps = On file. Leave it empty to keep it.
worker-form-same = As it is
worker-form-history = Without names of people, places or employers.
worker-form-unknown = Not known yet
worker-form-choose = Choose
worker-form-years = In whole years.

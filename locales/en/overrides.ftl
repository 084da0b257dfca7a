# Documents that open against the scanner's word.
override-ask = It is a false alarm
    .why = Another officer, who did not file it either, must agree. The document then opens for some days, for whoever may open such a paper, and is held again after that. The auditor sees it.
    .do = Ask for it
override-why = Why the scanner is wrong, without names and numbers
override-days = For how many days
overrides = Opened against the scanner's word
    .lede = One officer asks, a second one agrees who neither asked nor filed the document. It ends by itself or by hand.
override-for = { $days ->
    [one] For 1 day
   *[other] For { $days } days
}
override-until = until
override-yes = Open it
override-no = Leave it closed
override-end = Hold it again now
override-waiting = Waits for a second officer
override-declined = Left closed
override-holds = Open
override-ended = Over
paper-overruled = The scanner found something in this paper; two officers say that it is wrong. Look at it here, and take no copy along.
paper-overruled-short = opened against the scanner
conflict-override_own = Somebody else must do this: you asked for it, or you filed the document.
conflict-override_waits = Somebody has asked for this document already. Look at the list.
conflict-override_not_held = The scanner holds this document back no more. Look at the list again.
conflict-override_over = This was answered or ended already. Look at the list again.
fault-override_days = Say for how many days: 1 to 30.
fault-override_reason = Say why the scanner is wrong.
message-task-document-override = A held document is to be opened
    .text = An officer says that the scanner held back a document wrongly. A second officer, who neither asked nor filed it, looks at it: Documents.
delivery-task-document-override = Note to staff: a held document is to be opened
logged-document_override_ended = Override of the scanner ended
happened-ask_override = A held document asked to be opened
happened-answer_override = Opening of a held document answered
step-ask_override = Ask for a held document to open
    .title = Ask for a held document to open
    .why = The scanner found something in a document and is wrong.
    .cost = It costs nothing. It is on record, with your reason.
    .after = A second officer agrees or does not. Until then nobody opens it.
step-answer_override = Answer for a held document
    .title = Answer for a held document
    .why = A colleague says that the scanner is wrong about a document.
    .cost = It costs nothing. It is on record that you agreed or did not.
    .after = If you agree, it opens for the days that were asked, and is held again after that.

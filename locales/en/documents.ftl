# Documents: what is filed, where it stands, why it is not taken.
documents = Documents
documents-lede = Every file is sealed as it comes, looked into and scanned. Nobody opens it before that.
documents-of = Documents of { $reference }
documents-none = Nothing is filed yet.
documents-kind = Document
documents-state = Where it stands
documents-pages = Pages
documents-ends = Ends
documents-filed = Filed
documents-earlier = Earlier versions
documents-last = Only the last versions
documents-version = Version { $nth }
documents-file-one = File a document
documents-file = The file
    .hint = JPEG, PNG, WebP or PDF, told by its content; 20 MiB at most, a photo 10 MiB. Its name is not kept. Place, camera and author are taken out of pictures.
documents-what = What it is
documents-expires = Its last day
    .hint = As it is printed on the paper. A medical result, a certificate or a contract may have none; a photo or a receipt has none.
documents-replaces = Takes the place of
    .hint = The earlier version is kept for a while, then destroyed.
documents-replaces-none = Nothing: it is a new document
documents-sending = The file is being sent
documents-sent-part = Sent: { $part } %
documents-sent-whole = All of it came. It is being stored.
documents-sent-broken = The line broke and nothing was kept. Send it again: it is never filed twice.
documents-send = File it
documents-sent = Filed. It waits for the check, and this page shows when it is done.
documents-waiting-why = It waits for the check. If that takes long, the scanner is away: the operator sees it, and nothing is lost.
document-passport = Passport
document-civil_id = Civil ID
document-commercial_registration = Commercial registration
document-municipal_licence = Municipal licence
document-labour_permit = Labour permit
document-medical_result = Medical report
document-police_certificate = Police certificate
document-contract = Contract
document-receipt = Receipt
document-photo = Photo
document-state-waiting = Waits for the check
document-state-clean = Checked
document-state-refused = Not taken
document-state-held = Held back
document-state-destroyed = Destroyed
fault-document_kind = No document of this kind is filed here.
fault-document_whose = Name a worker or a case, not both; `of` is `worker` or `household`, with a case.
fault-document_replaces = There is no document of this kind that it could take the place of.
fault-document_end_missing = Say on which day it ends, as it is printed on the paper.
fault-document_end_none = This kind of document has no last day. Leave it out.
fault-document_ended = This document has ended. File the renewed one.
fault-document_end_far = This day is more than thirty years away. Look at the paper again.
fault-document_end_unread = Write the day as 2027-03-31.
fault-document_type = This kind is a picture: send a JPEG, PNG or WebP file.
fault-document_empty = The file is empty. Choose it again.
fault-document_too_long = The file is too long: 20 MiB is the most, of a photo 10 MiB. Scan it in grey, or with fewer dots.
fault-document_unknown = This is no JPEG, PNG, WebP or PDF file, whatever its name says. Send a photo of the paper or a PDF.
fault-document_drawing = SVG drawings can hold scripts. Send a photo or a PDF.
fault-document_phone_format = HEIC and AVIF photos are not read. Send the photo as JPEG.
fault-document_old_picture = GIF, BMP and TIFF pictures are not read. Send a JPEG, PNG or PDF file.
fault-document_container = Archives and office documents are not taken. Send a PDF, or a photo of each page.
fault-document_program = Programs and web pages are not taken.
fault-document_two_in_one = The file is of two kinds at once. Print it to a new PDF, or take a photo of the paper.
fault-document_damaged = The file is damaged. Save or scan it anew.
fault-document_too_many_pixels = The picture has more than 40 megapixels. Make it smaller.
fault-document_moving = The picture moves. Send a still one.
fault-document_locked = The PDF is locked. Save it without a password.
fault-document_active_script = The PDF could run a script. Print it to a new PDF and send that.
fault-document_active_launch = The PDF could start a program. Print it to a new PDF and send that.
fault-document_active_by_itself = The PDF could act by itself when it is opened. Print it to a new PDF and send that.
fault-document_active_files = The PDF brings other files along. Print it to a new PDF and send that.
fault-document_active_media = The PDF could play sound or film. Print it to a new PDF and send that.
fault-document_active_send = The PDF could send or fetch something. Print it to a new PDF and send that.
fault-document_active_form = The PDF shows a form with a life of its own. Print it to a new PDF and send that.
fault-document_too_many_pages = The PDF has too many pages for this kind. Send only those that belong to it.
fault-document_bomb = The file unpacks to far more than a document has. Scan the paper anew.
fault-document_lost = The file was lost or damaged where it lay before it could be checked. File it anew; the operator has been told.
conflict-document_waits = This document waits for the check. Nobody opens it before.
conflict-document_held = The scanner found something in this document. Nobody opens it. File it anew from a clean source, or ask the operator.
conflict-document_refused = This document was not taken, and its file is destroyed. File it anew.
conflict-documents_full = There are a hundred documents here, which is the most. Ask the operator.
conflict-documents_a_day = Your organisation filed a thousand documents within 24 hours, which is the most. Go on tomorrow.
message-task-document-held = The scanner held back a document
    .text = The scanner found something in a document that was filed. Nobody opens it. Look at it: Documents.
logged-document_refused = Document not taken, its file destroyed
logged-document_clean = Document checked
logged-document_held = Document held back by the scanner
logged-document_destroyed = Document destroyed at the end of its time
delivery-task-document-held = Note to staff: the scanner held back a document
message-task-document-lost = Documents are missing or damaged
    .text = The weekly catalogue found documents whose files are missing, damaged or do not open. Compare them with a backup: Documents.
logged-documents_catalogued = All documents gone through
logged-document_objects_swept = Files without a document removed
delivery-task-document-lost = Note to staff: documents are missing or damaged
menu-documents = Documents
documents-staff-lede = Where the documents stand, what the scanner holds back, and what the weekly catalogue found. Nothing that is in them.
documents-no-scanner = There is no scanner: documents wait for the check, and nobody opens them. Start clamd on this machine and name it in the settings: [documents] scanner = "unix:/run/clamav/clamd.ctl". The backlog drains by itself.
documents-wait-for-scanner = Some documents wait for the check. If their number does not fall, look whether the scanner answers: amana doctor says so. The backlog drains by itself.
documents-held = Held back by the scanner
documents-held-none = The scanner holds nothing back.
documents-finding = It calls it:
catalogue = The weekly catalogue
    .lede = Each week every stored file is read to its end and held against its row, its hash and its key.
catalogue-begun = Begun
catalogue-checked = Files
catalogue-result = Result
catalogue-found = What was found
catalogue-none = None yet: the first one comes by itself.
catalogue-under-way = Under way
catalogue-sound = All sound
catalogue-wrong = Something is wrong
catalogue-missing = { $number ->
    [one] 1 file is missing: take it from a backup.
   *[other] { $number } files are missing: take them from a backup.
}
catalogue-damaged = { $number ->
    [one] 1 file is damaged: take it from a backup.
   *[other] { $number } files are damaged: take them from a backup.
}
catalogue-undecryptable = { $number ->
    [one] 1 file does not open with its key: take row and file from one backup.
   *[other] { $number } files do not open with their keys: take rows and files from one backup.
}
catalogue-orphaned = { $number ->
    [one] 1 file belonged to no document and was removed.
   *[other] { $number } files belonged to no document and were removed.
}
catalogue-outlived = { $number ->
    [one] 1 document was kept past its time and is destroyed.
   *[other] { $number } documents were kept past their time and are destroyed.
}
document-state-overruled = Opened against the scanner

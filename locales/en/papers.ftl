# Papers: the list of them, links that hold for a minute, the pages that one opens.

papers-title = Documents
papers-note = Links close after 60 seconds. You can ask again.
paper-of-worker = The worker's
paper-of-worker-own = Yours
paper-of-household = The household's
paper-of-household-own = Your household's
paper-of-agency = The agency's
paper-of-agency-own = Your agency's
paper-of-case = Of this case
paper-of-case-own = Of this case
paper-ends = Valid to { $day }
paper-sealed = Sealed
paper-waiting = Waiting for the check
paper-held = Held back
paper-get-link = Get 60-second link
paper-get-file = Get it as a file
paper-new-link = New link
paper-open = Open
paper-take = Download
paper-until = Holds until
paper-left = Seconds left
paper-link-title = Your link
paper-link-lede = It opens once, for you, in this session.
paper-link-over = Link closed. You can get a new one.
paper-why-kept = Your reason is kept. Whoever the document belongs to can read it.
paper-said-start = The link holds for 60 seconds.
paper-said-open = The document is open.
paper-said-soon = 20 seconds left on this link.
paper-said-over = Link closed. You can get a new one.
paper-open-lede = The pages close at
paper-mark = Across every page stands:
paper-page = Page { $nth } of { $of }
paper-link-gone = This link does not lead anywhere: each one opens once, for a minute, for whoever asked, in the session in which they asked. Go back to the document and ask for a new one.

document-kind-passport = Passport
document-kind-civil_id = ID card
document-kind-commercial_registration = Commercial registration
document-kind-municipal_licence = Municipal licence
document-kind-labour_permit = Labour permit
document-kind-medical_result = Medical result
document-kind-police_certificate = Police certificate
document-kind-contract = Contract
document-kind-receipt = Receipt
document-kind-photo = Photo

conflict-document_view_only = This kind of document is only looked at, page by page. Ask for a link without a file.
conflict-document_replaced = A newer version took the place of this document. Look at the list again.
conflict-document_links_many = Twenty links of yours are unopened. Open one, or wait a minute.

menu-storage = Storage policy
storage-lede = For each kind of document: where it lies, how it is sealed, how long it is kept, and who may ask for it. The answers are those of the rules in force, not of this page.
storage-document = Document
storage-try = Try it
storage-tried = What the policy says now
storage-opens = Opens
storage-shut = Stays shut
storage-who = Who may ask for it, and when
storage-beside = Beside the policy, a household needs the worker's consent, and nothing opens before it is checked. In an emergency a second person lets somebody in.
storage-bucket = Where it lies
storage-class = Class of data
storage-key = Key
storage-key-own = One for each file, sealed under the key of whoever it is about
storage-epochs = Epochs of those keys
storage-epoch = epoch { $epoch }
storage-now = Kept now
storage-number = { $what }: { $count }
storage-none = None
storage-types = Accepted
storage-size = At most
storage-size-most = { $megabytes } MB, { $pages ->
        [one] one page
       *[other] { $pages } pages
    }
storage-ends = Last day
storage-ends-never = It has none
storage-ends-may = It may have one
storage-ends-must = It must be said
storage-kept = Kept after a newer one
storage-kept-months = { $count ->
        [one] one month
       *[other] { $count } months
    }
storage-scan = Check
storage-scanned = A scanner looks at each before it opens
storage-unscanned = Without a scanner, by a decision in the settings
storage-waits = No scanner: each waits
storage-link = A link holds
storage-link-seconds = { $count ->
        [one] one second
       *[other] { $count } seconds
    }
storage-file = How it is opened
storage-looked-at = Only looked at, page by page, with a mark across
storage-as-file = Looked at, or taken as a file
storage-any-state = Any state
storage-any-purpose = Any stated purpose

logged-document_link_made = Link to a document made
logged-document_link_refused = Link to a document refused
logged-document_link_expired = Link to a document ran out

# The closed word lists of the domain, one message for each word. A test goes through every list.

## States of a case and of a roster record
state-none = No case
state-enquiry = Request
state-held = Held
state-accepted = Accepted by the agency
state-meeting_set = Meeting
state-met = After the meeting
state-offered = Offer made
state-signed = Agreement signed
state-deposit_paid = Deposit paid
state-permit = Papers
state-travel = Travel
state-arrived = Arrived
state-handed_over = Handed over
state-in_guarantee = In guarantee
state-claim = Claim open
state-replacement = Replacement
state-refund_due = Refund due
state-completed = Completed
state-archived = Closed
state-expired = Ended: time ran out
state-declined = Ended: not accepted
state-cancelled_by_customer = Ended by the household
state-cancelled_by_agency = Ended by the agency
state-worker_withdrew = Ended by the worker
state-permit_refused = Ended: permit refused
state-roster-draft = Draft
state-roster-consented = Consent given
state-roster-reviewed = Checked
state-roster-listed = Listed
state-roster-locked = Held
state-roster-engaged = Sealed by agreement
state-roster-placed = Placed
state-roster-resting = Resting
state-roster-withdrawn = Withdrawn
state-roster-erased = Erased
state-job-requested = Asked for
state-job-quoted = Quote made
state-job-confirmed = Confirmed
state-job-open = Open for staff
state-job-closed = Closed
state-job-archived = Archived
state-slot-open = Open
state-slot-offered = Offered
state-slot-accepted = Accepted
state-slot-confirmed = Confirmed
state-slot-checked_in = Checked in
state-slot-worked = Worked
state-slot-submitted = Hours sent in
state-slot-no_show = Nobody came
state-slot-replaced = Replaced
state-slot-client_ok = Hours agreed
state-slot-disputed = Hours disputed
state-slot-approved = Hours approved
state-slot-invoiced = Invoiced
state-slot-staff_paid = Staff paid
state-slot-client_paid = Paid by the client
state-slot-cancelled_by_client = Cancelled by the client
state-slot-cancelled_by_staff = Cancelled by the worker
state-slot-cut_short = Cut short

## What lies over a case
overlay-none = Nothing lies over this case.
overlay-licence_lapsed = The agency's licence is not in force. It begins nothing new until it is renewed; what is under way goes on.
overlay-frozen = This case is paused. No step can be taken and the clocks stand still.
overlay-safeguarding = This case is paused. No step can be taken and the clocks stand still.

## Roles
role-anonymous = Visitor
role-customer = Household
role-customer_approver = Household, approver
role-agency_user = Agency staff
role-agency_admin = Agency owner
role-worker = Worker
role-moderator = Moderator
role-finance = Finance
role-support = Support
role-welfare_officer = Welfare officer
role-dpo = Data protection officer
role-auditor = Auditor
role-platform_admin = Platform administrator
role-system = The system

## Relations
relation-none = No relation
relation-subject = About me
relation-own_org = My organisation's
relation-party = I am a party
relation-assigned = Assigned to me
relation-break_glass = Break-glass

## Purposes
purpose-own = Your own data
purpose-browse = Browse profiles
purpose-select = Choose a profile
purpose-assess = Assess the request
purpose-interview = Arrange or hold the meeting
purpose-contract = Prepare the agreement
purpose-permit = File the permit
purpose-arrival = Arrange travel and arrival
purpose-placement = Support the placement
purpose-claim = Handle a claim
purpose-verify = Check identity and papers
purpose-billing = Bill and pay
purpose-support = Answer a support request
purpose-subject_request = Answer a person's data request
purpose-audit = Audit
purpose-compliance = Check compliance
purpose-welfare = Look after the worker's welfare
purpose-break_glass = Emergency access

## Classes of data
class-public_profile = Public profile
class-extended_profile = Extended profile
class-interview = Interview
class-worker_first_name = Worker's first name
class-worker_name = Worker's full name
class-worker_identity = Worker's passport and identity
class-worker_permit_fields = What the permit form needs
class-worker_sensitive = Medical and police papers
class-worker_sensitive_result = Medical result and date
class-worker_contact = Worker's phone and next of kin
class-customer_identity = Household's name and identity
class-customer_area = Household's area and duties
class-agency_legal = Agency's licences and bank
class-customer_money = What the household pays
class-internal_money = Commission and margin
class-internal_notes = Internal notes
class-welfare = Welfare notes
class-own_terms = The worker's own terms
class-credentials = Sign-in secrets
class-audit = Audit log
class-case_state = State of the case

## Actions on a field
action-view_masked = see masked
action-view = see
action-reveal = open
action-export = export
action-edit = change
action-share = share

## What can lie over a case, one by one
overlay-kind-safeguarding = Safeguarding
overlay-kind-dispute = Dispute
overlay-kind-legal_hold = Legal hold
overlay-kind-licence_lapsed = Licence lapsed
overlay-kind-outage = Outage

## Clocks: what ends, or is due, when one runs out
timer-enquiry_lapses = The request lapses
timer-soft_hold_lapses = The hold lapses unless the identity is checked
timer-firm_hold_lapses = The hold lapses
timer-agency_answer = The agency's answer is due
timer-meeting_agreed = A time to meet must be agreed
timer-meeting_ends = The meeting ends
timer-answers_reminder = Reminder to answer
timer-answers_due = Both answers are due
timer-offer_due = The offer is due
timer-signing_due = All must have signed
timer-deposit_reminder = Reminder of the deposit
timer-deposit_due = The deposit is due
timer-permit_filing = The permit must be filed
timer-permit_decision = The permit is decided
timer-arrival_late = The arrival is late
timer-arrival_cancellable = The household may end the case with a full refund
timer-arrival_overdue = The operator decides about the late arrival
timer-hand_over_due = The handover is due
timer-residency_due = Medical check and resident card are due
timer-welfare_check = The welfare check is due
timer-probation_ends = Probation ends
timer-wage_receipt = The month's wage receipt is due
timer-guarantee_ends = The guarantee ends
timer-claim_answer = The agency's answer to the claim is due
timer-claim_ruling = The ruling is due
timer-replacement_open = The choice of a replacement ends
timer-refund_pay = The refund must be paid
timer-archive_due = The case is closed

## What somebody states to have happened outside; each is a sentence to tick
change-text = The text tells who the person is or where they worked. Write it without names and places.
change-facts = Something does not match the papers. Compare and correct it.
change-missing = Something is missing. Complete the record.
change-papers = A paper cannot be read. Enter its facts anew from the original.
change-excess = The profile says more than the work needs. Leave it out.
statement-conflict_checked = We checked that nothing speaks against this case.
statement-interpreter_arranged = An interpreter takes part in the meeting.
statement-worker_has_copy = The worker has a copy in a language that the worker reads.
statement-papers_complete = All papers for the permit are complete.
statement-customer_eligible = The household may employ a worker.
statement-permit_scans_clean = The scans of permit and visa are in order.
statement-arrival_proven = The arrival is proven.
statement-medical_booked = The medical check is booked.
statement-worker_unfit = The medical check says: not fit for work.
statement-balance_settled = The rest of the total is paid, or credit is approved.
statement-contract_registered = The contract is registered with the ministry.
statement-custody_entered = The worker keeps the passport, and this is entered.
statement-insured = The worker is insured.
statement-welfare_checked = The welfare check was made with the worker alone.
statement-wage_received = I received this month's wage.
statement-residency_completed = The resident card is done.
statement-worker_heard = The worker was heard without the agency.
statement-lodging_assured = The worker has a safe place to stay.
statement-costs_documented = The costs are documented.
statement-formula_printed = The sum follows the formula, printed with the file.
statement-scans_clean = The scans of the papers are in order.
statement-reidentification_checked = I looked at the re-identification check, and nobody can tell from the public side who the person is.
statement-worker_paid_nothing = The worker has paid nothing.
statement-public_fields_only = Only public facts are shown.
attested-by = Stated by { $role }, { $when }

## Choices inside steps
place-video = By video, not recorded
place-telephone = By telephone
place-agency_office = At the agency's office
cause-medically_unfit = The medical check says: not fit for work
cause-worker_declines = The worker does not want to go on
cause-worker_left = The worker left
cause-not_as_offered = Something is not as it was offered
cause-wage_unpaid = Wages were not paid
cause-terms_broken = Hours, rest, lodging or food are not as agreed
cause-abuse = Violence, threats or harassment
cause-passport_withheld = The passport was kept
cause-other = Something else
ruling-founded = The claim holds: replacement or refund follows
ruling-unfounded = The claim does not hold: the case goes on
ruling-withdrawn = The claim was taken back: the case goes on
item-service_fee = Agency's service fee
item-vat = VAT on the service fee
item-government_fee = Government fees, at cost
item-travel = Travel
item-insurance = Insurance
payer-customer = Household
payer-agency = Agency

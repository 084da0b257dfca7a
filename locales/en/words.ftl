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

## What lies over a case
overlay-none = Nothing lies over this case.
overlay-licence_lapsed = The agency's licence has lapsed. The agency can take no step until it is renewed.
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

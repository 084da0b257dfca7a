//! What walls are made of: which rows of a table `{a}` are whose, in the words of SQLite. PostgreSQL says the same in its policies.

/// The row belongs to my organisation.
pub(super) const MINE: &str = "{a}.org = :org";
/// My organisation is one of the two parties.
pub(super) const PARTY: &str = "({a}.customer_org = :org or {a}.agency_org = :org)";
/// The row is about me.
pub(super) const ABOUT_ME: &str = "exists (select 1 from worker mw where mw.id = {a}.worker and mw.person = :subject)";
/// The row is about a worker of my own roster.
pub(super) const OWN_WORKER: &str = "exists (select 1 from worker mw where mw.id = {a}.worker and mw.org = :org)";
/// A profile that my agency has in the catalogue.
pub(super) const OWN_PROFILE: &str =
    "exists (select 1 from organisation mo where mo.id = :org and mo.code = {a}.agency_code)";
/// What my organisation did, what was done with its own data, and what it is told of.
pub(super) const MINE_OR_ABOUT_US: &str = "({a}.org = :org or {a}.object = :org \
    or exists (select 1 from record_subject mr where mr.record = {a}.id and mr.subject = :org))";
/// Mine; or the word of a worker whom a case opened to me that papers or the photo may be shown.
pub(super) const MINE_OR_TO_SHOW: &str = "({a}.org = :org or ({a}.kind in ('papers', 'photo') \
    and exists (select 1 from case_access ca where ca.org = :org and ca.worker = {a}.worker)))";
/// Mine, or opened to me by a case.
pub(super) const OPENED_WORKER: &str =
    "({a}.org = :org or exists (select 1 from case_access ca where ca.org = :org and ca.worker = {a}.id))";
pub(super) const OPENED_IDENTITY: &str =
    "({a}.org = :org or exists (select 1 from case_access ca where ca.org = :org and ca.worker = {a}.worker))";
pub(super) const OPENED_CUSTOMER: &str =
    "({a}.org = :org or exists (select 1 from case_access ca where ca.org = :org and ca.customer_org = {a}.org))";
pub(super) const KNOWN_ORGANISATION: &str = "({a}.id = :org or {a}.kind in ('agency', 'operator') \
    or exists (select 1 from case_access ca where ca.org = :org and ca.customer_org = {a}.id))";
pub(super) const MY_CASES_CUSTOMER: &str = "exists (select 1 from case_file mc join worker mw on mw.id = mc.worker \
    where mc.customer_org = {a}.org and mw.person = :subject)";
pub(super) const MY_TIMER: &str = "(exists (select 1 from worker mw where mw.id = {a}.object and mw.person = :subject) \
    or exists (select 1 from case_file mc join worker mw on mw.id = mc.worker where mc.id = {a}.object and mw.person = :subject))";
/// My own licence, or that of an agency with which I have a case.
pub(super) const OWN_OR_MY_CASES_AGENCY: &str = "({a}.org = :org or exists (select 1 from case_file mc \
    where mc.agency_org = {a}.org and mc.customer_org = :org))";
/// Who is behind a profile of my own, or behind one that a case of mine is about.
pub(super) const OWN_OR_ASKED_FOR: &str = "({a}.agency_org = :org or exists (select 1 from case_file mc \
    where mc.worker = {a}.worker and mc.customer_org = :org \
    and mc.state in ('enquiry', 'held', 'accepted', 'meeting_set', 'met', 'offered')))";
/// What the platform takes from an agency is no line of the customer's.
pub(super) const LINES_OF_MY_CASE: &str = "exists (select 1 from case_file mc where mc.id = {a}.case_id and (mc.agency_org = :org \
    or (mc.customer_org = :org and {a}.account not in ('commission_due', 'commission'))))";
pub(super) const OF_MY_CASE: &str = "exists (select 1 from case_file mc where mc.id = {a}.case_id \
    and (mc.customer_org = :org or mc.agency_org = :org))";
pub(super) const OF_A_CASE_ABOUT_ME: &str = "exists (select 1 from case_file mc join worker mw on mw.id = mc.worker \
    where mc.id = {a}.case_id and mw.person = :subject)";
/// The numbers of my own organisation, or of an agency with which I have a case.
pub(super) const OWN_SERIES: &str = "({a}.issuer = :org or exists (select 1 from case_file mc \
    where mc.agency_org = {a}.issuer and mc.customer_org = :org))";
pub(super) const SERIES_OF_MY_AGENCY: &str = "exists (select 1 from case_file mc join worker mw on mw.id = mc.worker \
    where mc.agency_org = {a}.issuer and mw.person = :subject)";
/// What stands on invoices of mine, of an agency with which I have a case, of the platform.
pub(super) const OWN_OR_WHO_INVOICES: &str = "({a}.org = :org or exists (select 1 from organisation mo where mo.id = {a}.org \
    and mo.kind = 'operator') or exists (select 1 from case_file mc where mc.agency_org = {a}.org and mc.customer_org = :org))";
/// Whoever accepted an invitation to just this.
pub(super) const ACCEPTED: &str = "exists (select 1 from invitation mi where mi.org = {a}.org and mi.role = {a}.role \
    and mi.accepted_by = {a}.user_id)";
pub(super) const INVITED_WORKER: &str = "({a}.person is null \
    and exists (select 1 from invitation mi where mi.worker = {a}.id and mi.accepted_by is not null))";

/// An export, or a link to a paper, that somebody of the operator's own staff asked for.
pub(super) const ASKED_BY_STAFF: &str =
    "exists (select 1 from organisation mo where mo.id = {a}.org and mo.kind = 'operator')";
/// A part of, or a link to, an export of my organisation; of mine; of the operator's staff.
pub(super) const PART_OF_OURS: &str =
    "exists (select 1 from data_export me where me.id = {a}.export and me.org = :org)";
pub(super) const PART_OF_MINE: &str =
    "exists (select 1 from data_export me where me.id = {a}.export and me.person = :subject)";
pub(super) const PART_OF_STAFF: &str = "exists (select 1 from data_export me join organisation mo on mo.id = me.org \
    where me.id = {a}.export and mo.kind = 'operator')";

/// A paper of mine, of a worker or household that a case has opened to me, or of a case of mine.
pub(super) const OPENED_DOCUMENT: &str = "({a}.org = :org \
    or exists (select 1 from case_access ca where ca.org = :org and (ca.worker = {a}.worker or ca.customer_org = {a}.household)) \
    or exists (select 1 from case_file mc where mc.id = {a}.case_id and (mc.customer_org = :org or mc.agency_org = :org)))";
pub(super) const DOCUMENT_ABOUT_ME: &str = "(exists (select 1 from worker mw where mw.id = {a}.worker and mw.person = :subject) \
    or exists (select 1 from case_file mc join worker mw on mw.id = mc.worker where mc.id = {a}.case_id and mw.person = :subject))";

/// Of a person's own papers: what was found of them.
pub(super) const CHECK_ABOUT_ME: &str = "exists (select 1 from document cd join worker cw on cw.id = cd.worker where cd.id = {a}.document \
    and cw.person = :subject)";

/// Who is behind one published reference. On PostgreSQL the function `behind`.
pub(super) const BEHIND: &str = "(select hl.worker, hl.agency_org from profile_link hl \
    join profile hp on hp.reference = hl.reference where hl.reference = {key} and not hp.hidden)";

/// Who is a member of one's own organisation and of the other side. On PostgreSQL the function `shared`.
pub(super) const SHARED: &str = "(select ho.user_id as person from membership ho join membership ht on ht.user_id = ho.user_id \
    where ho.org = :org and ht.org = {key} and ho.ended_at is null and ht.ended_at is null)";

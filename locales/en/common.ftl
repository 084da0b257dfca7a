# Words of the frame: menus, switches, what every page shares.
amana = Amana
language-name = English
comma = {", "}
sum-omr = OMR { $sum }
amana-home = Amana, home
named = { $code } { $name }
skip = Skip to content
theme = Switch light or dark
close = Close
cancel = Cancel
failed = We could not do that. Your text is still here. Try again.
free-software = Free software under Apache-2.0
you-are-here = You are here
until = until
by = by
from = from
nothing = Nothing
none-yet = None yet
search = Search
send = Send
save = Save
open = Open

portal-agency = Agency
portal-operator = Operator
menu = Menu
menu-main = Main menu
menu-account = Account
menu-catalogue = Profiles
menu-sign-in = Sign in
menu-my-cases = My cases
menu-today = Today
menu-workers = Workers
menu-cases = Cases
menu-import = Import a list
menu-my-requests = Requests
menu-my-profile = My profile
menu-my-consents = My consents
menu-who-looked = Who looked
menu-reviews = Profile checks
menu-jobs = Deliveries
menu-break-glass = Emergencies
menu-agency-reviews = Words on agencies
menu-organisations = Choose another organisation
menu-licences = Licences
menu-api = For programs
sign-in = Sign in
sign-out = Sign out

pager = Pages
pager-first = Back to the start
pager-next = Next

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

years = { $count ->
    [0] under 1 year
    [one] 1 year
   *[other] { $count } years
}
days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
menu-people = People
menu-agencies = Organisations
menu-policies = Policies
menu-audit = Audit log
menu-group-agency = Your agency
menu-group-rules = Rules and proof
menu-group-parties = Organisations and people
menu-household = My household

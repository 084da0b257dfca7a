# What everybody may see: the catalogue and a profile.
catalogue-title = Find help for your home
catalogue-lede = Each profile was checked before it was shown here. You choose by skill and experience, then ask to meet. The person can say no.
catalogue-profiles = Profiles
catalogue-count = { $count ->
    [one] 1 profile
   *[other] { $count } profiles
}
catalogue-empty = No profile fits all of these filters.
catalogue-find = Cooking, driver, Arabic …
promise-nothing = No names, faces or papers here.
promise-opens = They open step by step, only inside your own case.

filters = Filters
filters-on = { $count ->
    [0] Filters
   *[other] Filters · { $count }
}
filters-show = Show profiles
filters-clear = Clear all
filter-remove = Remove filter
filter-work = Kind of work
filter-language = Language
filter-experience-min = Experience
filter-available-from = Needed from
filter-experience-any = Any
filter-experience-least = { $count ->
    [one] 1 year or more
   *[other] { $count } years or more
}
filter-from-day = From { $day }

available-now = Ready to meet
available-held = Held for another household
available-from = From { $day }
experience = Experience
age = Age
speaks = Speaks
skills = Good at
agency = Agency
licence = Agency licence
licence-checked = Verified on { $day }
licence-not-checked = Not verified

profile-facts = What is known
profile-next = What happens when you ask
profile-next-1 = { $days ->
    [one] The agency answers within 1 working day.
   *[other] The agency answers within { $days } working days.
} The profile is held for you, nobody else can ask meanwhile.
profile-next-2 = You meet, by video, by phone or at the agency. Then each of you says yes or no in private.
profile-next-3 = You get one offer with every cost on its own line. You pay nothing before you sign.
profile-next-4 = Papers, travel and arrival follow, with a guarantee of { $days } days.
ask-title = Ask to meet
ask-sign-in = Sign in with your phone or e-mail first. It takes a minute.
ask-what = Your request goes to the agency. It sees your area and the size of your household, not your name.
ask-privacy = I have read how my data is used, and I agree that this request is sent.
ask-cost = Asking is free. You can stop at any time before you sign, also free.
ask-open = You already have a case about this profile.
ask-open-link = Open the case
ask-wait = This profile cannot be asked for just now. It comes back here when it is free.
ask-none = Only a household can ask to meet.

home-title = Help for the home, held in trust
home-lede = Households and licensed agencies in Oman meet here. Names, faces and papers open step by step, and everybody sees who looked.
home-go = { $count ->
    [0] See the profiles
    [one] See 1 profile
   *[other] See { $count } profiles
}
home-hidden = Nothing personal in public
    .why = A profile shows skills and experience. No name, no face, no papers.
home-no = The person can say no
    .why = Before a meeting and after it, in private, without a reason.
home-cost = Every cost before you sign
    .why = One offer, each item on its own line, tax included. The worker pays nothing, now or later.
home-log = Everybody sees who looked
    .why = Whoever opens sealed data must say why, and the person it is about can read it.

sign-in-lede = We send you a code. There is no password to remember.
sign-in-onward = Sign in to see this page. We send you a code; there is no password to remember.
sign-in-kept = What you wrote is kept and goes along. Once you are signed in, you are asked whether it is to be sent.
sign-in-address = Phone number or e-mail
    .hint = For example +968 9123 4567. A phone number gets a text message.
sign-in-send = Send the code
sign-in-never = We never ask for the code by phone. The same page comes for every address.
sign-in-code-title = Enter the code
sign-in-code-lede = If { $address } is known here, a code is on its way.
sign-in-code = Code of six digits
    .hint = You may paste it. Spaces do not matter.
sign-in-code-until = The code works until
sign-in-again = Send a new code
sign-in-again-why = Nothing came? Look again after a minute, then ask for a new one. The old one stops working.
sign-in-other = Use another address
sign-in-by-email = Text messages can be late or held back: if we also know an e-mail address of yours, use that.
sign-in-by-phone = Look in the spam folder too; if we also know your phone number, use that.
sign-in-address-unclear = Write a phone number with its country code, or an e-mail address.
sign-in-code-wrong = This code is not right, or its time is over. Check it, or ask for a new one.
sign-in-too-many = Too many codes went to this address within an hour. Use the newest one, or ask again in ten minutes.
sign-in-guesses-over = Too many wrong codes were given for this address from here today. It can be used again tomorrow.
organisations-title = For whom do you act now?
organisations-lede = You belong to several organisations. You can change this at any time from the menu.
organisations-go = Go on
licences-lede = These packages of others come to your browser. Everything else here is our own.
licences-text = Text of the licence
errors = { $count ->
    [one] One answer needs another look
   *[other] { $count } answers need another look
}
preview = What the public sees
preview-nothing-else = Nothing else is public: no name, no face, no papers, no phone.
invited-title = Your invitations
invited-by = { $organisation } invites you
invited-as = You would act here as: { $role }.
invited-yes = Yes, join
invited-no = No
invited-until = The invitation ends
organisations-none = You belong to no organisation, and nobody has invited you. Whoever invites you needs the address with which you signed in.
register-new = New here?
register-title = Register a household
register-lede = Give a mobile number or an e-mail address. You get a code, and make your household's place with it.
register-own = Your own household
    .lede = Make a place for your household. After that you say who you are and what you are looking for.
register-make = Make my household
people-lede = Who acts for this organisation, and who is invited.
people-invite = Invite somebody
    .lede = They get a message, sign in with a code, read what they are asked, and say yes or no. The invitation ends after 14 days.
people-members = Members
people-role = Role
people-person = Person
people-you = you
people-end = Remove
people-end-why = They can see and do nothing here any more, at once. Their address stays theirs.
people-end-now = Remove this person
people-waiting = Invited
people-until = Until
people-withdraw = Take back
people-address-hint = With this they sign in. It belongs to them, not to somebody else of the organisation.
people-language = Language of the message
people-send = Send the invitation
household-people = Who acts for this household
household-lede = Agencies see the area, the household and the duties. Who you are stays sealed until a case needs it.
household-about = What agencies see
household-who = Who you are
household-privacy = Privacy
household-area = Area
    .hint = Quarter and town, for example Al Khuwair, Muscat.
household-household = Household
    .hint = For example: two adults, three children.
household-duties = Duties
    .hint = For example: housekeeping and cooking.
household-name = Full name, as on the identity card
household-civil_id = Civil ID number
household-address = Address
household-phone = Telephone number
household-sealed = Kept and sealed. Leave it empty to keep it.
household-kept = All four are kept and sealed. Leave them empty to keep them. If you change them, the operator looks at your card again.
household-notice = I have read the privacy notice and agree that my data is used to place a worker with my household.
household-keep = Save
household-unproven = Your phone number is not confirmed yet. Before you can ask to meet somebody, enter the code that we send to it.
household-prove = Confirm the phone number
    .lede = Write the number as you gave it. A code is sent there; whoever answers it shows that the number is yours.
household-prove-answer = Enter the code

unsent-ended = Your session ended
unsent-kept = What you wrote is still here. Sign in, and it can be sent.
unsent-lost = What you wrote is too long to be kept here. Go back, copy it, and sign in.
unsent-title = Send what you wrote?
unsent-lede = Your session ended while you wrote. Nothing was sent yet.
unsent-typed = What you wrote
unsent-send = Send it now
unsent-back = Leave it
agency-licensed = Licence verified
agency-said = How households found its coordination
agency-said-none = No household has answered yet.
agency-households = { $count ->
    [one] { $count } household answered, each after a case of its own.
   *[other] { $count } households answered, each after a case of its own.
}
agency-question = Question
agency-words = In their own words
agency-only = Only agencies are reviewed.
agency-only-why = There is no place for a word about a person who works, and a text that speaks of one is not accepted.

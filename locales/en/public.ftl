# What everybody may see: the catalogue and a profile.
catalogue-title = Find help for your home
catalogue-lede = Each profile was checked before it was shown here. You choose by skill and experience, then ask to meet. The person can say no.
catalogue-profiles = Profiles
catalogue-count = { $count ->
    [one] 1 profile
   *[other] { $count } profiles
}
catalogue-empty = No profile fits all of these filters.
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

work-housekeeper = Housekeeper
work-cook = Cook
work-nanny = Nanny
work-elder_care = Elder care
work-driver = Driver
work-gardener = Gardener
work-nurse = Home nurse
work-housekeeper_cook = Housekeeper and cook
work-other = Other work in the home
speaks-ar = Arabic
speaks-en = English
speaks-sw = Swahili
speaks-am = Amharic
speaks-om = Oromo
speaks-ti = Tigrinya
speaks-hi = Hindi
speaks-ur = Urdu
speaks-tl = Tagalog
speaks-bn = Bengali
speaks-id = Indonesian
speaks-si = Sinhala
speaks-ta = Tamil
speaks-ml = Malayalam
speaks-ne = Nepali
speaks-fr = French
speaks-my = Burmese
speaks-lg = Luganda

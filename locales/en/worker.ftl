# A worker's pages: few words, large type.
requests-lede = You can always say no. Nobody asks you why.
requests-empty = Nobody has asked for you yet. You get a message when somebody does.
request-area = Area
request-household = Household
protected = You are protected. Agency and household read only that the case is paused: not where you are, and not your number. Somebody from the operator takes care of it.
protected-helper = You are protected. Agency and household read only that the case is paused: not where you are, and not your number. You reach help here: { $helper }
request-first-name = You meet
request-employer = Your employer
request-duties = Work
request-wage = Your monthly wage
request-arrival-code = Your arrival code: tell it to your agency when you have arrived
request-hours = Hours and rest
request-wants-meeting = { $area ->
    [unknown] A household wants to meet you
   *[other] A household in { $area } wants to meet you
}
request-household-in = { $area ->
    [unknown] A household
   *[other] A household in { $area }
}
own-profile-lede = This is exactly what everybody can see of you.
own-profile-hidden = Nobody can see your profile now.
own-profile-own = What we keep about you
consents-lede = You give each one on its own. You can take each one back at any time, and it works at once.
consent-given = Given
consent-not-given = Not given
consent-since = Since
consent-give = I agree
consent-language = The language in which I read or heard this
    .hint = If you do not read the language of this page, have it read to you in yours, and choose that one.
consent-again = You have rested. Agree again, and your profile goes to be reviewed anew; or leave it as it is.
consent-rests = You can agree already. Your profile goes to be reviewed when you agree after your rest, which ends
consent-take-back = Take it back
consent-listing = Show my profile
    .why = Households see your work, your languages and your experience. They do not see your name, your face or your papers.
    .back = If you take it back, your profile disappears at once.
consent-meet = Meet this household
    .why = You talk with the household, by video, by phone or at the agency. Nothing is recorded.
    .back = If you take it back, the meeting does not happen.
consent-first_name = Tell my first name
    .why = This household learns your first name for the meeting.
    .back = If you take it back, they no longer see it here.
consent-photo = Show my photo
    .why = This household sees your photo. Nobody may make this a condition.
    .back = If you take it back, the photo closes at once.
consent-papers = Use my papers
    .why = The agency files your permit with your passport and your medical result.
    .back = If you take it back, the papers close at once and the permit cannot be filed.
consent-contact = Share my phone number
    .why = This household can call you after you have arrived.
    .back = If you take it back, they no longer see it here.

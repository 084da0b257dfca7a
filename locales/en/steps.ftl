# Every step: the button, and as attributes the heading (title), what it is (why), what it costs (cost), what follows (after).
# $by is the reader's side: customer, agency, worker, operator. An attribute that says "-" is not shown.

step-enquire = Ask to meet
    .title = Ask to meet
    .why = Your request goes to the agency. It sees your area and the size of your household, not your name.
    .cost = Asking is free.
    .after = The agency answers within 2 working days.
step-hold = Hold this profile
    .title = Hold this profile for you
    .why = Nobody else can ask for this profile while it is held. You can hold two at most.
    .cost = Holding is free.
    .after = The hold ends by itself when its time is over.
step-accept = Accept the request
    .title = A household asks to meet
    .why = You see the area, the household and the duties. The name opens when the agreement is signed.
    .cost = Accepting costs nothing.
    .after = Next you propose times to meet, together with the worker.
step-decline = Decline the request
    .title = Decline the request
    .why = The household is told that the request was not accepted, and not why. Your reason stays inside your agency.
    .cost = -
    .after = The case ends and the profile is free again.
step-propose_meeting = Propose these times
    .title = Propose times to meet
    .why = Give up to three times. Friday and Saturday are the weekend. Times that the other side offered stay on offer.
    .cost = Meetings are free for everybody.
    .after = { $by ->
        [agency] The household chooses one, and the worker agrees or not.
       *[other] The agency chooses one, and the worker agrees or not.
    }
step-choose_slot = Confirm this time
    .title = Choose a time to meet
    .why = { $by ->
        [agency] The household offers these times.
       *[other] The agency offers these times. Any of them may be chosen, also in place of one that was agreed.
    }
    .cost = You pay nothing yet.
    .after = The worker is asked too. You get a message when the time stands.
step-agree_meeting = { $by ->
        [worker] Yes, I want to meet
       *[other] Agree to the meeting
    }
    .title = { $by ->
        [worker] A household wants to meet you
       *[other] Agree to the meeting
    }
    .why = { $by ->
        [worker] You can say no. Nobody asks you why, and it changes nothing for you.
       *[other] The meeting stands when everybody has agreed.
    }
    .cost = { $by ->
        [worker] You pay nothing, now or later.
       *[other] -
    }
    .after = { $by ->
        [worker] They see your first name in the meeting, nothing else. You can stop at any time.
       *[other] Everybody gets a message.
    }
step-mark_met = The meeting took place
    .title = Did the meeting take place?
    .why = Say so when it is over. Then both sides are asked for their answer.
    .cost = -
    .after = Each side answers in private.
step-mark_missed = It did not take place
    .title = The meeting did not take place?
    .why = Say so, and a new time is looked for. Nobody is asked through whom, and nobody is told who said it.
    .cost = It costs nobody anything.
    .after = The times that are still on offer can be chosen at once.
step-review_agency = Say how the agency coordinated
    .title = How did the agency coordinate?
    .why = Three questions about the agency, and your own words if you like. Nobody who works is spoken of.
    .cost = -
    .after = Your answers are shown without your name and your case; your words once a moderator has read them.
step-take_back_review = Take it back
    .title = Take back what you said of the agency
    .why = It is no longer shown.
    .cost = -
    .after = You can say it anew.
step-publish_review = Publish it
    .title = Read what a household wrote
    .why = Publish what speaks of the agency alone.
    .cost = -
    .after = The household is told.
step-answer = { $by ->
        [worker] Send my answer
       *[other] Send the answer
    }
    .title = { $by ->
        [worker] Do you want to work for this household?
       *[other] Do you want to go on with this person?
    }
    .why = Your answer is private. The other side learns only whether both said yes.
    .cost = { $by ->
        [worker] You pay nothing, now or later.
       *[other] You pay nothing yet.
    }
    .after = { $by ->
        [worker] If you say no, the case ends. Nobody asks you why, and it changes nothing for you.
       *[other] If both say yes, the agency sends an offer with every cost. If one says no, the case ends and nobody is told who.
    }
step-offer = Send the offer
    .title = Send the offer
    .why = Every cost stands on its own line. The worker's column is always zero. The rules of today are fixed with the offer.
    .cost = -
    .after = The household, the worker and you sign it within 7 days, or it lapses.
step-sign = { $by ->
        [worker] I sign
       *[other] Sign the agreement
    }
    .title = { $by ->
        [worker] Read and sign your contract
       *[other] Read and sign the agreement
    }
    .why = { $by ->
        [worker] It says your wage, your hours and your rest. You get your own copy in your language.
       *[other] The terms are exactly those of the offer. The agreement holds when all three have signed.
    }
    .cost = { $by ->
        [worker] You pay nothing, now or later.
        [customer] After signing, half of the total is due within 5 days. The rest is due at arrival.
       *[other] -
    }
    .after = { $by ->
        [worker] The names open to each other when all three have signed.
        [customer] You can still end the case after signing; then the documented cost so far is kept.
       *[other] The names open to each other when all three have signed.
    }
step-confirm_deposit = Confirm the deposit
    .title = Confirm that the deposit came in
    .why = The sum must be exact, to the baisa.
    .cost = -
    .after = The money is held. It is earned at the handover.
step-file_permit = The permit is filed
    .title = File the permit
    .why = File it within 5 days. The form's fields open to you for this purpose.
    .cost = -
    .after = The decision takes up to 30 days.
step-record_permit = Record the permit
    .title = Record the permit
    .why = Give the number and the day of the decision.
    .cost = -
    .after = Now the travel can be booked.
step-refuse_permit = The permit was refused
    .title = The permit was refused
    .why = Record the refusal as the authority wrote it.
    .cost = -
    .after = The case ends. The household gets its money back less the government's own fee.
step-record_travel = Record the travel
    .title = Record the travel
    .why = Give the day on which the worker arrives. You are held to it.
    .cost = The worker never pays for travel.
    .after = The household sees the day and the flight.
step-record_arrival = Record the arrival
    .title = Record the arrival
    .why = The worker's arrival code shows that the person is here. The medical check must be booked.
    .cost = -
    .after = The guarantee starts today, and the rest of the total is due.
step-hand_over = { $by ->
        [worker] Yes, I am there
       *[other] Confirm the handover
    }
    .title = { $by ->
        [worker] Are you at your new place?
       *[other] Confirm the handover
    }
    .why = { $by ->
        [worker] Say yes only if you have your passport, your contract and a room of your own.
       *[other] Confirm the contract's registration, the insurance, and that the worker keeps the passport.
    }
    .cost = -
    .after = { $by ->
        [worker] We ask you in a week how you are. The help line is open to you all the time.
       *[other] The guarantee runs on. Each month's wage is recorded.
    }
step-start_guarantee = Start the guarantee
    .title = Start the guarantee
    .why = After 15 days of probation the guarantee takes over.
    .cost = -
    .after = It ends 180 days after the arrival.
step-claim = { $by ->
        [worker] Ask for help
       *[other] Open a claim
    }
    .title = { $by ->
        [worker] Something is wrong
       *[other] Open a claim
    }
    .why = { $by ->
        [worker] The operator speaks with you alone. The agency and the household do not see what you say.
       *[other] Say what happened. The worker is heard alone by the operator.
    }
    .cost = { $by ->
        [worker] You pay nothing. You have a place to stay.
       *[other] The money of this case stands still until it is decided.
    }
    .after = { $by ->
        [worker] You get an answer within 14 days, sooner when it is urgent.
       *[other] The agency answers within 3 days, the operator rules within 14.
    }
step-rule_claim = Rule on the claim
    .title = Rule on the claim
    .why = Both sides and the worker have been heard. Give the outcome and the reason.
    .cost = -
    .after = Everybody is told the outcome; the worker's words stay with the operator.
step-choose_replacement = Ask for a replacement
    .title = Choose a replacement
    .why = You can look for another person. This stays open for 60 days.
    .cost = No new service fee.
    .after = What you could see of the first person is closed to you.
step-approve_refund = Approve the refund
    .title = Approve the refund
    .why = Check the sum against the formula. A second person pays it.
    .cost = -
    .after = It is paid within 14 days.
step-pay_refund = The refund is paid
    .title = Pay the refund
    .why = Whoever approved it cannot also pay it.
    .cost = -
    .after = The household gets a credit note.
step-complete = Complete the case
    .title = Complete the case
    .why = The guarantee is over and no claim is open.
    .cost = -
    .after = What is kept longer, and why, stands in the record.
step-archive = Close the case
    .title = Close the case
    .why = Nothing is open and no money is owed.
    .cost = -
    .after = Personal data is destroyed on its day.
step-cancel = End this case
    .title = End this case
    .why = { $by ->
        [agency] The household gets everything back that it paid.
       *[other] You can always end it. The other side is told that it ended, not your reason.
    }
    .cost = { $by ->
        [agency] Full refund to the household.
       *[other] Free until you sign. Later, the documented cost so far is kept, never more.
    }
    .after = This cannot be undone.
step-withdraw = { $by ->
        [worker] No, I do not want this
       *[other] Record that the worker withdraws
    }
    .title = { $by ->
        [worker] Stop this
       *[other] The worker withdraws
    }
    .why = { $by ->
        [worker] You can stop at any time. Nobody asks you why.
       *[other] Nobody asks the worker for a reason.
    }
    .cost = { $by ->
        [worker] You pay nothing, and it changes nothing for you.
       *[other] The worker pays nothing. The household gets a replacement or its money back.
    }
    .after = The case ends.
step-expire = Let it lapse
    .title = The time is over
    .why = Nobody acted in time.
    .cost = -
    .after = The profile is free again.
step-pause = Pause the case
    .title = Pause the case
    .why = No step can be taken until it is lifted. Clocks stand still, except those that the law sets.
    .cost = -
    .after = Both sides see that the case is paused, not why.
step-lift = Lift the pause
    .title = Lift the pause
    .why = The case goes on where it stood.
    .cost = -
    .after = The clocks run again with the time that was left.

step-draft = Add a worker
    .title = Add a worker
    .why = Only your agency sees a draft. It is removed after 30 days without consent.
    .cost = -
    .after = Then the worker is asked for consent.
step-consent = { $by ->
        [worker] I agree
       *[other] Ask for consent
    }
    .title = { $by ->
        [worker] May your profile be shown?
       *[other] Ask the worker for consent
    }
    .why = { $by ->
        [worker] Your profile is shown without your name, your face or your papers. You can take it back at any time.
       *[other] The worker gets a message in the worker's own language and answers without you.
    }
    .cost = { $by ->
        [worker] You pay nothing, now or later.
       *[other] The worker pays nothing.
    }
    .after = { $by ->
        [worker] The operator checks it first. Then households can ask to meet you.
       *[other] With consent the record goes to the operator for review.
    }
step-review = Approve the profile
    .title = Check this profile
    .why = Nothing in the public side may tell who the person is: no town, employer, rare skill or date.
    .cost = -
    .after = Then it can be listed.
step-list = { $by ->
        [agency] Confirm availability
       *[other] List the profile
    }
    .title = { $by ->
        [agency] Confirm that this person is still available
       *[other] List the profile
    }
    .why = { $by ->
        [agency] Ask the person first. The profile stays listed for 14 days more.
       *[other] Only the masked side becomes public.
    }
    .cost = -
    .after = Availability must be confirmed every 14 days, or it is hidden.
step-unlist = Take off the list
    .title = Take the profile off the list
    .why = It disappears from the catalogue at once.
    .cost = -
    .after = It can be listed again while the consent stands.
step-release = Release the hold
    .title = Release the hold
    .why = The profile becomes free for others.
    .cost = -
    .after = The household is told.
step-rest = Start a time of rest
    .title = Start a time of rest
    .why = After a placement nobody is listed again by itself.
    .cost = -
    .after = A fresh consent is needed, 7 days later at the earliest.
step-withdraw_profile = { $by ->
        [worker] Take my profile away
       *[other] Withdraw the profile
    }
    .title = { $by ->
        [worker] Take your profile away
       *[other] Withdraw the profile
    }
    .why = { $by ->
        [worker] It disappears at once. Nobody asks you why.
       *[other] It disappears from the catalogue at once.
    }
    .cost = -
    .after = Your data is destroyed within 45 days, unless the law says that it must be kept.
step-erase = Destroy the data
    .title = Destroy this person's data
    .why = The key is destroyed; nothing can be read afterwards, not even from a backup.
    .cost = -
    .after = This cannot be undone.
step-found = Enter an organisation
    .title = Enter an organisation
    .why = An agency or a household gets its place here, and its first person is invited.
    .cost = -
    .after = Its first person gets a message and signs in with a code.
step-check = Write down a check
    .title = Write down what you looked at
    .why = What rests on a licence or an identity goes on only after somebody looked at it.
    .cost = -
    .after = The check stands in the record with your name.
step-invite = Invite somebody
    .title = Invite somebody
    .why = Whoever is invited signs in with a code and says yes; nobody is added behind their back.
    .cost = -
    .after = They get a message. The invitation ends by itself after 14 days.
step-attest = State it
    .title = State what happened
    .why = What happened outside the product counts once somebody whose word it is has stated it.
    .cost = -
    .after = It stands in the record with your name, and the step that rests on it can be taken.
step-propose_policy = Propose policies
    .title = Propose another policy set
    .why = Who may see and do what can change without a new program.
    .cost = -
    .after = What narrows is in force at once; what widens waits for a second person.
step-approve_policy = Approve policies
    .title = Approve a policy set
    .why = Nobody widens access alone.
    .cost = -
    .after = It is in force from the next answer on.
step-explain = Ask what the policies say
    .title = Ask what the policies say
    .why = Who answers for the policies can see what they open to whom. Nobody's data is in the answer.
    .cost = -
    .after = Nothing is changed.
step-keep_test = Keep as a test
    .title = Keep an answer as a test
    .why = A change of the policies that answers otherwise is shown before it comes into force.
    .cost = -
    .after = It stands in the record with your name.
step-ask_reset = Ask for a reset of a second factor
    .title = Ask for a reset of a second factor
    .why = Somebody lost what they show beside their code, or it is in other hands.
    .cost = It costs nothing. The person is told at once and may refuse.
    .after = A second officer agrees a day later at the earliest.
step-answer_reset = Answer a reset of a second factor
    .title = Answer a reset of a second factor
    .why = A colleague asks that a lost second factor is removed.
    .cost = It costs nothing. It is on record that you agreed or did not.
    .after = If you agree, it is removed and its person is signed out everywhere.
step-ask_break_glass = Ask for emergency access
    .title = Ask for emergency access
    .why = Somebody is in danger or missing, and your task does not let you see what is needed.
    .cost = It costs nothing. Those concerned are told afterwards.
    .after = A second person answers.
step-answer_break_glass = Answer a request for emergency access
    .title = Answer a request for emergency access
    .why = A colleague asks to look where no task of theirs leads.
    .cost = It costs nothing. It is on record that you agreed or did not.
    .after = If you agree, the case is open to your colleague for 30 minutes.
step-review_break_glass = Review an emergency access
    .title = Review an emergency access
    .why = Two colleagues opened a case in an emergency.
    .cost = It costs nothing.
    .after = It is kept that it was needed, or that it was not.

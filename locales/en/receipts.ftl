# What the network says of text messages after the provider took them
stat-texts-arrived = Texts that arrived, 24 hours
stat-texts-missed = Texts that did not
stat-texts-unsaid = Texts without word yet
jobs-missed = Text messages that did not arrive
    .why = The provider took them, and the network said later that the telephone did not get them. Notices go to the person's e-mail address instead, or stand with what was given up; whoever waits for a code asks for another, by either way.
jobs-said = What the network said
receipt-failed = It gave the message up
receipt-expired = The telephone was not there for too long

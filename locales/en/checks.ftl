# Papers that moderators compare with what was typed from them.

checks-title = Papers to compare
checks-tab = Papers
checks-lede = ID cards, passports, labour permits and licences that came through the scan. Look at each, compare it with what was typed, and say what you found.
checks-empty = No paper waits to be compared.
check-task = Compare a paper
checks-since = Waits since
check-second = For a second person
check-others = For somebody else
check-lede = Compare the paper with what was typed from it. Whoever filed it is told what was found, never by whom.
check-first = The first one found: { $result }. Look yourself, before you agree.
check-paper = The paper
check-look = Look at it
check-look-again = Look again
check-look-why = The paper and what was typed from it open for a minute. That you looked is on record, and whoever the paper is about can read it.
check-typed = What was typed
check-say = What you found
check-found = Result
check-found-none = Choose one
check-ask-second = Somebody else should look too
    .hint = Of what is not accepted somebody else looks in any case.
check-keep = Keep it
check-lines = Lines at the foot of the paper
    .hint = Copy the two or three lines with the arrows (<), if it has them. Their check digits are looked at; the lines are not kept.
check-lines-read = Read the lines
check-field = Field
check-read = The lines say
check-compared = Compared
check-same = The same
check-other = Not the same
check-not-typed = Not typed
check-fits = Fits
check-differs = Does not fit
check-no-digit = Has none
check-digit-number = Check digit of the number
check-digit-born = Check digit of the birth date
check-digit-expires = Check digit of the last day
check-digit-personal = Check digit of the personal number
check-digit-whole = Check digit of all of it
check-result-accepted = Accepted
check-result-differs = Does not match
check-result-unreadable = Unreadable
check-result-expired = Expired
check-reason-name = the name
check-reason-number = the number
check-reason-birth_date = the birth date
check-reason-last_day = the last day
check-reason-check_digits = the check digits
check-reason-other_paper = it is another kind of paper
check-reason-other_owner = it is somebody else's
check-reason-blurred = blurred or too dark
check-reason-cut_off = cut off
check-reason-covered = partly covered
check-reason-pages_missing = pages are missing
check-reason-day_past = its last day is over
check-waits = A moderator compares it
check-waits-second = A second moderator compares it
check-mend = File a better copy as a later version, or mend the record.

fault-check_lines = These are not the two or three lines of a passport or card. Copy each line to its end, with every <.
fault-check_lines_none = This kind of paper has no such lines. Leave them out.
fault-check_result = Choose what you found.
fault-check_reason = Say what does not match, or why it cannot be read.
fault-check_digits = The check digits do not fit, so it cannot be accepted. Read the lines again, or choose: does not match, the check digits.
fault-check_over = Its last day is over, so it cannot be accepted. Choose: expired.
conflict-check_second_person = Somebody else has to look at this paper: you were the first, or you filed it.

message-document-compared = { $result ->
        [accepted] A document of { $record } was accepted
       *[other] A document of { $record } was not accepted
    }
    .text = { $result ->
        [accepted] A moderator compared the { $kind ->
            [passport] passport
            [civil_id] ID card
            [labour_permit] labour permit
            [commercial_registration] commercial registration
           *[municipal_licence] municipal licence
        } of { $record } with what was typed from it, and accepted it.
       *[other] Two moderators compared the { $kind ->
            [passport] passport
            [civil_id] ID card
            [labour_permit] labour permit
            [commercial_registration] commercial registration
           *[municipal_licence] municipal licence
        } of { $record } with what was typed from it, and did not accept it. Sign in to see why, then file a better copy or mend the record.
    }
message-task-checks-late = Papers wait too long to be compared
    .text = { $number ->
        [one] One paper waits
       *[other] { $number } papers wait
    } to be compared past the time for it. Sign in and open Papers to compare.
delivery-task-checks-late = Note to staff: papers wait too long
delivery-document-compared = What came of comparing a document
logged-document_compared = Document compared with what was typed

# Documents that somebody keeps: their own pages, what ends when, and what follows then.

menu-own-documents = Our documents
documents-of-agency = The agency's documents
documents-of-household = Your household's documents
documents-open-page = Documents
household-documents = Papers of your household: file your ID card, see until when it holds, open it.
documents-file-here = File a document
document-ended = Ended
document-ends-in = { $days ->
        [0] Ends today
        [one] Ends in one day
       *[other] Ends in { $days } days
    }
document-then-passport = When it is over, the profile is taken out of the catalogue and no permit is filed until a renewed one is here and clean.
document-then-medical_result = When it is over, the profile is taken out of the catalogue and no permit is filed until a renewed one is here and clean.
document-then-municipal_licence = When it is over, the agency's licence counts no more: its profiles are hidden and it begins nothing new until the operator has checked a renewed one.
document-then-commercial_registration = When it is over, the agency's licence counts no more: its profiles are hidden and it begins nothing new until the operator has checked a renewed one.

message-paper-ends = A document of { $record } ends on { $day }
    .text = { $kind ->
            [passport] The passport
            [civil_id] The ID card
            [labour_permit] The labour permit
            [medical_result] The medical report
            [police_certificate] The police certificate
            [commercial_registration] The commercial registration
            [municipal_licence] The municipal licence
            [contract] The contract
           *[other] A document
        } of { $record } ends on { $day }. File the renewed one as a later version before that day: Documents.
message-own-paper-ends = A document of yours ends on { $day }
    .text = { $kind ->
            [passport] Your passport
            [civil_id] Your ID card
            [labour_permit] Your labour permit
            [medical_result] Your medical report
            [police_certificate] Your police certificate
           *[other] A document of yours
        } ends on { $day }. Your agency has been told to have it renewed. It costs you nothing.
message-paper-over = A document of { $record } is over
    .text = { $kind ->
            [passport] The passport of { $record } is over: the profile is taken out of the catalogue and no permit is filed.
            [medical_result] The medical report of { $record } is over: the profile is taken out of the catalogue and no permit is filed.
            [commercial_registration] The commercial registration of { $record } is over: the licence counts no more until the operator has checked a renewed one.
            [municipal_licence] The municipal licence of { $record } is over: it counts no more until the operator has checked a renewed one.
           *[other] A document of { $record } is over.
        } File the renewed one as a later version: Documents.
message-own-paper-over = A document of yours is over
    .text = { $kind ->
            [passport] Your passport is over.
            [medical_result] Your medical report is over.
           *[other] A document of yours is over.
        } Your agency has been told to have it renewed. It costs you nothing.
delivery-paper-ends = Reminder that a document ends
delivery-own-paper-ends = Reminder to a worker that a document of theirs ends
delivery-paper-over = Note that a document is over
delivery-own-paper-over = Note to a worker that a document of theirs is over
logged-document_end_told = Told that a document ends
refusal-papers_hold = A passport or medical report of the worker's is over. File the renewed one; this can go on once it is clean.

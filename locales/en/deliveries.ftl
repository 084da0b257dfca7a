# Why a message was given up, where this program says so itself; and what a provider's call is missing
fault-person_gone = Whoever it was for is not known here any more. Nothing is left to do
fault-address_none = The person has no address that this may go to. Tell them in another way
fault-template_none = This program has no such text: a newer one left the message. Try again once every server runs the same version
fault-case_none = The message names no case. Tell the person in another way
fault-job_unknown = This program knows no such job: a newer one left it. Try again once every server runs the same version
fault-value_damaged = The address or the code cannot be opened. The server's log names the row: compare it with a backup
fault-number_wrong = The number cannot be written to the provider. Tell the person in another way
fault-text_long = The text is too long for a text message. Tell the person in another way
fault-mailbox_wrong = The mailbox is no address that mail can go to. Tell the person in another way
fault-letters_other = The mail server takes no addresses in other letters (SMTPUTF8). Tell the person in another way
fault-late = The provider did not answer in time. Try again, and look at it with amana doctor
fault-line_broke = The line to the provider broke before anything was handed over. Try again
fault-house_away = The database or the keys could not be reached. Try again
fault-server_away = No server was running to send it. Try again
fault-receipt_place = There is no word or number here of at most 128 characters. The settings name this place: [sms.http.receipts].

# The books.
menu-ledger = Money
ledger-lede = What was paid, what is held for you and where it went. Entries are never changed: a mistake is taken back by another entry.
ledger-lede-staff = Every movement of money as it was posted, in double entry. Entries are never changed: a mistake is taken back by another entry.
ledger-find = Case reference
ledger-balances = What stands on the accounts
ledger-empty = Nothing was posted yet.
ledger-what = Entry
ledger-lines = Accounts
ledger-when = When
ledger-entry = No. { $n }
ledger-worker = No account here is a worker's: nothing can be charged to one.
ledger-open = All entries of this case
side-debit = debit
side-credit = credit
account-bank = Bank and cash
account-receivable = Owed by the customer
account-billed = Invoiced, not yet paid
account-held = Held for the customer
account-refundable = To be refunded
account-earned = Earned by the agency
account-fees_at_cost = Government fees at cost
account-vat = VAT
account-commission_due = Commission owed by the agency
account-commission = Platform commission
entry-commission_accrued = Commission accrued
entry-commission_reversed = Commission taken back
entry-deposit_held = Deposit received and held
entry-balance_invoiced = Balance invoiced
entry-balance_reversed = Invoice of the balance taken back
entry-balance_received = Balance received
entry-earned = Released as earned
entry-refund_approved = Refund approved
entry-refund_reversed = Approval of the refund taken back
entry-refunded = Refund paid
audit-books = Money
audit-entries = { $count ->
    [one] one entry
   *[other] { $count } entries
}
audit-books-checked = { $count ->
    [one] the last case derived anew
   *[other] the last { $count } cases derived anew
}

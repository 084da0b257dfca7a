# Limits: who was refused for asking too often.
menu-limits = Limits
limits-lede = Who was refused in the last 24 hours for asking too often. Networks are told apart by a name that says nothing about them.
limits-rule = Rule
limits-times = Refused
limits-networks = Networks
limits-network = Network
limits-allowed = Allowed
limits-last = Last
limits-by-rule = By rule
limits-by-network = By network and hour
limits-empty = Nobody was refused.
limits-others = the others together
limits-each = { $seconds ->
    [one] { $most } a second
   *[other] { $most } in { $seconds } seconds
}
limit-all = All requests
limit-sign_in = Sign-in
limit-forms = Public forms
limit-search = Catalogue and lists
limit-uploads = Uploads
limit-exports = Exports

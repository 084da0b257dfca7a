# Sign-in and devices: one's own authenticator, recovery codes, and where one is signed in.
security-title = Sign-in and devices
security-lede = How you show who you are, and where you are signed in.
security-waits = Your role needs a second factor. Set up an authenticator; then you go on.
security-authenticator = Authenticator app
security-what = An app on your phone that shows a new code every 30 seconds. Whoever has your mail or your number alone then cannot sign in as you.
security-begin = Set up an authenticator
security-on = On since
security-codes-left = { $count ->
    [0] No recovery code is left. Make new ones now.
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
}
security-remove = Switch it off
    .lede = A code of your authenticator, or a recovery code, shows that it is you. You are told by message.
    .do = Switch off
security-replace = Replace it
security-codes = New recovery codes
    .lede = The old ones stop working. A code of your authenticator shows that it is you.
    .do = Make ten new codes
security-devices = Where you are signed in
    .lede = If you do not know one of them, end it and tell us.
security-device-portal = In a browser, since
security-device-api = By a program, since
security-this = This one
security-end = End
security-end-others = End all others
security-new = Set up an authenticator
    .lede = Any app for one-time codes works. Nobody from Amana or an agency asks you for what is on this page.
security-scan = 1. Add Amana to your app
security-picture = A picture for your app's camera. The same stands below as letters.
security-type = Point the app's camera at the picture, or type this key into the app:
security-open-app = Open it in an app on this phone
security-show = 2. Show that it works
security-code = Code from your app
    .hint = Six digits. If you lost your app: one of your recovery codes.
security-code-wrong = This code is wrong or was used. Wait for the next one in your app and type that.
security-switch-on = Switch it on
security-codes-title = Keep these recovery codes
    .lede = Each works once, when you do not have your app. They are shown only now.
security-codes-care = Write them down or print them, and keep them where only you look. Not in the phone that has the app.
security-codes-kept = I have kept them
security-confirm = Show once more who you are
    .lede = What you are about to do wants a fresh proof.
    .do = Go on
security-anew = What you are about to do wants a fresh proof that it is you. Sign in once more.
sign-in-second = The code from your app
    .lede = Your sign-in code was right. Now open your authenticator app and type the code that it shows.
sign-in-second-lost = If you lost your app, type one of your recovery codes. If you have none left, ask whoever runs this installation.
problem-step-up = This wants a fresh proof that it is you. Sign in once more, or open "Sign-in and devices", and try again.
conflict-factor_there = You have an authenticator already. Switch that one off first.
conflict-second_wanted = This person has set up an authenticator. Sign in by the sign-in page, with its code.

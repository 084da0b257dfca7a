# The warning before somebody is signed out.
session-ends = You will be signed out soon
session-ends-idle = Nobody has used this page for a while. Stay signed in, and go on where you are: what you typed stays.
session-ends-last = A sign-in does not last longer than this. Send what you typed, or go on typing: when you send it later, you sign in again and it goes along.
session-ends-over = You are signed out. What you typed is still here: when you send it, you sign in again and it goes along.
session-ends-left = Time left:
session-stay = Stay signed in
security-until = Unused until
security-ends = at the longest until

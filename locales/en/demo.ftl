# The demo's own words. None of them is ever shown outside the demo.
demo = Demo
demo-mode = Demo mode
demo-nothing-real = Demo. Nobody and nothing here is real.
demo-eyes = Look as
demo-nobody = a visitor
demo-look = Look
demo-hour = + 1 hour
demo-day = + 1 day
demo-fortnight = + 15 days
demo-inbox = Messages sent
demo-inbox-lede = Every e-mail and text message that the demo has sent. None of them left this machine.
demo-inbox-to = Sent to
demo-inbox-empty = No message was sent yet.
# The stand-in of a card gateway.
demo-card = A stand-in for a card page
demo-card-lede = In the demo you say what becomes of the payment. No card is asked for, and no money moves.
demo-card-pay = Pay
demo-card-decline = The bank declines
demo-card-back = Go back
demo-card-over = This page was answered already.

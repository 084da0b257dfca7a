# What steps ask: labels (and hints) of their inputs.
input-slot = Meeting time
input-signed = I have read all of it and I sign.
input-reason = Reason

# What steps ask: labels (and hints) of their inputs.
input-slot = Meeting time

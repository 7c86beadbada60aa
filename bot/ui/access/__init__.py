"""Who may ask what of the page: one person on this computer, or several, of whom each reaches only theirs.

home: every request without a login. gate: every request with one; login: the page to log in; sessions: who
is in; own: whose the records are; limits: how often. refusal: what both doors turn away.
"""

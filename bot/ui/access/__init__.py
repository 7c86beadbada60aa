"""Several people on one page: logging in, and that each reaches only what is theirs.

own: whose the records are. sessions: who is in. gate: every request. login: the page to log in.
limits: how often.
"""

"""The Programs tab: every program judged for the applicant, worked, tracked and saved.

Covers: what is looked at (board, view), its markup (overview, listing, entry, asking, lists), the words to
ask a program with (scripts) and its answers (answers), files to keep (saving), and the handlers (tab,
own_list). Does not cover verdicts and order (assess) or what is kept (store).
"""

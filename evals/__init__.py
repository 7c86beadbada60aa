"""Evals: cases are data, scorers are small functions, one runner (`python -m evals`)."""

"""Stepwise: a residency advisor for international medical graduates with low Step scores."""

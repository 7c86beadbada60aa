"""One module a version of the tables: what it added, written once and never changed afterwards.

Covers: the revisions that Alembic runs. Does not cover the tables as they are now (schema).
"""

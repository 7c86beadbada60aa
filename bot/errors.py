"""Errors whose message is one plain line, safe to show to the person using the program.

Covers: bad input, storage that cannot be read, an index that cannot be used. Does not cover
programming errors, which stay ordinary exceptions with a traceback.
"""


class StepwiseError(Exception):
    """Base of every error that may be shown as it is."""


class BadInput(StepwiseError):
    """What was typed, passed or loaded cannot be used; the message names what and where."""


class DataError(StepwiseError):
    """A file under knowledge/, prompts/ or evals/ is wrong; the message names file and place."""


class StorageError(StepwiseError):
    """The applicant database cannot be opened, read or written."""


class LibraryError(StepwiseError):
    """The retrieval index or the embedding model cannot be used."""

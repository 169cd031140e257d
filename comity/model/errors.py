"""What can go wrong, in five kinds under one base; each message says what happened, to what, and what to do."""

from __future__ import annotations


class ComityError(Exception):
    """Base of every error that Comity raises on purpose; `exit_code` is what the command line returns."""

    exit_code = 1


class UsageError(ComityError):
    """A question that cannot be asked as it stands: an unknown kind, an empty search, days the wrong way round."""

    exit_code = 2


class InputError(ComityError):
    """A file, address or text that cannot be read: missing, empty, binary, too large, refused."""

    exit_code = 3


class KnowledgeError(ComityError):
    """A knowledge file (ours or a user's) with a row that does not hold."""

    exit_code = 4


class LedgerError(ComityError):
    """A ledger that cannot be used: not SQLite, of a newer schema, locked, at fault."""

    exit_code = 5


class EngineError(ComityError):
    """The reading machinery failed: a pipeline that is not installed, a worker that died."""

    exit_code = 6

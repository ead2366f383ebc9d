"""The few exceptions. Each carries a sentence fit for the person who made the request; nothing else is ever shown.

Bad data is not an exception: it is a row of the `problem` table. These are for bad requests and bad definitions.
"""


class PmoError(Exception):
    """Something the caller can put right; the message says what was found, where, and what to do next."""


class Unreadable(PmoError):
    """A file no reader may or can open: empty, protected, damaged, too large, or not a table at all."""


class BadRequest(PmoError):
    """A metric, dimension, value or release that does not exist, or an option that makes no sense."""


class StoreBusy(PmoError):
    """Another process is publishing to this store."""


class BadDefinition(PmoError):
    """A metric, source or table declaration that contradicts itself (an author's mistake, found at import or in tests)."""

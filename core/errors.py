"""The ways in which core says no."""


class Refused(ValueError):
    """Input that cannot be used; the message is one sentence that says what to do."""


class NotApplicable(Exception):
    """A question that does not arise here, with the reason as message."""


class StoreError(Refused):
    """What cannot be kept or looked up just now; the message is one sentence, too."""

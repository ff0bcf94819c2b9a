"""What a learner reads when work ends before it is done."""

from core.engine.work import Work

ENDED_BY_SYSTEM = (
    "The process that did this work was ended by the system (signal 9), probably "
    "because memory ran out. Try again, or use fewer rows."
)
CRASHED = (
    "The process that did this work crashed (signal {}). Try again, or use fewer rows."
)
# How libraries end that are not written in Python and find no more memory.
ABORTED = (
    "{} crashed (signal 6), probably because it takes more memory than there is or "
    "than the {:,.0f} MB allowed; {}."
)
ENDED_ITSELF = "The process that did this work ended without an answer. Try again."
UNREADABLE = "What this work sent could not be read ({}). Try again."
NO_LAUNCHER = (
    "The process that does the work could not be started; the log says why. Try again."
)
NO_PROCESS = "No process could be started for this work ({}). Try again in a moment."
DESERTED = "This was stopped because no page was open for {:,g} s. Start it again."
REPLACED = "You started another race; this one gave up its place."
TOO_LONG = "{} took more than {:,g} s and was stopped; {}."
TOO_LARGE = "{} took more than {:,.0f} MB of memory and was stopped; {}."


def why(code: int, work: Work | None = None) -> str:
    """Return in words why a process with this exit code ended without an answer."""
    if code == -9:
        return ENDED_BY_SYSTEM
    if code == -6 and work is not None and work.relief and work.limit_bytes:
        return ABORTED.format(work.doing, work.limit_bytes / 1e6, work.relief)
    return CRASHED.format(-code) if code < 0 else ENDED_ITSELF


def too_long(work: Work) -> str:
    """Return that the work passed its seconds, and what helps."""
    return TOO_LONG.format(work.doing, work.limit_s, work.relief)


def too_large(work: Work) -> str:
    """Return that the work passed its bytes, and what helps."""
    return TOO_LARGE.format(work.doing, (work.limit_bytes or 0) / 1e6, work.relief)

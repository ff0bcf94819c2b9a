"""Where a race and each of its lanes stand, in words."""

from collections.abc import Sequence

from core import model
from core.engine import Status
from core.figure import Lane
from core.history import Step
from core.run import RunConfig
from core.score import FACTS
from core.summary import Summary
from pages.ui.lanes import Seen

RECENT = 12  # steps from which the pace is taken
FEWEST = 3  # steps before which nobody knows the pace


def aim(summary: Summary | None) -> str:
    """Say what the lanes learn and how to read their race."""
    what = "Every lane learns from the same rows"
    if summary and summary.task == "regression":
        what += f" to predict {summary.target}"
    elif summary and len(summary.classes) == 2:
        what += f" to tell {summary.classes[0]} from {summary.classes[1]}"
    elif summary:
        what += f" to tell {len(summary.classes)} classes of {summary.target} apart"
    return f"{what}, on a clock of its own. Higher is better, further left is faster."


def of_race(seen: Sequence[Seen]) -> str:
    """Say who leads the race so far, with what score after how much training."""
    found = []
    for one in seen:
        steps = one.lane.steps if one.lane else ()
        last = next((step for step in reversed(steps) if step.score is not None), None)
        if last:
            title = model.specs()[one.config.model].title
            found.append((last.score or 0.0, title, last))
    if not found:
        return _before_any_step(seen)
    found.sort(key=lambda one: -one[0])
    rows = {last.scored_on for _, _, last in found}
    (score, name, best), rest = found[0], found[1:]
    title = FACTS[best.metric].title
    told = [f"{name} has an {title} of {score:.3f} ({_price(best, rows)})"]
    told += [f"{t.lower()} {s:.3f} ({_price(step, rows)})" for s, t, step in rest]
    on = f", on {best.scored_on}" if len(rows) == 1 else ""
    return f"So far: {', '.join(told)}{on}."


def _price(last: Step, rows: set[str]) -> str:
    """Return CPU seconds, and the rows that were scored where the lanes differ."""
    on = f", on {last.scored_on}" if len(rows) > 1 else ""
    return f"{last.cpu_s:.2f} CPU s{on}"


def _before_any_step(seen: Sequence[Seen]) -> str:
    known = [one.now for one in seen if one.now]
    if known and all(now.state == "queued" for now in known):
        first = min(known, key=lambda now: now.place)
        if first.message:
            return first.message
        return f"In the queue: {_ahead(first) or 'it starts in a moment'}."
    return "The first steps arrive in a moment."


def of_lane(seen: Seen, lane: Lane) -> str | None:
    """Say where a lane stands; of a finished one its view says it."""
    match lane.state:
        case "ready":
            return "Ready"
        case "queued":
            return _waiting(seen.now)
        case "running":
            return _training(seen.config, lane)
        case "finished":
            return None
    last = lane.steps[-1] if lane.steps else None
    reached = f" at {last.unit} {last.step:,}" if last else " before its first step"
    return f"{lane.state.capitalize()}{reached}"


def _waiting(now: Status | None) -> str:
    if now is None or now.state != "queued":
        return "Starting"
    if now.message:
        return now.message
    ahead = _ahead(now)
    return f"Queued: {ahead}" if ahead else "Queued for a free core"


def _ahead(now: Status) -> str:
    """Say how many jobs are ahead of a queued one, and how long that takes."""
    jobs = "1 job" if now.place == 1 else f"{now.place} jobs"
    parts = [f"{jobs} ahead"] * bool(now.place)
    if now.wait_s is not None:
        soon = now.wait_s < 1
        about = "in a moment" if soon else f"in about {duration(now.wait_s)}"
        parts.append(f"starts {about}")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a time as a person says it: 40 s, 12 min."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _training(config: RunConfig, lane: Lane) -> str:
    last = lane.steps[-1] if lane.steps else None
    if last is None:
        return "Starting"
    if last.total and last.step >= last.total:
        return "Done training, its scores are being counted"
    if config.budget_s:
        spare = max(0.0, config.budget_s - last.cpu_s)
        return f"At most {spare:.1f} CPU s left, to the end of a step"
    if len(lane.steps) < FEWEST:
        return "Training"
    left = time_left(lane)
    return (
        f"About {duration(left)} left, or less" if left >= 1 else "Less than 1 s left"
    )


def time_left(lane: Lane) -> float:
    """Return the seconds that the rest takes at the pace of the last few steps."""
    last, before = lane.steps[-1], lane.steps[max(0, len(lane.steps) - RECENT)]
    since = last if before is last else before
    done = last.step - (0 if since is last else since.step)
    spent = last.seconds - (0.0 if since is last else since.seconds)
    return ((last.total or last.step) - last.step) * spent / max(1, done)

"""How far explanations under way are: what is known, the time left, a stop."""

from dataclasses import dataclass

import streamlit as st

from core import model
from core.engine import Status, Work
from core.explain import Explanation
from core.run import Run
from core.works import explain_work
from pages.ui import jobs


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """What is known of one run's explanation: its newest values, and its job."""

    run: Run
    made: Explanation | None
    now: Status | None

    @property
    def over(self) -> bool:
        """Return whether nothing more will come."""
        whole = self.made is not None and self.made.finished
        return whole or self.now is None or self.now.ended


def work_of(run: Run) -> Work:
    """Return the work of explaining one run."""
    return explain_work(run.config)


def progress(seen: list[Seen]) -> None:
    """Draw how far the explanations are, the time left, and a stop."""
    going = [one for one in seen if not one.over]
    with st.container(key="sharpening", horizontal=True, vertical_alignment="center"):
        share = min(map(share_of, going), default=1.0)
        st.progress(share, text=", ".join(map(told, going)), width="stretch")
        works = [work_of(one.run) for one in going]
        icon = ":material/stop_circle:"
        st.button("Stop", icon=icon, on_click=jobs.stop, args=(works,))


def share_of(one: Seen) -> float:
    """Return the share of a job that is done, 0 to 1."""
    done = jobs.engine().events(work_of(one.run).key)
    last = done[-1] if done else None
    return min(1.0, last.done / last.total) if last and last.total else 0.0


def told(one: Seen) -> str:
    """Say how sharp a model's values are by now, and how long it will take."""
    title, now = model.specs()[one.run.model].title, one.now
    if now and now.state == "queued":
        return f"{title} waits for a free core"
    what = "is being explained" if one.made is None else "is getting sharper"
    share = share_of(one)
    if now and share > 0.05:
        return f"{title} {what}, {now.seconds * (1 - share) / share:.0f} s left"
    return f"{title} {what}"

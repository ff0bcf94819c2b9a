"""Section "Really better?": two models anew on many splits, streamed while it runs."""

from typing import TYPE_CHECKING

import streamlit as st

from core.engine import Status, Work
from core.figure import specs
from core.works import splits_work
from pages.ui import charts, experiment, jobs, on_request
from pages.ui.evaluate_choices import choose_pair
from pages.ui.evaluate_scene import Scene
from pages.ui.menu import link
from pages.ui.text import escape

if TYPE_CHECKING:
    from core.splits import Trial

TICK_S = 0.6
COUNTS = (10, 20, 30)
WHY = (
    "One split is one draw of luck. Here both models learn anew on many splits of the "
    "table, and are scored on rows they have not seen. Splits share rows, so the "
    "interval is widened (Nadeau and Bengio). The test rows stay sealed."
)
ALONE = "There is one model in this race. Add another one to compare it with."


def known(scene: Scene, first: int, second: int) -> "Trial | None":
    """Return the longest finished trial of two runs, in whichever order."""
    from core.splits import find

    one, other = scene.runs[first].config, scene.runs[second].config
    for count in sorted(COUNTS, reverse=True):
        for pair in ((one, other), (other, one)):
            found = find(*pair, count)
            if found is not None:
                return found
    return None


def show(scene: Scene) -> None:
    """Draw the request for repeated splits, or what came of it."""
    if len(scene.lanes) < 2:
        st.info(ALONE, icon=":material/person_add:")
        link("train", "Add a model", scene.race)
        return
    with st.container(border=True, key="better"):
        st.markdown("**Is one really better than the other?**")
        st.markdown(WHY)
        first, second = choose_pair(scene)
        count = choose_count()
        work = splits_work(scene.runs[first].config, scene.runs[second].config, count)
        now, kept = jobs.status(work), found(scene, first, second, count)
        if now is not None and not now.ended:
            st.fragment(watch, run_every=TICK_S)(work, count)
        elif kept is None:
            request(scene, work, now, (first, second), count)
    if kept is not None and (now is None or now.ended):
        verdict(kept)
        charts.show(specs()["trial"], kept, f"trial-{count}")
    link("train", "The same race with twenty seeds, all models", scene.race)


def choose_count() -> int:
    """Draw how many splits; it stands in the address."""
    asked = experiment.page_value("splits", int, 20)
    st.session_state["splits"] = asked if asked in COUNTS else 20
    st.segmented_control(
        "Splits",
        COUNTS,
        key="splits",
        on_change=experiment.keep_page_value,
        args=("splits",),
        required=True,
        help="More splits, a narrower interval, and more seconds.",
    )
    return int(st.session_state["splits"] or 20)


def found(scene: Scene, first: int, second: int, count: int) -> "Trial | None":
    """Return a finished trial from the engine's memory or the store, or None."""
    from core.splits import find

    one, other = scene.runs[first].config, scene.runs[second].config
    try:
        return jobs.engine().result(splits_work(one, other, count).key)
    except LookupError:
        return find(one, other, count) or find(other, one, count)


def request(
    scene: Scene, work: Work, now: Status | None, pair: tuple[int, int], count: int
) -> None:
    """Offer to begin, with what it takes."""
    seconds = count * sum(scene.runs[place].cost.cpu_s for place in pair)
    on_request.offer(work, now, f"Compare on {count} splits", seconds, may=scene.may)


def watch(work: Work, count: int) -> None:
    """Draw the splits as they come, and a stop; run the page again at the end."""
    now = jobs.status(work)
    if now is None or now.ended:
        st.rerun()
    steps = jobs.engine().events(work.key)
    last: Trial | None = steps[-1] if steps else None
    on_request.progress(work, "Split", last.done if last else 0, count)
    if last and last.pairs:
        charts.show(specs()["trial"], last, f"trial-{count}")


def short(trial: "Trial") -> str:
    """Return what the splits tell, without the numbers: they stand under the chart."""
    return escape(f"{trial.told.partition(' (')[0].rstrip('.')}.")


def verdict(trial: "Trial") -> None:
    """Say in one plain sentence what the splits tell."""
    icons = {
        "better": ":material/check_circle:",
        "worse": ":material/check_circle:",
        "equivalent": ":material/balance:",
    }
    outcome = trial.comparison.outcome if trial.comparison else ""
    st.success(short(trial), icon=icons.get(outcome, ":material/help:"))

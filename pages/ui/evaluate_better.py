"""Section "Really better?": two models anew on many splits, streamed while it runs."""

from typing import TYPE_CHECKING

import streamlit as st

from core.engine import Status, Work
from core.figure import specs
from core.works import splits_work
from pages.ui import charts, experiment, jobs
from pages.ui.evaluate_choices import choose_pair
from pages.ui.evaluate_scene import Scene
from pages.ui.menu import link
from pages.ui.text import escape

if TYPE_CHECKING:
    from core.splits import Trial

TICK_S = 0.6
COUNTS = (10, 20, 30)
WHY = (
    "One split is one draw of the luck: other training rows, and the order can turn. "
    "Here both models learn anew from many splits of the same table, each scored on "
    "rows it has not seen, and the interval is widened because the splits share rows "
    "(Nadeau and Bengio). The test rows stay sealed."
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
        return find(one, other, count)


def request(
    scene: Scene, work: Work, now: Status | None, pair: tuple[int, int], count: int
) -> None:
    """Offer to begin; say what happened where it was begun before."""
    if now and now.state == "failed":
        st.error(escape(now.message), icon=":material/block:")
    seconds = count * sum(scene.runs[place].cost.cpu_s for place in pair)
    st.caption(f"It takes about {max(1.0, seconds):.0f} CPU seconds.")
    st.button(
        f"Compare on {count} splits",
        key="begin_splits",
        icon=":material/casino:",
        type="primary",
        disabled=not scene.may,
        on_click=jobs.submit,
        args=(work,),
        kwargs={"again": True},
    )


def watch(work: Work, count: int) -> None:
    """Draw the splits as they come, and a stop; run the page again at the end."""
    now = jobs.status(work)
    if now is None or now.ended:
        st.rerun()
    steps = jobs.engine().events(work.key)
    last: Trial | None = steps[-1] if steps else None
    done = last.done if last else 0
    with st.container(horizontal=True, vertical_alignment="center"):
        told = f"Split {done} of {count}" if done else "Waits for a free core"
        st.progress(done / count, text=told, width="stretch")
        st.button(
            "Stop", key="stop_splits", icon=":material/stop_circle:",
            on_click=jobs.stop, args=([work],),
        )  # fmt: skip
    if last and last.pairs:
        charts.show(specs()["trial"], last, f"trial-{count}")


def verdict(trial: "Trial") -> None:
    """Say in one plain sentence what the splits tell."""
    icons = {
        "better": ":material/check_circle:",
        "worse": ":material/check_circle:",
        "equivalent": ":material/balance:",
    }
    outcome = trial.comparison.outcome if trial.comparison else ""
    told = escape(trial.told)
    st.success(told, icon=icons.get(outcome, ":material/help:"))

"""Section "Price tag": what each model of a race costs, in every unit there is."""

from typing import TYPE_CHECKING

import streamlit as st

from core.figure import specs
from core.figures.price import COSTS
from core.pricing.surprise import surprises
from core.race import RaceConfig
from core.run import Run
from pages.ui import charts, compute_table, compute_tags, experiment, privacy

if TYPE_CHECKING:
    from core.figures.price import Tagged

TICK_S = 0.6
HOW = (
    "Measured in the process that trained the model: training alone, without imports, "
    "encoding, scoring, sending or drawing. An answer is one call of the trained model "
    "on encoded rows, with the overhead of its library."
)
NO_GPU = "There is no GPU here, so every model was measured on the CPU."


def show(race: RaceConfig, runs: tuple[Run, ...]) -> None:
    """Draw the prices as a table and as charts, and offer to measure them in full."""
    asked = compute_tags.look(runs)
    privacy.say_why(race.data)
    if asked.going:
        st.fragment(watch, run_every=TICK_S)(runs)
    else:
        compute_tags.offer(race, runs, asked)
        board(runs, asked)


def watch(runs: tuple[Run, ...]) -> None:
    """Draw the tags as they fill, row by row; run the page again at the end."""
    asked = compute_tags.look(runs)
    if not asked.going:
        st.rerun()
    compute_tags.progress(asked, runs)
    board(runs, asked)


def board(runs: tuple[Run, ...], asked: compute_tags.Asked) -> None:
    """Draw all that is known by now."""
    seen = compute_tags.tagged(runs, asked)
    compute_table.show(seen)
    st.caption(f"{HOW} {devices(seen)}")
    told = surprises(seen.tags)
    if told:
        with st.container(border=True, key="surprises"):
            st.markdown("**What surprises most people**")
            st.markdown("\n".join(f"- {sentence}" for sentence in told))
    key = f"compute-{runs[0].evaluation.part}"
    charts.show(specs()["price"], seen, key)
    against = choose_cost(seen)
    charts.show(
        specs()["score_against_cost"],
        compute_tags.tagged(runs, asked, against),
        f"{key}-{against}",
    )


def choose_cost(seen: "Tagged") -> str:
    """Draw the choice of the cost that scores are set against; it is in the address."""
    known = [key for key, cost in COSTS.items() if any(map(cost.read, seen.tags))]
    asked = str(experiment.page_value("against", str, "cpu"))
    st.session_state["against"] = asked if asked in known else known[0]
    return st.selectbox(
        "Score against",
        known,
        key="against",
        format_func=lambda key: COSTS[key].title[0].upper() + COSTS[key].title[1:],
        on_change=experiment.keep_page_value,
        args=("against",),
        width=320,
    )


def devices(seen: "Tagged") -> str:
    """Say so where no model was measured on a GPU, or that its transfer is counted."""
    if any(tag.device.startswith("GPU") for tag in seen.tags):
        return "On the GPU, the way of rows there and of answers back is counted."
    return NO_GPU if any(tag.model == "mlp" for tag in seen.tags) else ""

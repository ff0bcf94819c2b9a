"""Section "Calibration": can a probability be taken at its word?"""

from dataclasses import replace

import streamlit as st

from core.engine import Work
from core.errors import Refused
from core.figure import specs
from core.figures.reliability import Trusted
from core.quality.reliability import ECE_NOTE, reliability_of
from core.works import calibrate_work
from pages.ui import charts, jobs, waiting
from pages.ui.evaluate_choices import choose_class
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

CLASS = "The probability that a row is of this class is set against how often it is."
WHY = (
    "A model may sort cases well and still say 90 % where 70 % would be right. "
    "Calibration learns from validation rows how to put that straight: with a sigmoid "
    "(two numbers), or with steps that only rise (isotonic, which needs more rows). "
    "It leaves the order of the cases nearly as it is."
)


def show(scene: Scene) -> None:
    """Draw how far probabilities come true, and what calibrating would change."""
    code = choose_class(scene, "Probability of", CLASS)
    answers, known = scene.answers(), specs()
    told = Trusted(
        models=tuple(run.model for run in scene.runs),
        found=tuple(reliability_of(one, code) for one in answers),
        label=scene.classes[code],
    )
    key = f"calibration-{scene.part}-{code}"
    left, right = st.columns([3, 2])
    with left:
        charts.show(known["reliability"], told, key)
    with right:
        charts.show(known["errors"], scene.runs, key)
        st.caption(f"{ECE_NOTE} A bar is the 95 % interval of the share in its group.")
    with st.container(border=True, key="calibrate"):
        st.markdown("**What if they were calibrated?**")
        st.markdown(WHY)
        made = calibrated(scene, code)
    if made:
        models = tuple(scene.runs[place].model for place in scene.lanes)
        found = tuple(told.found[place] for place in scene.lanes)
        after = replace(told, models=models, found=found, made=made)
        charts.show(known["calibrated"], after, key)
        for place, one in zip(scene.lanes, made, strict=True):
            st.caption(f"{escape(scene.names[place])}: {escape(one.told)}")


def calibrated(scene: Scene, code: int) -> tuple:
    """Return every model's calibration, or draw the request or how far it is."""
    works = [
        calibrate_work(scene.runs[place].config, scene.part, code)
        for place in scene.lanes
    ]
    if any(jobs.status(work) is None for work in works):
        st.button(
            "Calibrate the models",
            icon=":material/tune:",
            disabled=not scene.may,
            on_click=begin,
            args=(works,),
        )
        return ()
    made = []
    try:
        for work in works:
            one = waiting.outcome(work, "Calibrating")
            if one is None:
                return ()  # its progress is on the page
            made.append(one)
    except Refused as no:
        waiting.say(no)
        waiting.retry(work)
    return tuple(made) if len(made) == len(works) else ()


def begin(works: list[Work]) -> None:
    """Ask the engine for all of them."""
    for work in works:
        jobs.submit(work)

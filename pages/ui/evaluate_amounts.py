"""Sections for amounts: predicted against true, and intervals that keep a promise."""

import streamlit as st

from core.figure import specs
from core.figures.coverage import Covered
from core.quality.conformal import conformal
from pages.ui import charts, evaluate_more
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

WHY = (
    "How far off may one prediction be? Errors on rows that a model had not learned "
    "from set the width of its intervals; other rows show whether the promise holds "
    "(split conformal prediction)."
)


def predictions(scene: Scene) -> None:
    """Draw predicted against true, the residuals and the scores."""
    known, key = specs(), f"evaluate-{scene.part}"
    # a dot of predicted against true is somebody's row
    if scene.may:
        charts.show(known["predicted"], scene.runs, key)
    charts.show(known["residuals"], scene.runs, key)
    left, right = st.columns(2)
    with left:
        charts.show(known["amount_errors"], scene.runs, key)
    with right:
        charts.show(known["scores"], scene.runs, key)
    evaluate_more.show(scene, key)
    st.caption(escape(known["roc"].instead(scene.runs)))


def intervals(scene: Scene) -> None:
    """Draw how wide each model's intervals are, and whether the truth is inside."""
    st.markdown(WHY)
    answers = scene.answers()
    before = scene.answers("validation") if scene.part == "test" else ()
    made = [
        (run.model, conformal(taught, own, scene.race.seed))
        for run, own, taught in zip(
            scene.runs, answers, before or (None,) * len(answers), strict=True
        )
    ]
    found = [(model, one) for model, one in made if one is not None]
    if not found:
        st.info("There are too few rows for such a promise.", icon=":material/info:")
        return
    covered = Covered(
        models=tuple(model for model, _ in found),
        found=tuple(one for _, one in found),
        unit=scene.runs[0].dataset.target,
    )
    charts.show(specs()["coverage"], covered, f"coverage-{scene.part}")

"""Groups that a model serves worse than the others by more than luck."""

import streamlit as st

from core.quality.grouping import Grouping
from core.quality.outliers import Outlier, standing_out
from pages.ui.evaluate_cut import class_of, standing
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

MOST_TOLD = 3


def thresholds_of(scene: Scene) -> tuple[float, ...]:
    """Return each model's threshold; none with several classes or amounts."""
    if len(scene.classes) != 2:
        return ()
    return standing(scene, scene.answers(), (0, 0)).at


def outliers(
    scene: Scene, groupings: tuple[Grouping, ...], ends: tuple[float, ...]
) -> list[tuple[int, Outlier]]:
    """Return each model's groups that do worse by more than luck."""
    answers, code = scene.answers(), class_of(scene) if scene.classes else 1
    return [
        (place, one)
        for place in scene.lanes
        for one in standing_out(
            answers[place],
            groupings,
            threshold=ends[place] if ends else None,
            code=code,
        )
        if one.worse
    ]


def tell(
    scene: Scene,
    groupings: tuple[Grouping, ...],
    unusual: list[tuple[int, Outlier]],
) -> None:
    """Say which groups a model fails, or that none stands out."""
    groups = sum(len(one.names) for one in groupings)
    if not unusual:
        st.success(
            f"No group stands out: {groups} groups of {len(groupings)} columns were "
            "looked at, and none is served worse than the rest by more than luck.",
            icon=":material/check_circle:",
        )
        return
    told = [
        f"- **{escape(scene.names[place])}**: {escape(one.sentence)}"
        for place, one in unusual[:MOST_TOLD]
    ]
    more = len(unusual) - MOST_TOLD
    if more > 0:
        told.append(f"- and {more} more, ringed in the charts below")
    lines = "\n".join(told)
    st.warning(f"Some groups are served worse:\n{lines}", icon=":material/groups:")

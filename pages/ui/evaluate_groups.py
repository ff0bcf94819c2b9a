"""Section "Groups": is somebody served worse than the others?"""

import streamlit as st

from core.errors import Refused
from core.figure import specs
from core.figures.groups import TITLES, Groups
from core.quality.grouping import Grouping
from core.quality.outliers import Outlier
from core.quality.slices import slices
from core.works import groups_work
from pages.ui import charts, evaluate_equal, experiment, privacy, waiting
from pages.ui.evaluate_choices import chosen
from pages.ui.evaluate_cut import class_of
from pages.ui.evaluate_failed import outliers, tell, thresholds_of
from pages.ui.evaluate_scene import Scene

SHOWN = ("accuracy", "recall", "false_alarms", "auc")
OF_AMOUNTS = ("mae", "bias")
NO_GROUPS = (
    "No column of this table parts its rows into groups, so there is none to look at."
)


def show(scene: Scene) -> None:
    """Draw the scores of a column's groups, and those that stand out."""
    if not scene.may:
        privacy.say_why(scene.race.data)
        return
    work = groups_work(scene.race.data, scene.race.seed, scene.part)
    try:
        groupings = waiting.outcome(work, "Looking for groups")
    except Refused as no:
        waiting.say(no)
        waiting.retry(work)
        return
    if groupings is None:
        return
    if not groupings:
        st.info(NO_GROUPS, icon=":material/groups:")
        return
    ends = thresholds_of(scene)
    unusual = outliers(scene, groupings, ends)
    tell(scene, groupings, unusual)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        grouping = choose_column(groupings, unusual)
    with right:
        shown = choose_rate(scene)
    draw(scene, grouping, shown, unusual)
    if scene.classes and ends:
        evaluate_equal.show(scene, grouping, ends)


def choose_column(
    groupings: tuple[Grouping, ...], unusual: list[tuple[int, Outlier]]
) -> Grouping:
    """Draw the choice of a column; at first it is the one with the worst group."""
    columns = [one.column for one in groupings]
    worst = unusual[0][1].column if unusual else columns[0]
    asked = str(experiment.page_value("column", str, worst))
    st.session_state["column"] = asked if asked in columns else worst
    name = st.selectbox(
        "Groups by",
        columns,
        key="column",
        on_change=experiment.keep_page_value,
        args=("column",),
        help="Columns of the table, also those that no model was given.",
    )
    return groupings[columns.index(name)]


def choose_rate(scene: Scene) -> str:
    """Draw the choice of what is told of each group."""
    options = SHOWN if scene.classes else OF_AMOUNTS
    titles = [TITLES[one][0].upper() + TITLES[one][1:] for one in options]
    return chosen("rate", options, "Show", titles)


def draw(
    scene: Scene, grouping: Grouping, shown: str, unusual: list[tuple[int, Outlier]]
) -> None:
    """Draw the groups of one column, the failed ones ringed."""
    answers, ends = scene.answers(), thresholds_of(scene)
    code = class_of(scene) if scene.classes else 1
    models = tuple(scene.runs[place].model for place in scene.lanes)
    failed = frozenset(
        (scene.runs[place].model, one.group)
        for place, one in unusual
        if one.column == grouping.column
    )
    subject = Groups(
        column=grouping.column,
        models=models,
        slices=tuple(
            slices(
                answers[place],
                grouping,
                threshold=ends[place] if ends else None,
                code=code,
            )
            for place in scene.lanes
        ),
        shown=shown,
        unit="" if scene.classes else scene.runs[0].dataset.target,
        failed=failed if shown in ("accuracy", "mae") else frozenset(),
    )
    charts.show(specs()["groups"], subject, f"groups-{scene.part}")

"""What if every group had a threshold of its own?"""

from typing import Literal, cast

import streamlit as st

from core.figure import specs
from core.figures.groups import Equals
from core.quality.grouping import Grouping
from core.quality.slices import equalised
from pages.ui import charts
from pages.ui.evaluate_choices import choose_pair, chosen
from pages.ui.evaluate_cut import class_of
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

By = Literal["false alarms", "recall"]
EQUAL = (
    "What if each group had a threshold of its own, so that all have the same share? "
    "It can be fairer by one measure and worse by another, and in many places it is "
    "against the law to decide by such a column: this is a what-if, not advice."
)


def show(scene: Scene, grouping: Grouping, ends: tuple[float, ...]) -> None:
    """Draw what a threshold a group would change, when it is asked for."""
    title, icon = "What if every group had its own threshold?", ":material/balance:"
    box = st.expander(title, icon=icon, key="equal", on_change="rerun")
    if not box.open:
        return
    with box:
        st.markdown(EQUAL)
        by = chosen(
            "equal_by", ("false alarms", "recall"), "Equal", ("False alarms", "Found")
        )
        answers = scene.answers()
        for place in dict.fromkeys(choose_pair(scene)):
            subject = Equals(
                model=scene.runs[place].model,
                column=grouping.column,
                by="found" if by == "recall" else "false alarms",
                groups=equalised(
                    answers[place],
                    grouping,
                    threshold=ends[place],
                    by=cast("By", by),
                    code=class_of(scene),
                ),
            )
            st.markdown(f"**{escape(scene.names[place])}**")
            charts.show(specs()["equalised"], subject, f"equal-{scene.part}-{place}")

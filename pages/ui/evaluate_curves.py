"""Section "Curves": how well the models sort the cases, at every threshold at once."""

from typing import TYPE_CHECKING

import streamlit as st

from core.figure import specs
from core.figures.ranked import Ranked
from core.quality.bands import BAND_NOTE, pr_band, roc_band
from core.quality.paired import auc_difference, macro_difference, told_difference
from core.quality.threshold import thresholds
from pages.ui import charts, evaluate_more
from pages.ui.evaluate_choices import choose_pair, chosen
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

if TYPE_CHECKING:
    from core.figures.ranked import Bands

AVERAGES = {"macro": "All classes (macro)", "micro": "All answers (micro)"}


def show(scene: Scene) -> None:
    """Draw the curves of all models and the scores that sum them up."""
    label = choose_label(scene)
    code = scene.classes.index(label) if label in scene.classes else None
    bands = bands_of(scene, code)
    subject = Ranked(runs=scene.runs, label=label, bands=bands)
    key = f"evaluate-{scene.part}-{label}"
    known = specs()
    left, right = st.columns(2)
    with left:
        charts.show(known["roc"], subject, key)
    with right:
        charts.show(known["precision_recall"], subject, key)
    st.caption(note(scene, label, code, drawn=any(bands)))
    charts.show(known["scores"], scene.runs, key)
    if label == "macro" and known["roc_by_class"].applies(scene.runs):
        title, icon = "Class by class", ":material/grid_view:"
        box = st.expander(title, icon=icon, key="by_class", on_change="rerun")
        if box.open:
            with box:
                charts.show(known["roc_by_class"], scene.runs, key)
    evaluate_more.show(scene, key)


def choose_label(scene: Scene) -> str:
    """Return the class whose curves are drawn; with several, draw the choice."""
    if len(scene.classes) == 2:
        return scene.classes[1]
    found = {curve.label for curve in scene.evaluation.roc}
    options = [*AVERAGES, *(str(i) for i in range(len(scene.classes)))]
    titles = [*AVERAGES.values(), *scene.classes]
    kept = [
        (option, title)
        for option, title in zip(options, titles, strict=True)
        if option in AVERAGES or title in found
    ]
    asked = chosen("curve", [o for o, _ in kept], "Curves of", [t for _, t in kept])
    return asked if asked in AVERAGES else scene.classes[int(asked)]


def bands_of(scene: Scene, code: int | None) -> "tuple[Bands | None, ...]":
    """Return each model's bands; an average and the baseline have none."""
    answers = scene.answers()
    if code is None or not answers:
        return ()
    made = []
    for place, own in enumerate(answers):
        both = None
        if place in scene.lanes:
            counted, seed = thresholds(own, code), scene.race.seed
            roc, pr = roc_band(counted, seed), pr_band(counted, seed)
            both = (roc, pr) if roc and pr else None
        made.append(both)
    return tuple(made)


def note(scene: Scene, label: str, code: int | None, *, drawn: bool) -> str:
    """Say how bands were made, and whether the areas of two models differ."""
    told, answers = [BAND_NOTE] if drawn else [], scene.answers()
    macro = code is None and label == "macro"
    if answers and (macro or code is not None) and len(scene.lanes) > 1:
        first, second = choose_pair(scene)
        one, other = answers[first], answers[second]
        found = (
            macro_difference(one, other)
            if code is None
            else auc_difference(one, other, code)
        )
        if found:
            names = scene.names[first], scene.names[second].lower()
            told.insert(0, escape(told_difference(found, *names, "ROC AUC")))
    return " ".join(told)

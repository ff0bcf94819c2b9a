import json
import re
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plotly.colors import DEFAULT_PLOTLY_COLORS, qualitative

from core.figure import figures, specs
from core.plotting.plot import Plot
from tests.core import examples

HERE = sorted(Path(__file__).parent.glob("examples*.py"))
EXAMPLES = [import_module(f"tests.core.{path.stem}").SUBJECTS for path in HERE]
DRAWN = [
    pytest.param(spec, subject, id=f"{spec.key}-{place}")
    for spec in specs().values()
    for place, subject in enumerate(
        subject for found in EXAMPLES for subject in found.get(spec.page, ())
    )
    if spec.applies(subject)
]


def test_every_figure_has_an_example() -> None:
    keys = set(specs())
    assert {param.values[0].key for param in DRAWN} == keys


@pytest.mark.parametrize(("spec", "subject"), DRAWN)
def test_axes_are_titled_and_colours_are_ours(spec, subject) -> None:
    plot = spec.draw(subject)
    assert isinstance(plot, Plot)
    figure = plot.checked()  # plotly refuses what it does not know
    assert figure.data
    for letter in "xy":
        axes = getattr(figure, f"select_{letter}axes")()
        assert any(axis.title.text for axis in axes)
    text = figure.to_json(validate=True).lower()
    without_template = json.dumps(figure.to_dict()["data"], default=str).lower()
    for default in (*DEFAULT_PLOTLY_COLORS, *qualitative.Plotly):
        assert default.lower() not in without_template
    assert len(text) < 200_000
    assert all(colours(trace) for trace in figure.data if mode(trace) != "text")


def mode(trace) -> str | None:
    return trace.to_plotly_json().get("mode")


def colours(trace) -> list:
    """Return what a trace says of its colours; nothing means plotly's own."""
    plain = trace.to_plotly_json()
    found = [plain.get(part, {}) for part in ("marker", "line")]
    found = [part.get("color") if isinstance(part, dict) else None for part in found]
    return [c for c in (*found, plain.get("colorscale")) if c is not None]


@pytest.mark.parametrize(("spec", "subject"), DRAWN)
def test_text_colours_are_left_to_the_page(spec, subject) -> None:
    layout = spec.draw(subject).to_dict()["layout"]
    fonts = re.findall(r'"\w*font": \{[^}]*"color"', json.dumps(layout, default=str))
    assert fonts == []
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"


@pytest.mark.parametrize(("spec", "subject"), DRAWN)
def test_table_and_sentence(spec, subject) -> None:
    frame = spec.frame(subject)
    assert isinstance(frame, pd.DataFrame)
    assert len(frame)
    assert all(isinstance(name, str) and name for name in frame.columns)
    sentence = spec.sentence(subject)
    assert sentence.endswith(".")
    assert re.search(r"\d", sentence)
    assert "nan" not in sentence


@pytest.mark.parametrize(("spec", "subject"), DRAWN)
def test_drawn_numbers_stand_in_the_table(spec, subject) -> None:
    frame = spec.frame(subject).select_dtypes("number")
    known = frame.to_numpy(float).ravel()
    known = np.sort(np.concatenate([known, 100 * known, 250 * known]))
    for trace in spec.draw(subject).data:
        if (
            trace.type == "heatmap"
            or mode(trace) == "text"
            or trace.hoverinfo == "skip"
        ):
            continue
        values = np.asarray(trace.x, float)
        values = values[np.isfinite(values)]
        near = known[np.clip(np.searchsorted(known, values), 0, len(known) - 1)]
        before = known[np.clip(np.searchsorted(known, values) - 1, 0, len(known) - 1)]
        gap = np.minimum(abs(near - values), abs(before - values))
        # float32 has seven digits
        assert (gap <= 1e-6 * (1 + abs(values))).all()


@pytest.mark.parametrize(("spec", "subject"), DRAWN)
def test_names_are_never_read_as_markup(spec, subject) -> None:
    text = json.dumps(json.loads(spec.draw(subject).checked().to_json()))
    assert "<b>x" not in text
    assert "<img" not in text


def test_figures_of_a_page_come_in_order() -> None:
    found = figures("evaluate", examples.runs(classes=3))
    assert [f.order for f in found] == sorted(f.order for f in found)
    assert "roc_by_class" in {f.key for f in found}
    two = figures("evaluate", examples.runs())
    assert "roc_by_class" not in {f.key for f in two}


@pytest.mark.parametrize(("spec", "subject"), DRAWN)
def test_panels_stand_on_one_scale(spec, subject) -> None:
    panels = spec.panels(subject)
    assert panels
    ranges = {str(spec.draw(panel).layout.xaxis.range) for panel in panels}
    assert len(panels) == 1 or len(ranges) == 1

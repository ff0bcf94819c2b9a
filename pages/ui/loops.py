"""How models learn: the code that trains them, as it stands in the files."""

import ast
from functools import cache
from pathlib import Path

import streamlit as st

from core.race import RaceConfig
from core.trainers.staged import DRAWN_OF_MANY, MANY_ROWS
from pages.ui import experiment

ROOT = Path(__file__).parents[2]
# What trains each family, by the file that holds it.
OF_NETS = ("core/trainers/plain.py", ("plain", "all_batches"))
OF_FORESTS = ("core/trainers/staged.py", ("grow", "staged"))
_TREES = "random_forest"
_SWITCH = "runs the plain loop"


def show(race: RaceConfig) -> None:
    """Draw what trains the lanes of a race, with the switch that runs just that."""
    if "mlp" in race.models:
        label, icon = "How the net learns: the loop itself", ":material/code:"
        with st.expander(label, icon=icon):
            _net(race)
    if _TREES in race.models:
        label, icon = "How the forest learns: tree by tree", ":material/forest:"
        with st.expander(label, icon=icon):
            st.markdown(
                "No loop over batches and no gradient: each tree is grown once, on its "
                "own draw of the rows, and never changed again. The race looks at the "
                f"forest in between. {_draws()}"
            )
            st.code(source(*OF_FORESTS), language="python")


def _draws() -> str:
    """Say how many rows a tree draws unless that is set by hand."""
    return (
        f"Of more than {MANY_ROWS:,} rows each tree draws {DRAWN_OF_MANY:.0%}, unless "
        "you set another share."
    )


def drawn(race: RaceConfig, rows: int) -> str:
    """Say so where each tree of a race draws a part of so many training rows."""
    forests = [dict(run.values) for run in race.runs if run.model == _TREES]
    usual = any(values["max_samples"] == 0.0 for values in forests)
    if rows <= MANY_ROWS or not usual:
        return ""
    return f" Each tree of the forest draws {DRAWN_OF_MANY:.0%} of the rows."


def _net(race: RaceConfig) -> None:
    st.markdown(
        "An epoch shows every training row to the net once, a batch at a time. After "
        "each batch every weight moves a little, so that the answers get less wrong."
    )
    st.session_state[_SWITCH] = is_plain(race)
    st.toggle(
        "Run exactly this code",
        key=_SWITCH,
        on_change=_switch,
        help="The next race uses the loop below. Else the fast one runs: the same "
        "steps, with the gradients written out by hand. It is tested to give the same "
        "weights, up to rounding.",
    )
    st.code(source(*OF_NETS), language="python")


def _switch() -> None:
    loop = "plain" if st.session_state[_SWITCH] else "usual"
    experiment.set_model_value("mlp", "loop", loop)


def is_plain(race: RaceConfig) -> bool:
    """Return whether the race's net is trained by the plain loop."""
    return any(dict(run.values).get("loop") == "plain" for run in race.runs)


@cache
def source(path: str, functions: tuple[str, ...]) -> str:
    """Return functions of a file as they are written, without importing it."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = {
        node.name: ast.get_source_segment(text, node)
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }
    return "\n\n\n".join([f"# {path}", *(found[name] or "" for name in functions)])

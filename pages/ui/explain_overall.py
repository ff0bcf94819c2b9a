"""Over all rows: what matters to both models, how sure that is, and what it cost."""

import streamlit as st

from core.figure import Pair, specs
from core.figures.measures import Measures
from core.figures.scale import Shown
from core.importance import importance_key
from core.run import Run
from core.sanity import sanity_key
from core.works import importance_work, sanity_work
from pages.ui import explain_asks, explain_words, privacy
from pages.ui.charts import show as show_figure
from pages.ui.explain_asks import Ask
from pages.ui.text import escape

MEASURES = Ask(
    title="Do other measures agree?",
    why="SHAP asks what moves the answers. Two older measures ask how much worse the "
    "scores get when a column is shuffled, and how much a forest's own splits gain by "
    "it. They need not agree.",
    button="Compare three measures",
    icon=":material/balance:",
)
SANITY = Ask(
    title="Are the reasons learned?",
    why="A good explanation shows what a model has learned. So take that away, with "
    "random weights in the net and shuffled answers for the forest: the reasons must "
    "change.",
    button="Take away what was learned",
    icon=":material/shuffle:",
)


def show(runs: list[Run], pair: Pair, live: bool) -> None:
    """Draw the section."""
    figures = specs()
    st.caption(explain_words.lead(pair))
    agreed = explain_words.agreed(pair)
    if agreed:
        st.markdown(escape(agreed))
    show_figure(figures["importance"], pair, "explain")
    costs(pair)
    related = explain_words.related(pair)
    if related:
        st.caption(f":material/link: {escape(related)}")
    if figures["pixels"].applies(pair):
        show_figure(figures["pixels"], pair, "explain")
    seen = privacy.may_see_rows(runs[0].config.data)
    if seen:
        show_figure(figures["beeswarm"], pair, "explain")
    if not live:
        left, right = st.columns(2)
        with left:
            measures(runs, pair, may_ask=seen)
        with right:
            sanity(runs, pair, may_ask=seen)


def costs(pair: Pair) -> None:
    """Draw what explaining each model cost, and how far both agree."""
    with st.container(horizontal=True, gap="large"):
        for one in pair.explanations:
            st.metric(
                f"Explaining: {explain_words.title(one).lower()}",
                f"{one.cpu_s:.2f} CPU s",
                delta=explain_words.doubt(pair, one),
                delta_color="off",
                delta_arrow="off",
                help=explain_words.cost(one),
                width="content",
            )
        if pair.agreement is not None:
            st.metric(
                "Agreement",
                f"{pair.agreement.ranks:.2f}",
                delta=f"{pair.agreement.shared_top} of {pair.agreement.top} shared",
                delta_color="off",
                delta_arrow="off",
                help="Rank correlation of the columns' importance in the two models.",
                width="content",
            )


def measures(runs: list[Run], pair: Pair, *, may_ask: bool) -> None:
    """Draw SHAP beside the two other measures, or the button that asks for them."""
    works = [importance_work(run.config) for run in runs]
    keys = [importance_key(run.config) for run in runs]
    asked = explain_asks.on_button(works, keys, MEASURES, may_ask=may_ask)
    if asked:
        spec = specs()["measures"]
        show_figure(spec, Measures(pair=pair, importances=asked), "explain")


def sanity(runs: list[Run], pair: Pair, *, may_ask: bool) -> None:
    """Draw what is left of the reasons without learning, or the button for it."""
    works = [sanity_work(run.config) for run in runs]
    keys = [sanity_key(run.config) for run in runs]
    asked = explain_asks.on_button(works, keys, SANITY, may_ask=may_ask)
    if asked:
        seen = Shown(parts=asked, shown=pair.shown)
        show_figure(specs()["sanity"], seen, "explain")

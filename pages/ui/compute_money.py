"""Section "Money": which model to build, what a month costs, where the lines cross."""

from typing import Any

import streamlit as st

from core.advice import Advice, assumptions, headline, share
from core.advice_report import frame, money, reasons, report
from core.bills import Bill
from core.figure import specs
from core.prices import Terms, coins, counted
from core.race import RaceConfig, command
from core.run import Run
from pages.ui import charts, compute_prices, compute_terms, tables, titles
from pages.ui.compute_bills import advice, bills, doubt, scene_of
from pages.ui.menu import link
from pages.ui.text import escape

LONE = "There is one model in this race. Add another one to see where two cross."


def show(race: RaceConfig, runs: tuple[Run, ...]) -> None:
    """Draw the answer first, then what it rests on."""
    compute_terms.linked()
    answer, chosen, drawn = st.container(), st.container(), st.container()
    with st.expander("Prices and assumptions", icon=":material/tune:"):
        rest = assumed()
    with chosen:
        first, second, third = st.columns([2, 2, 3], vertical_alignment="bottom")
        with first:
            daily = compute_terms.choose_daily()
        with second:
            machine = compute_terms.choose_machine()
        with third:
            single = compute_terms.choose_arrival() == "single"
    trainings, watts, grid = rest
    terms = Terms(
        machine=machine, daily=daily, trainings=trainings, watts=watts, grid=grid
    )
    scene = scene_of(race, runs)
    found = bills(scene, terms, single)
    advised = advice(scene, found)
    with answer:
        card(advised, race, doubt(runs))
    with drawn:
        figures(tuple(found.values()), advised)
        if len(found) < 2:
            st.info(LONE, icon=":material/person_add:")
            link("train", "Add a model", race)


def assumed() -> tuple[Any, ...]:
    """Draw the price list and what else is assumed; return the latter."""
    st.markdown(
        "Change a price, or add a machine in the last line. The prices are examples "
        "with their date; nothing is converted from one currency to another."
    )
    compute_prices.edit()
    st.button(
        "Back to the examples",
        key="forget_prices",
        icon=":material/restart_alt:",
        type="tertiary",
        on_click=compute_prices.forget,
    )
    return compute_terms.assumed()


def card(advised: Advice, race: RaceConfig, doubts: str) -> None:
    """Draw what to build, three figures, why, and the downloads."""
    with st.container(border=True, key="build"):
        st.caption("Which should we build?")
        st.subheader(escape(headline(advised)), anchor=False)
        best = advised.build or advised.best
        for place, (label, big, small) in zip(
            st.columns(3), facts(advised, best.bill), strict=True
        ):
            place.metric(label, big)
            place.caption(escape(small))
        for told in reasons(advised):
            st.markdown(escape(told))
        if doubts:
            st.caption(doubts)
        with st.container(horizontal=True):
            tables.download(frame(advised), "build", "Numbers as CSV")
            st.download_button(
                "Report as text",
                lambda: report(advised, escape(titles.of_race(race)), command(race)),
                file_name="which-to-build.md",
                mime="text/markdown",
                key="download-report",
                icon=":material/description:",
                type="tertiary",
                on_click="ignore",
            )


def facts(advised: Advice, bill: Bill) -> list[tuple[str, str, str]]:
    """Return label, big figure and small print: quality, a month, one unit of money."""
    best, unit = advised.build or advised.best, bill.terms.machine.currency
    inside = ""
    if best.low is not None and best.high is not None:
        inside = f"95\u00a0% interval {best.low:.3f} to {best.high:.3f}, "
    many = "machine" if bill.machines == 1 else "machines"
    buys = "any number of" if not bill.thousand else counted(1000 / bill.thousand)
    return [
        ("How good", f"{best.score:.3f} {best.metric}", f"{inside}{advised.rows}"),
        (
            "A month",
            f"{coins(bill.rented)} {unit}",
            f"{bill.machines:,} {many} always on, busy "
            f"{share(bill.busy / bill.machines)} of the time",
        ),
        (
            f"One {unit} of work buys",
            f"{buys}",
            "predictions, paid by the second",
        ),
    ]


def figures(found: tuple[Bill, ...], advised: Advice) -> None:
    """Draw the charts of money and of energy, and on what they rest."""
    all_ = specs()
    st.dataframe(money(advised), hide_index=True)
    if len(found) > 1:
        charts.show(all_["break_even"], found, "money")
    for place, key in zip(st.columns(2), ("month", "energy"), strict=True):
        with place:
            charts.show(all_[key], found, "money")
    with st.expander("What this rests on", icon=":material/rule:"):
        st.markdown(
            "\n".join(f"- {escape(told)}" for told in assumptions(advised.terms))
        )

"""One lab on the screen: claim, predict, run, observe, explain, break it."""

import random
from math import ceil

import streamlit as st

from core.engine import Status
from core.lab import Lab, sources
from pages.ui import jobs, lab_state
from pages.ui.lab_break import break_it
from pages.ui.lab_result import ended, observe
from pages.ui.lab_state import Setting
from pages.ui.text import escape, words

TICK_S = 0.5


def show(lab: Lab, setting: Setting) -> None:
    """Draw the lab as far as the learner has come."""
    st.button(
        "All labs",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=lab_state.close,
    )
    st.title(lab.title)
    claim(lab)
    key = setting.work.key
    now = jobs.status(setting.work) if lab_state.started(setting) else None
    predict(lab, setting, locked=now is not None and now.state != "stopped")
    run_button(lab, setting, now)
    if now is not None and not now.ended:
        jobs.join([setting.work])
        beat = TICK_S * random.uniform(0.9, 1.1)
        st.fragment(watch, run_every=beat)(lab, setting)
    elif now is not None and now.state == "finished":
        ended(lab, setting, jobs.engine().result(key))
    elif now is not None:
        told = now.message or "The run was stopped. Start it again whenever you like."
        st.info(escape(told), icon=":material/stop_circle:")
    break_it(lab, setting, busy=now is not None and not now.ended)
    words("Random forest", "Neural net", "ROC AUC", "CPU seconds", "Seed")


def claim(lab: Lab) -> None:
    """Draw the claim, where it is from, and what would refute it."""
    source = sources()[lab.claim.source]
    with st.container(border=True, key="claim"):
        st.markdown(f"### “{lab.claim.statement}”")
        st.markdown(f"**Tested on** {lab.claim.scope}")
        st.markdown(f"**Refuted if** {lab.claim.refuted_if}")
        title = f"[{source.title}]({source.url})" if source.url else source.title
        st.caption(f"Source: {title}. {source.by}. {source.where}.")


def predict(lab: Lab, setting: Setting, *, locked: bool) -> None:
    """Ask what the learner expects; the answer stays once the run has begun."""
    keys = [guess.key for guess in lab.question.guesses]
    known = lab_state.guess(setting)
    widget = f"guess-{setting.work.key}"
    st.subheader("Predict")
    st.radio(
        lab.question.prompt,
        keys,
        index=keys.index(known) if known else None,
        format_func=lab.question.text,
        key=widget,
        on_change=lambda: lab_state.set_guess(setting, st.session_state[widget]),
        disabled=locked,
    )


def run_button(lab: Lab, setting: Setting, now: Status | None) -> None:
    """Draw the button that runs the lab, open once there is a prediction."""
    st.subheader("Run")
    st.caption(f"{escape(set_as(lab, setting))}.")
    guessed, busy = lab_state.guess(setting) is not None, now and not now.ended
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Run the experiment",
            type="primary",
            icon=":material/science:",
            disabled=not guessed or bool(busy) or bool(now and now.state == "finished"),
            on_click=start,
            args=(setting,),
        )
        estimate = duration(lab.seconds(dict(setting.values)))
        st.caption(estimate if guessed else f"Predict first. {estimate}.")


def set_as(lab: Lab, setting: Setting) -> str:
    """Say how the lab is set."""
    titles = {p.name: dict(getattr(p, "options", ())) for p in lab.params}
    labels = {param.name: param.label for param in lab.params}
    values = dict(setting.values)
    told = [f"{labels[n]}: {titles[n].get(values[n], values[n])}" for n in labels]
    return " · ".join([*told, f"Seed: {setting.seed}"])


def start(setting: Setting) -> None:
    """Run the lab; equal work that is done already is not done again."""
    before = jobs.status(setting.work)
    again = before is not None and before.state in ("stopped", "failed")
    jobs.submit(setting.work, again=again)
    lab_state.started(setting, now=True)


def watch(lab: Lab, setting: Setting) -> None:
    """Draw how far the run is and what it has found so far, with a stop."""
    now, steps = jobs.status(setting.work), jobs.engine().events(setting.work.key)
    if now is None or now.ended:
        st.rerun()
    share = steps[-1].share if steps else 0.0
    text = steps[-1].progress.message if steps else "Waiting for a free core"
    if now.message:
        text = now.message
    elif share > 0.05:
        text += f" · about {ceil(now.seconds / share - now.seconds)} s left"
    st.progress(share, text=escape(text))
    works = [setting.work]
    icon = ":material/stop_circle:"
    st.button("Stop", icon=icon, on_click=jobs.stop, args=(works,))
    if steps and steps[-1].partial is not None:
        observe(lab, setting, steps[-1].partial, "live")


def duration(seconds: float) -> str:
    """Say about how long something takes."""
    if seconds < 90:
        return f"About {max(5, 5 * round(seconds / 5))} s"
    return f"About {round(seconds / 60)} min"

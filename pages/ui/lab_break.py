"""The last step of a lab: other settings, in which the claim may not stand."""

import streamlit as st

from core.lab import Lab
from core.params import Value, resolve
from pages.ui import lab_state
from pages.ui.controls import controls
from pages.ui.lab_state import Setting


def break_it(lab: Lab, setting: Setting, *, busy: bool) -> None:
    """Draw the settings that may break the claim, and all the others."""
    st.subheader("Break it")
    st.markdown("Change what was set, predict again, and see whether the claim stands.")
    with st.container(horizontal=True):
        for one in lab.breaks:
            values = resolve(lab.params, one.values)
            st.button(
                one.label,
                key=f"break-{one.label}",
                disabled=busy or values == setting.values,
                on_click=lab_state.write,
                args=(lab, values, setting.seed),
            )
        st.button(
            "Back to defaults",
            icon=":material/restart_alt:",
            disabled=busy,
            on_click=lab_state.write,
            args=(lab, (), lab_state.SEED.default),
        )
    with st.expander("Set it yourself", icon=":material/tune:"):

        def set_(name: str, value: Value) -> None:
            lab_state.change(lab, setting, name, value)

        controls(lab.params, setting.values, f"lab.{lab.key}", set_)
        seed_input(lab, setting)


def seed_input(lab: Lab, setting: Setting) -> None:
    """Draw the seed; the address is the truth, whatever the widget showed before."""
    seed = lab_state.SEED
    st.session_state["lab seed"] = setting.seed
    st.number_input(
        seed.label,
        min_value=seed.low,
        max_value=seed.high,
        step=1,
        key="lab seed",
        help=seed.help,
        on_change=lambda: lab_state.write(
            lab, setting.values, st.session_state["lab seed"]
        ),
    )

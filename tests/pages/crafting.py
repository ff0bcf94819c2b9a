"""What a crafted client can send: any value for any widget, disabled ones too."""

from collections.abc import Iterator
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

TOO_LONG = "<b>x\x00" * 2_000
# By the kind of a widget: what is of its own type, and what no browser sends.
HOSTILE: dict[str, list[dict[str, Any]]] = {
    "ButtonGroup": [{"string_array_value": ["zzz", "<b>"] * 50}],
    "Slider": [
        {"double_array_value": [float("nan")]},
        {"double_array_value": [1e300]},
        {"double_array_value": [-5.0, 1.0, 2.0]},
    ],
    "SelectSlider": [{"string_array_value": ["zzz"]}, {"string_array_value": []}],
    "NumberInput": [
        {"double_value": 1e300},
        {"double_value": -4.5},
    ],
    "Selectbox": [{"string_value": TOO_LONG}, {"string_value": ""}],
    "Radio": [{"string_value": TOO_LONG}, {"string_value": ""}],
    "Multiselect": [{"string_array_value": ["zzz"] * 200}],
    "Checkbox": [{"bool_value": True}, {"bool_value": False}],
    "TextInput": [{"string_value": TOO_LONG}],
    "TextArea": [{"string_value": TOO_LONG}],
    "Button": [{"trigger_value": True}],
    "DownloadButton": [{"trigger_value": True}],
}


def widgets(at: AppTest) -> dict[str, str]:
    """Return the widgets on a page by their identity, with the kind of each."""
    found = {}
    for part in parts(at.main):
        identity = getattr(getattr(part, "proto", None), "id", "")
        if identity and type(part).__name__ in HOSTILE:
            found[identity] = type(part).__name__
    return found


def parts(block: Any) -> Iterator[Any]:
    for part in block.children.values():
        yield part
        if hasattr(part, "children"):
            yield from parts(part)


def sent(identity: str, **value: Any) -> WidgetState:
    """Return a widget's value as a client sends it."""
    made = WidgetState(id=identity)
    for field, content in value.items():
        if field.endswith("_array_value"):
            getattr(made, field).data.extend(content)
        else:
            setattr(made, field, content)
    return made


def run(at: AppTest, *states: WidgetState) -> AppTest:
    """Run the page with values that AppTest would not let a test set."""
    return at._run(WidgetStates(widgets=states))

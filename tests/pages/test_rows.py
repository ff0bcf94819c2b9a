"""The rows of a table, as they came and as models see them."""

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import SECONDS


def first_rows(cells, uses):
    from types import SimpleNamespace

    import pandas as pd

    from core.dataset import Column
    from pages.ui import rows

    table = [Column(name=n, kind="number", use=use) for n, use in uses.items()]
    rows.as_it_came(SimpleNamespace(head=pd.DataFrame(cells), table=table))


def test_first_rows_are_shown_as_they_came_and_what_is_left_out_is_marked():
    cells = {
        "day": ["3.1.2024", "<b>"], "_index": [1.5, 2.25], "ref": ["=1", None],
        "sold": ["y", "n"],
    }  # fmt: skip
    uses = dict.fromkeys(cells, "feature") | {"ref": "left out", "sold": "target"}
    given = {"cells": cells, "uses": uses}
    at = AppTest.from_function(first_rows, default_timeout=SECONDS, kwargs=given)
    at.run()
    assert not at.exception
    assert at.dataframe[0].value.to_dict("list")["day"] == cells["day"]
    told = at.dataframe[0].proto.columns
    assert "ref (left out)" in told
    assert "sold (target)" in told
    assert "No model sees 'ref'." in at.caption[0].value.replace("\\", "")

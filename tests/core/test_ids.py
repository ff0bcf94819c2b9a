"""Names of columns that name rows, or that say whom or what rows are about."""

import pytest

from core.kinds.ids import names_entity, names_groups, names_rows, telling

NAMES = {
    "id": "trei", "customer_id": "trei", "orderID": "tre", "serial": "tr",
    "row": "r", "patient": "ei", "shop": "e", "class room": "i", "isbn": "tr",
    "house number": "tr", "patient no": "trei", "site": "ei", "cluster": "i",
    "price": "", "idle": "", "weight": "", "numbers": "", "userCount": "i",
}  # fmt: skip
ASKED = {"t": telling, "r": names_rows, "e": names_entity, "i": names_groups}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_says_what_its_values_are(name):
    assert "".join(sign for sign, ask in ASKED.items() if ask(name)) == NAMES[name]

import sys
import types
from dataclasses import dataclass

import pytest

from core import dataset, explain, figure, model
from core.registry import declared, member


@dataclass(frozen=True)
class Sweet:
    key: str


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A package on disk; call it with files to add: module name, source."""
    home = tmp_path / "shop"
    home.mkdir()
    (home / "__init__.py").touch()
    kinds = types.ModuleType("shop_kinds")
    kinds.Sweet = Sweet
    monkeypatch.setitem(sys.modules, "shop_kinds", kinds)
    monkeypatch.syspath_prepend(tmp_path)

    def add(**files):
        for name, source in files.items():
            (home / f"{name}.py").write_text(
                f"from shop_kinds import Sweet\n{source}\n"
            )
        return "shop"

    yield add
    declared.cache_clear()
    for name in [n for n in sys.modules if n == "shop" or n.startswith("shop.")]:
        del sys.modules[name]


def test_members_are_found_by_type_in_the_order_of_their_files(shop):
    shop(plum="P = Sweet('plum')", anise="NUMBER = 3\nA = Sweet('anise')\nS = Sweet")
    assert list(declared("shop", Sweet)) == ["anise", "plum"]


def test_a_file_may_declare_several_and_share_one(shop):
    shop(a="A, B = Sweet('a'), Sweet('b')", c="from shop.a import A\nC = Sweet('c')")
    assert list(declared("shop", Sweet)) == ["a", "b", "c"]


def test_two_members_with_one_key_are_an_error(shop):
    shop(a="A = Sweet('same')", b="B = Sweet('same')")
    with pytest.raises(ValueError, match="same"):
        declared("shop", Sweet)


def test_a_member_that_does_not_import_stops_everything(shop):
    shop(good="A = Sweet('good')", broken="import no_such_module")
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        declared("shop", Sweet)


def test_an_unknown_key_names_the_known_ones(shop):
    shop(a="A = Sweet('anise')")
    assert member("shop", Sweet, "anise") == Sweet("anise")
    with pytest.raises(KeyError, match=r"mint.*anise"):
        member("shop", Sweet, "mint")


@pytest.mark.parametrize("rib", [dataset, model, explain, figure])
def test_each_rib_has_members_under_their_own_keys(rib):
    members = rib.specs()
    assert members
    assert all(key == spec.key for key, spec in members.items())
    assert all(key.isidentifier() and key == key.lower() for key in members)

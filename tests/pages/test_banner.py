"""The line about the data in use: on every page, and always the truth."""

import pytest

from pages.ui.menu import PAGES
from tests.pages.bringing import brought, pets, press
from tests.pages.conftest import address, go, said, until

HOSTILE = "<b>[a](javascript:alert(1))</b> ![x](http://example.com/p.png).csv"


def line(at):
    """Return what the banner says: the name, and the facts where they are known."""
    banner = next(part for part in parts(at.main) if part_key(part) == "banner")
    told = [p for p in parts(banner) if hasattr(p, "proto")]
    link = next(p for p in told if type(p.proto).__name__ == "PageLink")
    texts = [str(p.value) for p in told if getattr(p, "type", "") == "caption"]
    return link.proto.label, texts[1:], link.proto


def parts(block):
    for part in block.children.values():
        yield part
        if hasattr(part, "children"):
            yield from parts(part)


def part_key(part):
    identity = getattr(getattr(part, "proto", None), "id", "")
    return identity.rpartition("-")[2]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_names_the_data_in_use(visit, name):
    at = visit(name)
    label, texts, link = line(at)
    assert label == "Moons"
    assert texts == ["1,000 rows × 2 columns · target class · 2 classes"]
    assert link.page == "data"


@pytest.mark.parametrize("name", ["data", "train", "evaluate", "explain", "compute"])
def test_the_address_decides(visit, name):
    at = visit(name, "data=wine&seed=8")
    label, texts, link = line(at)
    assert (label, texts) == (
        "Wine",
        ["178 rows × 13 columns · target grower · 3 classes"],
    )
    assert link.query_string == "data=wine&seed=8"


def test_pages_without_a_race_keep_the_data_of_this_visit(visit):
    at = until(visit("data", "data=wine"), "178 rows")
    for name in ("home", "labs"):
        at = go(at, name)
        assert line(at)[0] == "Wine"
    at = go(at, "labs", "lab=ten_gradient_steps&n=300&data=circles")
    assert line(at)[0] == "Wine"


def test_wrong_address_shows_the_data_that_the_page_shows(visit):
    at = visit("data", "data=nope")
    assert line(at)[0] == "Moons"


def test_it_follows_a_change_of_the_data_at_once(visit):
    at = visit("data", "data=moons&n=300")
    assert line(at)[1] == ["300 rows × 2 columns · target class · 2 classes"]
    at.select_slider(key="data.n").set_value(500).run()
    label, texts, _ = line(until(at, "500 rows"))
    assert label == "Moons \\(n 500\\)"
    assert texts == ["500 rows × 2 columns · target class · 2 classes"]


def test_it_follows_what_is_left_out(visit):
    at = until(visit("data", "data=penguins"), "The rows")
    assert line(at)[1] == ["344 rows × 7 columns · target species · 3 classes"]
    at = go(at, "train", "data=penguins&drop=island,sex")
    assert line(at)[1] == ["344 rows × 5 columns · target species · 3 classes"]


def test_regression_is_called_so(visit):
    at = until(visit("data", "data=diabetes"), "The rows")
    assert line(at)[1][0].endswith(" · regression")


def test_name_of_an_upload_is_escaped_and_stays_with_its_owner(visit):
    at = brought(visit("data"), HOSTILE, pets())
    label = line(at)[0]
    assert label.replace("\\", "").replace("\u2060", "") == HOSTILE
    for sign in "[]()<>!":
        assert label.count(sign) == label.count(f"\\{sign}")
    query = "&".join(f"{k}={v}" for k, v in address(at).items())
    for name in ("data", "train", "evaluate"):
        stranger = visit(name, query)
        label, texts, _ = line(stranger)
        assert label == "A table that somebody brought"
        assert texts == []
        assert "javascript" not in said(stranger)


def test_data_that_cannot_be_used_are_called_so(visit):
    at = until(visit("data", "data=penguins&split=time"), "format: ERROR")
    assert line(at.run())[1] == ["cannot be used"]
    assert len(at.error) == 1
    at = press(at, "Split by time, ''", "The rows")
    assert line(at)[1] == ["344 rows × 7 columns · target species · 3 classes"]
    assert address(at) == {"data": "penguins"}


def test_banner_links_carry_the_whole_race(visit):
    query = "data=wine&models=mlp&mlp.epochs=7&seed=9"
    link = line(visit("train", query))[2]
    assert dict(part.split("=") for part in link.query_string.split("&")) == dict(
        part.split("=") for part in query.split("&")
    )


def test_a_very_long_name_leaves_room_for_the_facts():
    from pages.ui.banner import MOST_LETTERS, short

    long = "export " + "x" * 200 + " final.csv"
    assert len(short(long)) == MOST_LETTERS
    assert short(long).startswith("export")
    assert short(long).endswith("nal.csv")
    assert short("pets.csv") == "pets.csv"

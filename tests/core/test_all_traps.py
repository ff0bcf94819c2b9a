"""What holds for every kind of trap: it is found where it is, and nowhere else."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.choices import Choices, choices
from core.dataset import data_config, load
from core.dataset import specs as datasets
from core.errors import Refused
from core.trap import find_traps, listed, specs
from tests.core.planted import TARGET, clean, dataset, leaking

# Found in bundled tables, where the hidden trap's text tells of it or has to.
EXPLAINED = {"segments": {"copies"}, "flights": {"afterwards", "time", "levels"}}


def _draw() -> np.random.Generator:
    return np.random.default_rng(11)


def _with(**columns) -> pd.DataFrame:
    return clean().assign(**columns)


def _gaps(values, share: float) -> np.ndarray:
    return np.where(_draw().random(len(values)) < share, None, values)


def _replaced(column: str, value: float, share: float = 0.05) -> pd.DataFrame:
    frame = clean()
    frame.loc[_draw().random(len(frame)) < share, column] = value
    return frame


def _repeated() -> pd.DataFrame:
    frame = clean()
    both = pd.concat([frame, frame.sample(60, random_state=1)])
    return both.sample(frac=1, random_state=2).reset_index(drop=True)


def _rare(every: int) -> pd.DataFrame:
    frame = clean(rows=2000)
    frame[TARGET] = np.where(np.arange(2000) % every == 0, "lost", "kept")
    return frame


def _tiny_class() -> pd.DataFrame:
    frame = clean(rows=60)
    frame.loc[[5, 9, 11, 30], TARGET] = "odd"
    return frame


def _dates() -> list[str]:
    days = np.sort(_draw().integers(0, 700, 600))
    return [
        str(day.date())
        for day in pd.Timestamp("2021-01-01") + pd.to_timedelta(days, "D")
    ]


def _wards() -> pd.DataFrame:
    ward = _draw().integers(0, 150, 600)
    ages, weights = _draw().integers(18, 80, 150), _draw().normal(70, 9, 150)
    names = [f"w{i}" for i in ward]
    return _with(ward=names, age=ages[ward].astype(float), score=weights[ward])


CITIES = [f"town {i}" for i in range(90)]
LOST = clean()[TARGET] == "lost"
PLANTED = {
    "leak": [leaking("copy", "binary"), leaking("copy", "regression")],
    "afterwards": [
        _with(refund=np.where(LOST, _gaps(_draw().choice(["a", "b"], 600), 0.5), None)),
        _with(closed_on=np.where(LOST, _gaps(_dates(), 0.4), None)),
        _with(discharge=np.where(_draw().random(600) < 0.88, LOST.map(str), "other")),
    ],
    "copies": [_repeated()],
    "groups": [
        _with(patient_id=[f"P{i}" for i in _draw().integers(0, 150, 600)]),
        _with(customer=_draw().integers(1000, 1150, 600)),
        _wards(),
    ],
    "time": [
        _with(signup=_dates()),
        _with(seen=_dates()[::-1]),
        _with(logged=pd.date_range("2024-05-01", periods=600, freq="min")),
    ],
    "named": [
        _with(row=range(1, 601)),
        _with(customer_no=_draw().permutation(90_000)[:600] + 10_000),
        _with(ref=[f"A-{i:05d}" for i in _draw().permutation(600)]),
    ],
    "small": [_tiny_class()],
    "imbalance": [_rare(150), _rare(80)],
    "sentinel": [
        _replaced("age", 999),
        _replaced("age", -1),
        _replaced("visits", 99),
        _replaced("income", 0),
        _replaced("score", -9999, 0.02),
        _replaced("income", -20_000),
    ],
    "missing": [_with(fax=_gaps(_draw().normal(5, 2, 600).round(1), 0.7))],
    "constant": [
        _with(country="CH"),
        _with(flag=np.where(np.arange(600) % 300 == 0, "b", "a")),
    ],
    "levels": [_with(town=_draw().choice(CITIES, 600))],
}
ALONE = [
    (key, place) for key, tables in PLANTED.items() for place in range(len(tables))
]


@pytest.mark.parametrize("key", specs())
def test_every_kind_says_what_it_is_and_is_silent_on_a_clean_table(key):
    spec = specs()[key]
    assert spec.title
    assert spec.summary.endswith(".")
    assert list(spec.find(dataset(clean()))) == []


def test_kinds_are_planted_here_and_none_shares_its_place():
    assert set(PLANTED) <= set(specs())
    orders = [spec.order for spec in specs().values()]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize(("key", "place"), ALONE)
def test_a_planted_trap_is_found_and_it_alone(key, place):
    traps = find_traps(dataset(PLANTED[key][place]))
    kinds = {trap.kind for trap in traps}
    # Of 60 rows, a class of 4 is rare as well as small.
    assert kinds - {"imbalance"} == {key} - {"imbalance"}, traps
    assert key in kinds
    for trap in traps:
        assert trap.title
        for sentence in (trap.evidence, trap.advice):
            assert sentence[0].isupper() or sentence[0] in "'0123456789"
            assert sentence.endswith(".")


@pytest.mark.parametrize(("key", "place"), ALONE)
def test_what_one_click_applies_mends_it(key, place):
    frame = PLANTED[key][place]
    (trap,) = [t for t in find_traps(dataset(frame)) if t.kind == key]
    if not trap.fix:
        assert key in ("small", "imbalance", "named")
        return
    chosen = choices(dict(trap.fix))
    changed = {k: v for k, v in vars(chosen).items() if v != getattr(Choices(), k)}
    try:
        mended = dataset(frame, **changed)
    except Refused as refusal:
        pytest.fail(str(refusal))
    assert key not in {t.kind for t in find_traps(mended)}


@pytest.mark.parametrize(
    ("frame", "kind"),
    list(zip(PLANTED["named"], ["number", "number", "category"], strict=True)),
)
def test_names_of_rows_are_a_trap_only_once_they_are_used(frame, kind):
    (name,) = set(frame.columns) - set(clean().columns)
    (quiet,) = find_traps(dataset(frame))
    assert (
        f"'{name}' names the rows (600 different values in 600 rows)" in quiet.evidence
    )
    (trap,) = find_traps(dataset(frame, kinds=((name, kind),)))
    assert (trap.kind, trap.columns, trap.fix) == (
        "identifier",
        (name,),
        (("drop", name),),
    )


def test_values_are_counted_on_the_rows_that_are_used():
    frame = _with(ref=[f"A-{i:05d}" for i in _draw().permutation(600)])
    frame.loc[:14, TARGET] = None
    (quiet,) = find_traps(dataset(frame))
    assert "(585 different values in 585 rows)" in quiet.evidence


def test_worst_first_and_one_finding_a_column():
    frame = clean().assign(x=clean()[TARGET], row=range(600), country="CH")
    frame.loc[::20, "age"] = 999
    traps = find_traps(dataset(frame))
    assert [t.kind for t in traps] == ["leak", "sentinel", "constant", "named"]
    told = [column for trap in traps for column in trap.columns]
    assert len(told) == len(set(told))


def test_zeros_that_cannot_be_are_told_from_zeros_that_can():
    draw = _draw()
    could = {
        "children": draw.poisson(1, 600).astype(float),
        "gain": np.where(draw.random(600) < 0.5, 0, draw.exponential(900, 600)),
        "level": draw.integers(0, 17, 600).astype(float),
        "change": draw.normal(0, 5, 600).round(),
    }
    assert find_traps(dataset(clean().assign(**could))) == ()
    cannot = {
        "glucose": abs(draw.normal(120, 25, 600)).round(),
        "insulin": draw.lognormal(4.8, 0.7, 600).round().clip(14),
    }
    cannot["glucose"][draw.random(600) < 0.01] = 0
    cannot["insulin"][draw.random(600) < 0.45] = 0
    (trap,) = find_traps(dataset(clean().assign(**cannot)))
    assert (trap.kind, trap.columns) == ("sentinel", ("glucose", "insulin"))
    assert choices(dict(trap.fix)).missing == (("glucose", "0"), ("insulin", "0"))


def test_rows_alike_by_chance_are_no_copies():
    words = {f"w{i}": _draw().permuted(np.tile(["a", "b"], 300)) for i in range(3)}
    frame = pd.DataFrame(words | {TARGET: clean()[TARGET]})
    assert "copies" not in {trap.kind for trap in find_traps(dataset(frame))}


def test_a_birthday_is_no_order_of_rows():
    frame = clean().assign(**{"date of birth": _dates()})
    assert find_traps(dataset(frame)) == ()


def test_what_a_person_left_out_is_not_told_again():
    frame = clean().assign(x=clean()[TARGET], row=range(600))
    assert find_traps(dataset(frame, drop=("x", "row"))) == ()


@pytest.mark.parametrize("key", [k for k, s in datasets().items() if s.listed])
def test_bundled_tables_have_no_trap_that_is_not_explained(key):
    kinds = {trap.kind for trap in find_traps(load(data_config(key)))}
    assert kinds <= EXPLAINED.get(key, set())
    assert not kinds or datasets()[key].trap


def test_names_in_a_sentence():
    assert listed(["a"]) == "'a'"
    assert listed(["a", "b"]) == "'a' and 'b'"
    assert listed("abc") == "'a', 'b' and 'c'"
    assert listed("abcde") == "'a', 'b', 'c' and 2 more"


CELLS = st.one_of(
    st.sampled_from(["", "a", "b", "?", "yes", "no", "0", "-1", "999", "<b>x</b>"]),
    st.floats(-1e6, 1e6).map(lambda value: f"{value:.3g}"),
    st.dates().map(str),
    st.text(max_size=8),
)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=40), min_size=1, max_size=5),
    st.sampled_from(["binary", "regression"]),
)
def test_no_table_is_too_odd_to_look_for_traps(columns, task):
    frame = clean(task, 40)[["age", TARGET]]
    for place, cells in enumerate(columns):
        frame[f"c{place}"] = pd.Series([cells[i % len(cells)] for i in range(40)])
    for trap in find_traps(dataset(frame)):
        assert trap.kind in specs()
        assert set(trap.columns) <= set(frame.columns)


@pytest.mark.parametrize("every", [40, 5])
def test_a_class_of_a_few_percent_is_no_trap(every):
    assert find_traps(dataset(_rare(every))) == ()


def test_a_few_more_copies_than_by_chance_are_no_trap():
    for seed in range(20):
        draw = np.random.default_rng(seed)
        few = {name: draw.choice(["a", "b"], 90) for name in "xyz"}
        frame = pd.DataFrame(few | {"n": draw.integers(18, 80, 90)})
        frame[TARGET] = draw.choice(["kept", "lost"], 90)
        assert "copies" not in {trap.kind for trap in find_traps(dataset(frame))}

"""Money and energy are plain arithmetic, and the advice follows from the numbers."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import advice_report
from core.advice import Candidate, advise, assumptions, headline, of_turn
from core.bills import DAYS, HOURS, Bill, Usage, break_even, crossings
from core.errors import Refused
from core.prices import GRIDS, MACHINES, Grid, Machine, Terms, coins, counted, machine

BOX = Machine(name="Box", cores=4, price=0.36, currency="USD", source="made up, 2026")
TERMS = Terms(
    machine=BOX, daily=1000, trainings=2, watts=6, grid=Grid(name="x", grams=500)
)
spans = st.floats(0, 1e6)
some = st.floats(1e-6, 1e6)


def bill(train_s: float, thousand_s: float, model: str = "mlp", terms=TERMS) -> Bill:
    names = {"mlp": "Neural net", "random_forest": "Random forest"}
    used = Usage(model=model, name=names[model], train_s=train_s, thousand_s=thousand_s)
    return Bill(usage=used, terms=terms)


def test_a_bill_that_can_be_checked_by_hand():
    made = bill(3600, 40)
    assert TERMS.money(3600) == pytest.approx(0.09)  # a quarter of the machine's hour
    assert TERMS.seconds(0.09) == pytest.approx(3600)
    assert TERMS.energy(3600) == pytest.approx(6)
    assert TERMS.co2(3600) == pytest.approx(3)
    assert made.month_s == pytest.approx(2 * 3600 + DAYS * 40)
    assert made.month == pytest.approx(TERMS.money(made.month_s))
    assert made.thousand == pytest.approx(0.001)
    assert made.total(5000) == pytest.approx(0.095)
    assert (made.machines, made.rented) == (1, pytest.approx(HOURS * 0.36))
    full = bill(0, 3600 * HOURS * 4 / DAYS * 2.5)
    assert full.busy == pytest.approx(2.5)
    assert (full.machines, full.rented) == (3, pytest.approx(3 * HOURS * 0.36))


@given(first=spans, second=spans, by=st.floats(0, 1000))
def test_money_energy_and_co2_are_linear_in_work(first, second, by):
    for price in (TERMS.money, TERMS.energy, TERMS.co2):
        assert price(first + second) == pytest.approx(price(first) + price(second))
        assert price(by * first) == pytest.approx(by * price(first))
    dearer = replace(TERMS, machine=replace(BOX, price=2 * BOX.price))
    assert dearer.money(first) == pytest.approx(2 * TERMS.money(first))
    wide = replace(TERMS, machine=replace(BOX, cores=2 * BOX.cores))
    assert wide.money(first) == pytest.approx(TERMS.money(first) / 2)


@given(trains=st.tuples(some, some), asks=st.tuples(some, some))
def test_at_the_break_even_both_have_cost_the_same(trains, asks):
    first, second = (bill(t, a) for t, a in zip(trains, asks, strict=True))
    turn = break_even(first, second)
    assert break_even(second, first).at == turn.at
    if turn.at is None:
        for count in (0, 1e3, 1e9):
            others = (first.total(count), second.total(count))
            assert turn.same or turn.few.total(count) <= min(others) * (1 + 1e-9)
        return
    assert turn.few.total(turn.at) == pytest.approx(turn.many.total(turn.at))
    assume(abs(trains[0] - trains[1]) > 1e-3 and abs(asks[0] - asks[1]) > 1e-3)
    assert turn.few.total(0.5 * turn.at) < turn.many.total(0.5 * turn.at)
    assert turn.few.total(2 * turn.at) > turn.many.total(2 * turn.at)


def test_never_and_always_are_answers_too():
    forest = bill(1, 5, "random_forest")
    cheap, equal, level = bill(0.5, 1), bill(1, 5), bill(1, 1)
    assert "never the dearer one" in of_turn(break_even(forest, cheap), 1000)
    assert break_even(forest, cheap).few is cheap
    assert break_even(forest, level).many is level
    assert break_even(forest, equal).same
    assert "neither is cheaper" in of_turn(break_even(forest, equal), 1000)
    net = bill(9, 1)
    told = of_turn(break_even(forest, net), 1000)
    assert "The neural net is dearer to train and cheaper to ask" in told
    assert "from 2,000 predictions on, about 2 days at 1,000 a day" in told
    assert [turn.at for turn in crossings((forest, net, cheap))] == [2000]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (("", 2, 1, "EUR"), "needs a name"),
        (("A", 0, 1, "EUR"), "cores of 'A'"),
        (("A", 1.5, 1, "EUR"), "cores of 'A'"),
        (("A", 2, -1, "EUR"), "price of 'A'"),
        (("A", 2, float("nan"), "EUR"), "price of 'A'"),
        (("A", 2, "cheap", "EUR"), "price of 'A'"),
        (("A", 2, 1, "GBP"), "currency of 'A' must be EUR or USD"),
    ],
)
def test_what_is_no_machine_is_refused_in_one_sentence(given, word):
    with pytest.raises(Refused, match=word):
        machine(*given)


def test_examples_are_machines_with_their_date_and_grids_have_a_source():
    for one in MACHINES:
        again = machine(one.name, one.cores, one.price, one.currency, one.source)
        assert again == one
        assert one.source
    told = " ".join(assumptions(Terms(grid=GRIDS[1])))
    for needed in (
        "Hetzner CX33, 0.0104 EUR an hour for 4 cores",
        "2026",
        "5 W a busy",
    ):
        assert needed in told
    assert "Norway, 30 g of CO2 equivalents a kWh (Ember" in told
    assert told.count("an estimate") == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.00"), (1234.5, "1,234.50"), (0.1, "0.10"), (0.0104, "0.0104"),
     (1.234e-7, "123 billionths"), (1e-15, "0.001 trillionths")],
)  # fmt: skip
def test_money_is_written_without_exponents_and_rows_of_zeros(value, text):
    assert coins(value) == text


def test_counts_are_written_in_three_digits():
    told = [counted(count) for count in (999, 12_345, 1e6, 3.456e9, 9e16)]
    assert told == ["999", "12,300", "1 million", "3.46 billion", "90,000 trillion"]


def candidate(made: Bill, score: float, *, level=True, useful=True) -> Candidate:
    return Candidate(
        bill=made, metric="ROC AUC", score=score, low=score - 0.02,
        high=score + 0.02, level=level, useful=useful,
    )  # fmt: skip


NET, FOREST = bill(9, 1), bill(1, 5, "random_forest")


@pytest.mark.parametrize(
    ("candidates", "build", "words"),
    [
        ([candidate(NET, 0.96), candidate(FOREST, 0.95)], "Neural net", "no worse"),
        ([candidate(FOREST, 0.96), candidate(NET, 0.95)], "Neural net", "too close"),
        ([candidate(FOREST, 0.96), candidate(NET, 0.9, level=False)], "Random forest",
         "clearly better than the neural net on these 200 validation rows"),
        ([candidate(FOREST, 0.5, useful=False)], None, "better than guessing"),
        ([candidate(NET, 0.96)], "Neural net", "nothing to compare it with"),
    ],
)  # fmt: skip
def test_quality_decides_and_where_it_cannot_the_price(candidates, build, words):
    made = advise(candidates, "200 validation rows")
    assert (made.build and made.build.name) == build
    assert words in " ".join(advice_report.reasons(made))
    text = advice_report.report(made, "Moons, seed 7", "python -m core race")
    assert text.startswith(f"# {headline(made)}\n")
    for needed in ("USD", "0.36 USD an hour", "Wh", "estimate", "python -m core race"):
        assert needed in text
    table = advice_report.frame(made)
    assert list(table["model"]) == [one.name for one in candidates]
    assert {"a month's work, USD", "training, CPU s", "a month, Wh"} <= set(table)
    assert (table["build"] == "yes").sum() == (build is not None)

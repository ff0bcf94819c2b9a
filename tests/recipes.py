"""Files that the tests add to a copy of the code: README's recipes and others."""

import re
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
RECIPE = re.compile(r"`(core/\w+/\w+\.py)`:\n\n```python\n(.*?)```\n", re.DOTALL)


def recipes() -> list[tuple[str, str]]:
    """Return each recipe of the README: where its file goes and what is in it."""
    return RECIPE.findall(README.read_text())


EXPLAINER = (
    "core/explainers/even_shares.py",
    '''"""Every column gets the same share of the answer: exact, and worth nothing."""

from collections.abc import Generator

from core.explain import Attribution, ExplainerSpec, Request
from core.history import Progress
from core.model import respond


def explain(question: Request) -> Generator[Progress, None, Attribution]:
    """Spread the distance from the mean answer evenly over the columns."""
    import numpy as np

    columns = len(question.groups)
    base = respond(question.model, question.background).mean(axis=0)
    yield Progress(done=0, total=1)
    apart = respond(question.model, question.X) - base
    values = np.repeat(apart[:, None, :] / columns, columns, axis=1)
    yield Progress(done=1, total=1)
    return Attribution(values=values, base=base)


EVEN_SHARES = ExplainerSpec(
    key="even_shares",
    title="Even shares",
    summary="Spreads the answer evenly over the columns.",
    priority=1000,
    applies=lambda model: hasattr(model, "predict"),
    explain=explain,
)
''',
)

FORMAT = (
    "core/formats/tildes.py",
    '''"""Tildes: a text that says what it is, with waves between its cells."""

from core.errors import Refused
from core.format import Cells, FormatSpec, Source, only

MARK = b"%tildes\\n"


def _read(source: Source, table: str) -> Cells:
    """Read the lines below the mark; raises Refused where they are no table."""
    import pandas as pd

    text = source.whole().removeprefix(MARK).decode(errors="replace")
    rows = [line.split("~") for line in text.splitlines()]
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:
        raise Refused(f"'{source.name}' has lines of different lengths; make them one.")
    frame = pd.DataFrame(rows[1:], columns=pd.Index(rows[0]), dtype="str")
    return Cells(frame=frame)


TILDES = FormatSpec(
    key="tildes",
    title="Tildes",
    order=1,
    endings=(".tildes",),
    recognises=lambda source: source.head.startswith(MARK),
    tables=only,
    read=_read,
)
''',
)

LAB = (
    "core/labs/fair_coin.py",
    '''"""A coin that is thrown often enough shows its heads about half of the time.

Nobody would learn a model to call a coin: there is nothing to learn. That is why this
lab is useful all the same. It shows the size of luck, which every comparison of models
has to beat before it means anything at all. A hundred throws are off by five in the
hundred as a matter of course, and ten throws by sixteen. The share of heads settles as
the throws add up, slowly: four times the throws for half the luck.
"""

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

from core.history import Progress
from core.lab import Break, Claim, Guess, Lab, LabStep, Question, Verdict
from core.params import Int
from core.seeds import derive

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

NEAR = 0.05


def run(values: Mapping[str, Any], seed: int) -> Generator[LabStep, None, Any]:
    """Throw the coin in five rounds; returns the share of heads of each."""
    import numpy as np

    shares: tuple[float, ...] = ()
    for turn in range(5):
        throws = np.random.default_rng(derive(seed, turn)).random(values["throws"])
        shares += (float((throws < 0.5).mean()),)
        yield LabStep(
            progress=Progress(done=turn + 1, total=5, message=f"Round {turn + 1}"),
            partial=shares,
        )
    return shares


def frame(shares: tuple[float, ...]) -> "pd.DataFrame":
    """Return one row a round."""
    import pandas as pd

    return pd.DataFrame({"round": range(1, len(shares) + 1), "heads": shares})


def figure(shares: tuple[float, ...], guess: str | None) -> "Plot":
    """Draw a dot a round."""
    from core.figures import theme

    drawn = theme.figure(260, "round", "share of heads")
    table = frame(shares)
    drawn.add_scatter(
        x=table["round"].to_numpy(),
        y=table["heads"].to_numpy(),
        mode="markers",
        marker_color="#3B7DD8",
    )
    return drawn.update_layout(title_text=f"You said {guess}." if guess else "")


def sentence(shares: tuple[float, ...]) -> str:
    """Say how far the rounds lie apart."""
    return f"Heads in {min(shares):.0%} to {max(shares):.0%} of the throws of a round."


def judge(shares: tuple[float, ...]) -> Verdict:
    """Support the claim when no round is far from a half."""
    furthest = max(abs(share - 0.5) for share in shares)
    return Verdict(
        outcome="supported" if furthest <= NEAR else "refuted",
        reason=f"The furthest of 5 rounds is {furthest:.3f} away from a half.",
        would_change="Fewer throws a round leave more to luck.",
        splits=len(shares),
    )


FAIR_COIN = Lab(
    key="fair_coin",
    title="A fair coin",
    claim=Claim(
        statement="A fair coin shows heads in half of its throws.",
        scope="One coin, five rounds.",
        refuted_if="A round is more than five points away from a half.",
        source="common_comparison",
    ),
    params=(
        Int(
            name="throws",
            label="Throws a round",
            default=10_000,
            low=10,
            high=100_000,
            help="More throws leave less to luck.",
        ),
    ),
    question=Question(
        prompt="Will every round be near a half?",
        guesses=(Guess(key="yes", text="Yes"), Guess(key="no", text="No")),
        happened=lambda shares: "yes" if judge(shares).outcome == "supported" else "no",
    ),
    run=run,
    figure=figure,
    frame=frame,
    sentence=sentence,
    judge=judge,
    why=__doc__ or "",
    breaks=(Break(label="Only ten throws", values=(("throws", 10),)),),
    quick=(("throws", 1000),),
    seconds=lambda values: 1.0,
)
''',
)

MEMBERS = [*recipes(), EXPLAINER, FORMAT, LAB]

"""Files that the tests add to a copy of the code: README's recipes and one more."""

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

from core.explain import Attribution, ExplainerSpec, Question
from core.history import Progress


def explain(question: Question) -> Generator[Progress, None, Attribution]:
    """Spread the distance from the mean answer evenly over the columns."""
    import numpy as np

    columns = len(question.groups)
    base = question.model.predict_proba(question.background).mean(axis=0)
    yield Progress(done=0, total=1)
    apart = question.model.predict_proba(question.X) - base
    values = np.repeat(apart[:, None, :] / columns, columns, axis=1)
    yield Progress(done=1, total=1)
    return Attribution(values=values, base=base)


EVEN_SHARES = ExplainerSpec(
    key="even_shares",
    title="Even shares",
    summary="Spreads the answer evenly over the columns.",
    priority=1000,
    applies=lambda model: hasattr(model, "predict_proba"),
    explain=explain,
)
''',
)

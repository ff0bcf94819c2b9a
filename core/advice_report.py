"""The advice as a table and as a small report in Markdown, to be taken along."""

from typing import TYPE_CHECKING, Any

from core.advice import (
    Advice,
    assumptions,
    headline,
    of_month,
    of_quality,
    of_turn,
)
from core.prices import coins

if TYPE_CHECKING:
    import pandas as pd


def row(advice: Advice, place: int) -> dict[str, Any]:
    """Return all numbers of one candidate, each named with its unit."""
    one = advice.candidates[place]
    bill, terms = one.bill, one.bill.terms
    unit, used = terms.machine.currency, bill.usage
    explained = None if used.explain_s is None else terms.money(used.explain_s)
    return {
        "model": one.name,
        "build": "yes" if one is advice.build else "",
        one.metric: one.score,
        "low": one.low,
        "high": one.high,
        "training, CPU s": used.train_s,
        "1,000 predictions, CPU s": used.thousand_s,
        f"training, {unit}": bill.training,
        f"1,000 predictions, {unit}": bill.thousand,
        f"explaining 1,000, {unit}": explained,
        f"a month's work, {unit}": bill.month,
        "machines all month": bill.machines,
        f"machines all month, {unit}": bill.rented,
        "training, Wh": terms.energy(used.train_s),
        "a month, Wh": terms.energy(bill.month_s),
        "a month, g CO2e": terms.co2(bill.month_s),
    }


def frame(advice: Advice) -> "pd.DataFrame":
    """Return one row a candidate, best score first, with all its numbers."""
    import pandas as pd

    made = pd.DataFrame([row(advice, i) for i in range(len(advice.candidates))])
    return made.dropna(axis=1, how="all")


def money(advice: Advice) -> "pd.DataFrame":
    """Return one row a candidate with its prices as they are written for people."""
    import pandas as pd

    unit, rows = advice.terms.machine.currency, []
    for one in advice.candidates:
        bill, explain_s = one.bill, one.bill.usage.explain_s
        explained = None if explain_s is None else coins(bill.terms.money(explain_s))
        rows.append(
            {
                f"In {unit}": one.name,
                "One training": coins(bill.training),
                "1,000 predictions": coins(bill.thousand),
                "Explaining 1,000": explained,
                "A month's work": coins(bill.month),
                "Machines all month": f"{coins(bill.rented)} for {bill.machines:,}",
            }
        )
    return pd.DataFrame(rows).dropna(axis=1, how="all").fillna("not measured")


def reasons(advice: Advice) -> list[str]:
    """Return why, a sentence or two each: quality, a month, break-even."""
    told = [of_quality(advice), of_month(advice)]
    if advice.turn is not None:
        told.append(of_turn(advice.turn, advice.terms.daily))
    return told


def report(advice: Advice, title: str, command: str = "") -> str:
    """Return the advice as Markdown; `title` says of which race, harmless as it is."""
    unit = advice.terms.machine.currency
    lines = [f"# {headline(advice)}", "", title, ""]
    lines += [f"- {told}" for told in reasons(advice)]
    heads = ("Model", "Score", f"Training, {unit}", f"1,000 predictions, {unit}")
    heads += (f"A month's work, {unit}", f"Machines all month, {unit}", "A month, Wh")
    lines += ["", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for one in advice.candidates:
        bill = one.bill
        money = (bill.training, bill.thousand, bill.month, bill.rented)
        hours = bill.terms.energy(bill.month_s)
        score = f"{one.score:.3f} {one.metric}"
        cells = [one.name, score, *map(coins, money), coins(hours)]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "What this rests on:", ""]
    lines += [f"- {told}" for told in assumptions(advice.terms)]
    lines.append(f"- The scores are from {advice.rows}.")
    if command:
        lines += ["", "The same race without a browser:", "", f"    {command}"]
    return "\n".join([*lines, ""])

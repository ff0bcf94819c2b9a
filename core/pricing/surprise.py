"""What surprises most people about a bill, said only where the numbers show it."""

from collections.abc import Sequence

from core.pricing.tag import PriceTag

CLEARLY = 1.5  # times as much, from which a difference is worth a sentence
WRAPPED = (
    20.0  # times as long alone as in a batch, from which it is the call that costs
)


def surprises(tags: Sequence[PriceTag]) -> tuple[str, ...]:
    """Return sentences on a forest and a net, on their own devices; often none."""
    own: dict[str, PriceTag] = {}
    for tag in tags:
        if tag.latency is not None:  # a race alone measures too briefly for this
            own.setdefault(tag.model, tag)
    forest, net = own.get("random_forest"), own.get("mlp")
    if forest is None or net is None:
        return ()
    found = (_asking(forest, net), _size(forest, net), _training(forest, net))
    return tuple(said for said in (*found, _call(forest)) if said)


def _asking(forest: PriceTag, net: PriceTag) -> str:
    """Say so where the net answers more cheaply than the forest."""
    rows, other = forest.per_row_s(1000), net.per_row_s(1000)
    if rows is None or other is None or rows[1] < CLEARLY * other[1]:
        return ""
    return (
        "The deep model is the cheap one to use: 1,000 answers cost the net "
        f"{_figures(1e6 * other[1])} ms of CPU and the forest "
        f"{_figures(1e6 * rows[1])} ms."
    )


def _size(forest: PriceTag, net: PriceTag) -> str:
    """Say so where the forest is the larger file."""
    if forest.size_bytes < CLEARLY * net.size_bytes:
        return ""
    times = forest.size_bytes / net.size_bytes
    return (
        f"The forest takes {_figures(times)} times the space on disk: it keeps "
        f"{forest.parameters:,} nodes, the net {net.parameters:,} weights."
    )


def _training(forest: PriceTag, net: PriceTag) -> str:
    """Say so where the net is the cheaper one to train."""
    one, other = forest.cpu_s.median, net.cpu_s.median
    if one < CLEARLY * other:
        return ""
    return (
        f"Even training is cheaper for the net here: {_figures(other)} CPU seconds "
        f"against {_figures(one)}."
    )


def _call(forest: PriceTag) -> str:
    """Say so where one row alone costs the forest mostly the call."""
    alone, among = forest.per_row_s(1), forest.per_row_s(1000)
    if alone is None or among is None or alone[1] < WRAPPED * among[1]:
        return ""
    return (
        f"One row alone costs the forest {_figures(1000 * alone[1])} ms of CPU, a row "
        f"among 1,000 only {_figures(1000 * among[1])} ms: most of the wait is the "
        "library, not the trees."
    )


def _figures(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.2g}"

"""The price tag as a table: a few figures a model, and every figure behind it."""

from typing import TYPE_CHECKING

import streamlit as st

from core.figures.price import COSTS
from core.figures.theme import amount
from pages.ui import tables

if TYPE_CHECKING:
    from core.figures.price import Tagged
    from core.pricing.tag import Batch, PriceTag, Spread

FEW_CALLS = 100  # fewer say nothing of one call in a hundred
NONE = "–"


def show(seen: "Tagged") -> None:
    """Draw the short table, and the long one to open."""
    figures = st.column_config.NumberColumn(format="%.3g")
    rows = short(seen)
    numbers = [name for name in rows[0] if name != "Model"]
    st.dataframe(rows, hide_index=True, column_config=dict.fromkeys(numbers, figures))
    with st.expander("Every figure", icon=":material/receipt_long:"):
        tables.show(long(seen), "prices")


def short(seen: "Tagged") -> list[dict[str, object]]:
    """Return one row a model with the figures that are asked for most."""
    return [
        {
            "Model": f"{name} (crowded)" if tag.crowded else name,
            "Train, CPU s": tag.cpu_s.median,
            "Memory, MB": tag.peak_mb.median,
            "Disk, kB": tag.size_bytes / 1000,
            "One answer, ms": COSTS["row"].read(tag),
        }
        for name, _, _, tag in seen.lanes
    ]


def long(seen: "Tagged") -> list[dict[str, object]]:
    """Return one row a figure and one column a model: it is read on a phone too."""
    columns = [(name, figures(tag)) for name, _, _, tag in seen.lanes]
    titles = dict.fromkeys(title for _, found in columns for title in found)
    return [
        {"Figure": title, **{name: found.get(title, NONE) for name, found in columns}}
        for title in titles
    ]


def figures(tag: "PriceTag") -> dict[str, str]:
    """Return every figure of a tag in words, with its spread where it was repeated."""
    return {
        "Training, CPU s": spread(tag.cpu_s),
        "Training, s on the wall": spread(tag.wall_s),
        "CPU s to 99 % of its score": amount(tag.good_s[0]) if tag.good_s else NONE,
        "Peak memory, MB": spread(tag.peak_mb),
        "Memory on the GPU, MB": NONE if tag.gpu_mb is None else amount(tag.gpu_mb),
        "Made of": made_of(tag),
        "One answer takes": work(tag),
        "Counted how": tag.operations.how or NONE,
        "Stored, kB": amount(tag.size_bytes / 1000),
        **asking(tag),
        **{f"Rows a second, {b.rows:,} at once": per_second(b) for b in tag.batches},
        **explaining(tag),
        "Trained on": tag.device,
        "Threads": f"{tag.threads} of {tag.cores} cores" if tag.cores else NONE,
        "Others used of the machine": NONE if tag.busy is None else f"{tag.busy:.0%}",
        "Trainings that count": trainings(tag),
        "Memory by": tag.peak_measured,
    }


def spread(found: "Spread") -> str:
    """Return a median, and the range of several."""
    if found.count < 2:
        return amount(found.median)
    return f"{amount(found.median)} ({amount(found.low)} to {amount(found.high)})"


def made_of(tag: "PriceTag") -> str:
    """Return how many of what a model consists of."""
    if tag.trees:
        count, nodes = tag.trees
        return f"{count:,} trees × {amount(nodes)} nodes"
    count, what = tag.parameters, tag.counted
    return f"{count:,} {what.removesuffix('s') if count == 1 else what}"


def work(tag: "PriceTag") -> str:
    """Return what one answer takes."""
    done = tag.operations
    if done.multiply_adds is not None:
        return f"{done.multiply_adds:,.0f} multiply-adds"
    if done.comparisons is not None:
        return f"{done.comparisons:,.0f} comparisons"
    return NONE


def asking(tag: "PriceTag") -> dict[str, str]:
    """Return the latency of one row: the middle, and one in twenty and in a hundred."""
    if tag.latency is None:
        return {}
    told = tag.latency
    last = amount(told.p99_ms) if told.calls >= FEW_CALLS else NONE
    return {
        "One answer, ms, median": amount(told.p50_ms),
        "One answer, ms, 95 of 100 below": amount(told.p95_ms),
        "One answer, ms, 99 of 100 below": last,
        "One answer, CPU ms": amount(told.cpu_ms),
        "Calls measured": f"{told.calls:,}",
    }


def per_second(batch: "Batch") -> str:
    """Return how many rows are answered in a second."""
    return amount(batch.rows_per_s)


def explaining(tag: "PriceTag") -> dict[str, str]:
    """Return what an explanation takes."""
    if tag.explaining is None:
        return {}
    return {
        "Explaining, CPU ms a row": amount(1000 * tag.explaining.per_row_s),
        "Explained by": f"{tag.explaining.method}, {tag.explaining.rows:,} rows",
    }


def trainings(tag: "PriceTag") -> str:
    """Return how many trainings count, and whether one before them did not."""
    first = ", after one to warm up" if tag.warmed else ""
    return f"{len(tag.trainings)}{first}"

"""What pages ask of the engine about sizes: growing, shrinking, and single rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.engine import Work
from core.run import RunConfig
from core.works import any_seed

if TYPE_CHECKING:
    from core.growing.growth import Along, Source


def growth_work(
    configs: Sequence[RunConfig], along: "Along", source: "Source", seconds: int
) -> Work:
    """Return the work of measuring how the cost of some models grows."""
    configs = tuple(configs)
    return Work(
        call="core.growing.ladder:growth",
        args=(configs, along, source, seconds),
        doing="Measuring how cost grows",
        relief="choose fewer seconds",
        like=(f"{seconds} {len(configs)}",),
        stored=True,
    )


def shrink_work(config: RunConfig) -> Work:
    """Return the work of making a run's model smaller in every way that fits."""
    return Work(
        call="core.shrinking.before_after:shrink",
        args=(config,),
        doing="Making this model smaller",
        relief="choose fewer rows or a smaller model",
        like=(any_seed(config), config.model),
        stored=True,
    )


def latency_work(config: RunConfig) -> Work:
    """Return the work of asking a run's model in several ways."""
    return Work(
        call="core.latency.wrapper:latencies",
        args=(config,),
        doing="Timing this model",
        relief="choose fewer rows or a smaller model",
        like=(any_seed(config), config.model),
        stored=True,
    )

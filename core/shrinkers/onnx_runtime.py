"""ONNX Runtime: the same model in a file of its own, without Python in between."""

from collections.abc import Generator

from core.history import Progress
from core.latency.onnxed import form, known, runner
from core.shrinking.shrink import Made, Original, ShrinkerSpec


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Write the model as ONNX: nothing is left out."""
    whole = form(given.model, given.material.X.shape[1])
    yield Progress(done=1, total=1)
    return Made(
        answer=runner(whole), size_bytes=len(whole), what="the same model", model=whole
    )


ONNX_RUNTIME = ShrinkerSpec(
    key="onnx_runtime",
    title="ONNX Runtime",
    summary="The same model in another program: its answers stay as they are.",
    needs="trees, a net or a linear model",
    order=90,
    applies=known,
    shrink=shrink,
)

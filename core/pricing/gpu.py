"""On which devices a model can be measured: nets on a GPU too, where there is one.

Rows travel to the GPU and answers back inside what is timed, in training and in
answering alike, because a person has to wait for that too.
"""

from typing import Any


def devices(unfitted: Any) -> tuple[str, ...]:
    """Return the kinds of devices a model can be trained on, its own one first."""
    own = getattr(unfitted, "device", None)
    if own is None or not found():
        return ("" if own is None else own.type,)
    return (own.type, "cpu" if own.type == "cuda" else "cuda")


def found() -> bool:
    """Return whether torch finds a GPU."""
    import torch

    return torch.cuda.is_available()


def put(unfitted: Any, device: str) -> Any:
    """Return an unfitted model that will be trained on a device; "" is its own."""
    import torch

    if device:
        unfitted.device = torch.device(device)
    return unfitted


def begin(device: str) -> None:
    """Forget how much of a GPU's memory was taken before, and what is still running."""
    if device == "cuda":
        import torch

        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()


def taken_mb(device: str) -> float | None:
    """Return the most memory that was taken on the GPU, in MB; None on others."""
    if device != "cuda":
        return None
    import torch

    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() / 1e6

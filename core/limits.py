"""How much there may be of anything: every bound in one place, each one settable.

A bound is read from the environment variable `CROSSOVER_` plus its name in capitals,
such as `CROSSOVER_MAX_ROWS=50000`. What a browser may upload is bounded once more by
`server.maxUploadSize` in `.streamlit/config.toml`.
"""

import os
from dataclasses import dataclass, fields

from core.errors import Refused


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The bounds in force. Sizes in bytes, times in seconds.

    Of tables: `max_rows` and `max_cells` bound what models are given, a longer table is
    sampled. All others refuse: `max_bytes` of a file, `max_unpacked` of what is packed
    in it, `max_columns`, `max_line` characters of one line, `max_tables` in one
    archive, and for reading `max_seconds` and `max_memory` of the process that reads.

    Of work: any other job ends after `job_seconds` or beyond `job_memory`; `slots` jobs
    run at once, 0 for as many as there are cores; a job that no page has asked about
    for `grace_seconds` ends; `engine_bytes` of results stay in memory. Of what is kept
    on disk: `store_bytes`.
    """

    max_bytes: int = 200_000_000
    max_unpacked: int = 250_000_000
    max_rows: int = 200_000
    max_columns: int = 1_000
    max_cells: int = 20_000_000
    max_line: int = 1_000_000
    max_tables: int = 100
    max_seconds: int = 60
    max_memory: int = 3_000_000_000
    job_seconds: int = 1_800
    job_memory: int = 4_000_000_000
    slots: int = 0
    grace_seconds: int = 300
    engine_bytes: int = 64_000_000
    store_bytes: int = 2_000_000_000


def limits() -> Limits:
    """Return the bounds in force; raises Refused for one that is no whole number."""
    given = {}
    for field in fields(Limits):
        name = f"CROSSOVER_{field.name.upper()}"
        text = os.environ.get(name, "").strip()
        if text:
            least = 0 if field.name == "slots" else 1
            if not text.isdecimal() or int(text) < least:
                raise Refused(
                    f"{name} must be a whole number from {least}, not '{text}'."
                )
            given[field.name] = int(text)
    return Limits(**given)

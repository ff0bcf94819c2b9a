"""What the pages do, without a browser: `python -m core race|data`.

Exit status: 0 done, 2 refused input (one sentence on standard error), 1 failed. With
`--json`, standard output is exactly one JSON document.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode

from core import dataset
from core.choices import BROUGHT
from core.dataset import DataConfig, data_config
from core.engine import Work, start
from core.errors import NotApplicable, Refused
from core.params import Choice, Flag, Value
from core.race import DEFAULT_SEED, RaceConfig, parse_spec, race_config, to_query
from core.recording import write
from core.report import data_report, race_report, show_data, show_race
from core.run import DEFAULT_MODELS, Run, RunConfig, run_config
from core.works import fit_work, summary_work

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
BROUGHT_BY_PATH = ("file", "upload")  # never named by their keys
PLACES = {
    "table": "NAME",
    "target": "COLUMN",
    "drop": "COLUMN,…",
    "kinds": "COLUMN:KIND,…",
    "missing": "COLUMN:VALUE,…",
    "by": "COLUMN",
}


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence, like everything else."""

    def error(self, message: str) -> NoReturn:
        """Raise Refused with argparse's own words."""
        raise Refused(f"{message[:1].upper()}{message[1:]}; see python -m core --help.")


def say(text: str) -> None:
    """Tell the person something that is not the answer."""
    print(text, file=sys.stderr)


def data_of(spec: str, chosen: Mapping[str, Value]) -> DataConfig:
    """Return the data of `article`, `moons?n=500` or a file's path; raises Refused.

    `chosen` holds what the options say of the table: its target, kinds, split.
    """
    found = dataset.specs().get(spec.partition("?")[0])
    if found and found.key not in BROUGHT_BY_PATH:
        names = {param.name for param in found.params}
        for name in chosen:
            if name not in names:
                raise Refused(
                    f"{option(name)} goes with a file; this data set has its own."
                )
        return data_config(found.key, {**dict(parse_spec(spec).values), **chosen})
    path = existing(spec)
    if path is None:
        known = ", ".join(s.key for s in dataset.specs().values() if s.listed)
        raise Refused(
            f"There is neither a file nor a data set '{spec}'; known are {known}."
        )
    return data_config("file", {"path": str(path), **chosen})


def option(name: str) -> str:
    """Return the option of the command line that sets a parameter of the data."""
    return f"--{name.replace('_', '-')}"


def chosen(args: argparse.Namespace) -> dict[str, Value]:
    """Return what was decided about the table; what was not is left out."""
    given = {param.name: getattr(args, param.name) for param in BROUGHT}
    return {name: value for name, value in given.items() if value is not None}


def add_choices(command: argparse.ArgumentParser) -> None:
    """Add an option for every decision about a table."""
    for param in BROUGHT:
        how: dict[str, Any] = {"metavar": PLACES.get(param.name)}
        if isinstance(param, Flag):
            how = {"action": "store_true"}
        elif isinstance(param, Choice):
            how = {"choices": [key for key, _ in param.options if key]}
        command.add_argument(option(param.name), default=None, help=param.help, **how)


def existing(name: str) -> Path | None:
    """Return the whole path of something that exists, or None."""
    try:
        return Path(name).expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None


def settings(pairs: list[str]) -> dict[str, object]:
    """Return `model.parameter=value` pairs as a dict; raises Refused."""
    split = [pair.partition("=") for pair in pairs]
    for name, equals, _ in split:
        if not equals:
            raise Refused(f"--set takes model.parameter=value, not '{name}'.")
    return {name: value for name, _, value in split}


def result_of(work: Work, *, preload: bool = True) -> Any:
    """Run work in a process of its own and return its result.

    Raises Refused for refused input and RuntimeError for anything else that went wrong.
    """
    engine = start() if preload else start(preload=False)
    key = engine.submit(work)
    now = engine.wait(key)
    if now is not None and now.state == "finished":
        return engine.result(key)
    message = now.message if now else "The work was lost."
    raise Refused(message) if now and now.refused else RuntimeError(message)


def race_runs(configs: Sequence[RunConfig]) -> list[Run]:
    """Train every lane, at once where cores are free, and return the runs in order."""
    works = [fit_work(config) for config in configs]
    for work in works:
        start().submit(work)
    return [result_of(work) for work in works]


def race(args: argparse.Namespace) -> dict[str, Any]:
    """Race models and report what came out."""
    wanted = race_config(
        data_of(args.data, chosen(args)),
        [key.strip() for key in args.models.split(",")],
        settings(args.set),
        args.seed,
        args.budget,
    )
    runs = race_runs(wanted.runs)
    for note in sorted({run.note for run in runs} - {""}):
        say(note)
    if args.record:
        record(wanted, runs, args.record)
    return race_report(wanted, runs)


def record(race: RaceConfig, runs: list[Run], name: str) -> None:
    """Write a race for the replay, with the baseline that is always in view."""
    if "dummy" not in race.models:
        runs = runs + race_runs([run_config(race.data, "dummy", seed=race.seed)])
    drawn = result_of(summary_work(race.data, race.seed)).points
    points = drawn and (drawn.x, drawn.y, drawn.code)
    addressed = dataset.specs()[race.data.key].addressed
    address = urlencode(to_query(race)) if addressed else ""
    try:
        write(Path(name), [run.sealed() for run in runs], points, address)
    except OSError as error:
        raise Refused(f"'{name}' cannot be written: {error.strerror}.") from None


def data(args: argparse.Namespace) -> dict[str, Any]:
    """Report what was understood of a file."""
    wanted = data_of(args.file, chosen(args))
    work = summary_work(wanted, DEFAULT_SEED)
    return data_report(result_of(work, preload=False))


def parser() -> Parser:
    """Return the command line's grammar."""
    top = Parser(
        prog="python -m core",
        description="Forests and nets, side by side.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    run = commands.add_parser(
        "race", help="train models on the same rows", allow_abbrev=False
    )
    run.add_argument("--data", required=True, metavar="SPEC")
    run.add_argument("--models", default=",".join(DEFAULT_MODELS))
    run.add_argument("--set", action="append", default=[], metavar="MODEL.PARAM=VALUE")
    run.add_argument("--seed", type=int, default=DEFAULT_SEED)
    run.add_argument("--budget", type=float, metavar="CPU-SECONDS")
    run.add_argument("--record", metavar="FILE", help="write the race for replay")
    run.set_defaults(answer=race, show=show_race)
    look = commands.add_parser(
        "data", help="say what is understood of a table", allow_abbrev=False
    )
    look.add_argument("file", metavar="FILE")
    look.set_defaults(answer=data, show=show_data)
    for command in (run, look):
        add_choices(command)
        command.add_argument("--json", action="store_true")
    return top


def decline(outcome: str, message: str, as_json: bool) -> int:
    """Say in one sentence why there is no answer; return the exit status."""
    say(message)
    if as_json:
        print(json.dumps({"outcome": outcome, "message": message}))
    return REFUSED if outcome == "reject" else FAILED


def answer(arguments: list[str]) -> int:
    """Carry out one command line and return its exit status."""
    as_json = "--json" in arguments
    try:
        args = parser().parse_args(arguments)
        report = args.answer(args)
    except SystemExit:  # argparse has shown its help
        return DONE
    except (Refused, NotApplicable) as no:
        return decline("reject", str(no), as_json)
    except Exception as failure:
        return decline("fail", str(failure) or type(failure).__name__, as_json)
    show: Callable[[dict[str, Any]], str] = args.show
    print(json.dumps(report, indent=1) if args.json else show(report))
    return DONE


def main() -> int:
    """Answer the command line; leave quietly when interrupted or no longer heard."""
    # What the engine logs is for a server's operator; a person gets the sentence.
    logging.getLogger("core").addHandler(logging.NullHandler())
    os.environ.pop("CROSSOVER_SCHEDULER", None)  # one answer is had soonest right here
    try:
        status = answer(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        # Python flushes once more at its end and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = FAILED
    for engine in (start(), start(preload=False)):
        engine.close()
    return status


if __name__ == "__main__":
    sys.exit(main())

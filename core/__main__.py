"""What the pages do, without a browser: `python -m core race|explain|data|bench`.

Exit status: 0 done, 2 refused input (one sentence on standard error), 1 failed. With
`--json`, standard output is exactly one JSON document.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from core import bench, dataset
from core.arguments import Parser, add_choices, chosen, data_of, option, settings
from core.engine import Work, start
from core.errors import NotApplicable, Refused
from core.explain_report import explain_report, show_explain
from core.explain_run import ROWS
from core.race import DEFAULT_SEED, RaceConfig, race_config, to_query
from core.recording import write
from core.report import data_report, race_report, show_data, show_race
from core.run import DEFAULT_MODELS, Run, RunConfig, run_config
from core.works import explain_work, fit_work, summary_work

__all__ = ["answer", "chosen", "data_of", "main", "option", "parser", "settings"]

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130


def say(text: str) -> None:
    """Tell the person something that is not the answer."""
    print(text, file=sys.stderr)


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


def results_of(works: Sequence[Work]) -> list[Any]:
    """Do all of some work, at once where cores are free; return results in order."""
    for work in works:
        start().submit(work)
    return [result_of(work) for work in works]


def race_runs(configs: Sequence[RunConfig]) -> list[Run]:
    """Train every lane and return the runs in order."""
    return results_of([fit_work(config) for config in configs])


def race_of(args: argparse.Namespace) -> RaceConfig:
    """Return the race that the arguments describe; raises Refused."""
    return race_config(
        data_of(args.data, chosen(args)),
        [key.strip() for key in args.models.split(",")],
        settings(args.set),
        args.seed,
        args.budget,
    )


def race(args: argparse.Namespace) -> dict[str, Any]:
    """Race models and report what came out."""
    wanted = race_of(args)
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


def explain(args: argparse.Namespace) -> dict[str, Any]:
    """Explain the answers of models to the same rows and report how far they agree."""
    for name, value in (("--rows", args.rows), ("--background", args.background)):
        if value is not None and value < 1:
            raise Refused(f"{name} must be 1 or more, not {value}.")
    wanted = race_of(args)
    race_runs(wanted.runs)
    works = [explain_work(run, args.rows, args.background) for run in wanted.runs]
    return explain_report(wanted, results_of(works))


def parser() -> Parser:
    """Return the command line's grammar."""
    top = Parser(
        prog="python -m core",
        description="Forests and nets, side by side.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    run = add_command(commands, "race", "train models on the same rows")
    run.add_argument("--record", metavar="FILE", help="write the race for replay")
    run.set_defaults(answer=race, show=show_race)
    why = add_command(commands, "explain", "say why models answer what they do")
    why.add_argument("--rows", type=int, default=ROWS, metavar="N")
    why.add_argument("--background", type=int, metavar="N")
    why.set_defaults(answer=explain, show=show_explain)
    for command in (run, why):
        add_race(command)
    look = add_command(commands, "data", "say what is understood of a table")
    look.add_argument("file", metavar="FILE")
    look.set_defaults(answer=data, show=show_data)
    fast = add_command(commands, "bench", "measure hot paths beside the usual way")
    fast.add_argument("parts", nargs="*", metavar="PART")
    fast.set_defaults(answer=lambda args: bench.run(args.parts), show=bench.show)
    for command in (run, why, look):
        add_choices(command)
    return top


def add_command(commands: Any, name: str, told: str) -> argparse.ArgumentParser:
    """Add a command that can answer in JSON."""
    command = commands.add_parser(name, help=told, allow_abbrev=False)
    command.add_argument("--json", action="store_true")
    return command


def add_race(command: argparse.ArgumentParser) -> None:
    """Add what determines a race but the decisions about its table."""
    command.add_argument("--data", required=True, metavar="SPEC")
    command.add_argument("--models", default=",".join(DEFAULT_MODELS))
    setting = "MODEL.PARAM=VALUE"
    command.add_argument("--set", action="append", default=[], metavar=setting)
    command.add_argument("--seed", type=int, default=DEFAULT_SEED)
    command.add_argument("--budget", type=float, metavar="CPU-SECONDS")


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
    show: Callable[[Any], str] = args.show
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

"""Run the benches, print a table, and write ``var/bench.json``."""

import argparse
import sys
from collections.abc import Callable, Iterator

from bench import (
    agenda,
    badges,
    cold,
    editor,
    export,
    files,
    pages,
    scan,
    size,
    speakers,
    waves,
)
from bench.load import REQUESTS, RUNS
from bench.results import Result, table, write
from bench.stage import Stage

Bench = Callable[[Stage], Iterator[Result]]

BENCHES: dict[str, Bench] = {
    "cold start": cold.start,
    "memory": cold.memory,
    "page weight": size.public_pages,
    "badges": badges.sheets,
    "scan": scan.scans,
    "form": pages.form,
    "form with questions": pages.form_with_questions,
    "participants": pages.participants,
    "agenda page": agenda.pages,
    "export": export.workbook,
    "agenda files": files.agenda,
    "speaker .ics": speakers.file,
    "wave": waves.queued,
    "agenda editor": editor.moves,
    "agenda conflicts": editor.conflicts,
}


def main() -> int:
    """Run what was asked for; a missed target is a figure, not a failure."""
    options = read_arguments()
    results: list[Result] = []
    for engine in options.engine or ["sqlite"]:
        for name in options.names or BENCHES:
            print(f"{name} on {engine}…", file=sys.stderr, flush=True)
            with Stage(engine, requests=options.requests, runs=options.runs) as stage:
                results += BENCHES[name](stage)
    print(table(results))
    write(results)
    missed = sum(not result.met for result in results)
    print(f"{len(results) - missed} of {len(results)} targets met")
    return 0


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--engine", action="append", choices=["sqlite", "postgresql"])
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    if unknown := set(options.names) - BENCHES.keys():
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())

"""How long sheets of badges take, how big the file is, and what memory they ask."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator

from bench.printing import Figures
from bench.results import Result
from bench.stage import Stage

MEGABYTE = 1_000_000
RUNS = 5


def sheets(stage: Stage) -> Iterator[Result]:
    """Print 250 badges, four on A4, then 20,000."""
    runs = [figures(250) for _ in range(RUNS)]
    few, many = runs[0], figures(20_000)
    seconds = statistics.median(run.cpu_seconds for run in runs)
    yield stage.figure("badges 250", seconds, "s CPU", 0.6)
    yield stage.figure("badges 250, file", few.bytes / 1000, "kB", 350)
    yield stage.figure("badges 20000", many.cpu_seconds, "s CPU", 40)
    yield stage.figure("badges 20000, peak", many.peak_bytes / MEGABYTE, "MB", 200)


def figures(people: int) -> Figures:
    """Print the roster's names over and over in a fresh process."""
    command = [sys.executable, "-m", "bench.printing", str(people)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True)
    return Figures(**json.loads(printed.stdout))

"""Print badges in a process of its own, and tell what that cost."""

import json
import resource
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from itertools import cycle, islice

from eti_events.badges.badge import Badge
from eti_events.badges.pdf import write_badges
from eti_events.registration.codes import new_code, new_short_code
from tests.badges.drawing import OCCASION, roster_badges


@dataclass(frozen=True)
class Figures:
    """What one print run cost, in a process of its own."""

    cpu_seconds: float
    bytes: int
    peak_bytes: int


def print_badges(people: int) -> Figures:
    """Print so many badges as a running server does: libraries loaded, caches cold."""
    before = time.process_time()
    names = islice(cycle(roster_badges()), people)
    with tempfile.TemporaryFile() as file:
        write_badges(file, map(with_a_ticket_of_its_own, names), OCCASION)
        size = file.tell()
    cpu = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Figures(cpu, size, peak)


def with_a_ticket_of_its_own(badge: Badge) -> Badge:
    """Return the badge as another person's of the same name."""
    return replace(badge, code=new_code(), short_code=new_short_code())


if __name__ == "__main__":
    print(json.dumps(asdict(print_badges(int(sys.argv[1])))))

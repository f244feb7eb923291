"""Write down every address that is served: ``python -m tests.addresses``."""

import tempfile
from pathlib import Path

from eti_events import create_app
from tests.stored import config_for

FILE = Path(__file__).with_suffix(".txt")


def write() -> None:
    """Add what is new; what has gone stays, and the test asks why."""
    app = create_app(config_for("sqlite://", Path(tempfile.gettempdir())))
    served = {f"{rule.endpoint} {rule.rule}" for rule in app.url_map.iter_rules()}
    known = set(FILE.read_text().splitlines()) if FILE.exists() else set()
    FILE.write_text("\n".join(sorted(known | served)) + "\n")


if __name__ == "__main__":
    write()

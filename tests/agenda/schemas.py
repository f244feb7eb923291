"""c3voc's published schemas, which our files must follow.

They are not ours to hand on: ``ETI_SCHEMAS`` says where they lie, else ``../shared``.
"""

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(os.environ.get("ETI_SCHEMAS") or ROOT.parent / "shared" / "schemas")


def schemas() -> Path | None:
    """Return the folder that holds them, or None where they are not."""
    return FOLDER if (FOLDER / "schedule.xml.xsd").is_file() else None

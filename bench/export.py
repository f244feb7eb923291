"""What it costs to give the list of five thousand people as a workbook."""

import io
import statistics
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
from sqlalchemy import select, update

from bench.crowd import gather
from bench.load import Call, Driver, cpu_per_request
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.database import db, transaction
from eti_events.people.models import Mission, Person
from eti_events.registration.models import Registration
from eti_events.reports.columns import TICKED
from tests.stored import config_for

PEOPLE = 5_000
COLUMNS = 25
RUNS = 5


def workbook(stage: Stage) -> Iterator[Result]:
    """Ask for all of them with 25 columns, as the page does, and read the file."""
    url = stage.database()
    crowd = gather(url, stage.folder, registered=PEOPLE)
    fill(url, stage.folder)
    server = stage.product(url)
    pairs = [("kind", "xlsx"), ("csrf_token", crowd.csrf_token)]
    pairs += [("columns", column) for column in TICKED[:COLUMNS]]
    call = Call(
        f"/manage/{crowd.slug}/participants/export",
        "POST",
        urlencode(pairs).encode(),
        {
            "Cookie": crowd.organiser,
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    content = Driver(server.url).send(call, plain=True)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet
    assert (sheet.max_row, sheet.max_column) == (PEOPLE + 1, COLUMNS)
    seconds = [cpu_per_request(server.pid, server.url, [call], 1) for _ in range(RUNS)]
    yield stage.figure("export of 5,000", statistics.median(seconds), "s CPU", 1)


def fill(url: str, folder: Path) -> None:
    """Give everybody what a real list holds: no cell is cheap for being empty."""
    app = create_app(config_for(url, folder))
    own = select(Mission.id).where(Mission.person_id == Registration.person_id)
    with app.app_context():
        with transaction():
            db.session.execute(
                update(Registration).values(
                    mission_id=own.correlate(Registration).scalar_subquery(),
                    badge_line="Conseillère technique, finances publiques",
                )
            )
            db.session.execute(update(Person).values(civility="Mme"))
        db.session.remove()
        db.engine.dispose()

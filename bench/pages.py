"""What pages cost against the floor: registering, and the list of participants."""

from collections.abc import Iterator
from itertools import cycle
from urllib.parse import urlencode

from sqlalchemy import event

from bench.crowd import Crowd, gather
from bench.load import Call, Driver
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.database import db
from tests.faults.visitor import read_page
from tests.stored import config_for

SIZES = (250, 5_000)
WARM_UP_AND_RUNS = 2_000  # people who wait to register: one for each POST


def form(stage: Stage) -> Iterator[Result]:
    """Show the registration form, and send it: each person once."""
    url = stage.database()
    crowd = gather(url, stage.folder, registered=250, invited=WARM_UP_AND_RUNS)
    server = stage.product(url)
    path = f"/events/{crowd.slug}/register"
    sheet = Call(path, headers={"Cookie": crowd.invited[-1]})
    yield stage.against_floor("form, GET", server, cycle([sheet]), 15, portion=10)
    page = read_page(path, 200, Driver(server.url).send(sheet, plain=True))
    filled = page.form("half_days").filled({"csrf_token": crowd.csrf_token})
    body = urlencode(filled).encode()
    posts = (_post(path, cookie, body) for cookie in crowd.invited)
    yield stage.against_floor("form, POST", server, posts, 15, portion=10)
    own = Call(f"/me/{crowd.slug}", headers={"Cookie": crowd.invited[0]})
    yield stage.against_floor("form, own page", server, cycle([own]), 15, portion=10)


def _post(path: str, cookie: str, body: bytes) -> Call:
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return Call(path, "POST", body, headers, status=302)


def participants(stage: Stage) -> Iterator[Result]:
    """Show a page of fifty, among a few people and among many: the same work."""
    selects = {}
    for size in SIZES:
        url = stage.database(str(size))
        crowd = gather(url, stage.folder, registered=size)
        server = stage.product(url)
        page = Call(
            f"/manage/{crowd.slug}/participants", headers={"Cookie": crowd.organiser}
        )
        name = f"participants {size}"
        yield stage.against_floor(name, server, cycle([page]), 15, portion=10)
        selects[size] = _selects(stage, url, crowd, page)
    few, many = (selects[size] for size in SIZES)
    yield stage.figure("participants, queries more among 5000", many - few, "", 0)


def _selects(stage: Stage, url: str, crowd: Crowd, page: Call) -> int:
    """Count the SELECTs of one page."""
    app = create_app(config_for(url, stage.folder))
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        answer = app.test_client(use_cookies=False).get(
            page.path, headers={"Cookie": crowd.organiser}
        )
        assert answer.status_code == page.status, answer.status
        db.session.remove()
        db.engine.dispose()
    return len(sent)

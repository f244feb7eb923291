"""What pages cost against the floor: registering, and the list of participants."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import event

from bench.crowd import Crowd, gather
from bench.load import Call, Driver
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.database import db
from eti_events.events.queries import get_event
from eti_events.registration.models import QuestionKind
from tests.faults.visitor import Visitor, read_page
from tests.registration.asked import key, make_question, options
from tests.stored import config_for

SIZES = (250, 5_000)
QUESTIONS = 8
WARM_UP_AND_RUNS = 1_100  # people who wait to register: one for each POST
TYPED: dict[str, dict[str, str]] = {
    "you": {"phone": "+33199005512"},
    "stay": {},
    "check": {"image_internal": "y"},
}


def form(stage: Stage) -> Iterator[Result]:
    """Show each step of the registration form, and send it: each person once."""
    url = stage.database()
    crowd = gather(url, stage.folder, registered=250, invited=WARM_UP_AND_RUNS)
    yield from _form(stage, url, crowd, "form", {})


def form_with_questions(stage: Stage) -> Iterator[Result]:
    """Do the same with questions of the organiser's own, one with places."""
    url = stage.database()
    crowd = gather(url, stage.folder, registered=250, invited=WARM_UP_AND_RUNS)
    answers = ask(url, stage.folder, crowd.slug)
    yield from _form(stage, url, crowd, "form with questions", answers)


def ask(url: str, folder: Path, slug: str) -> dict[str, str]:
    """Ask a choice with places, what follows from it, and a few words; answer all."""
    app = create_app(config_for(url, folder))
    with app.app_context():
        event = get_event(slug)
        offered = options("Visit", "Rest", places=100_000)
        visit = make_question(event, QuestionKind.ONE_OF, "Visit", options=offered)
        chosen = key(visit, "Visit")
        words = [
            make_question(
                event, text="Shoes", depends_on=visit, depends_on_answers=[chosen]
            ),
            *(make_question(event, text=f"Question {n}") for n in range(QUESTIONS - 2)),
        ]
        answers = {row.field_name: "Quelques mots" for row in words}
        answers[visit.field_name] = chosen
        db.session.remove()
        db.engine.dispose()
    return answers


def _form(
    stage: Stage, url: str, crowd: Crowd, name: str, answers: dict[str, str]
) -> Iterator[Result]:
    server = stage.product(url)
    for step, typed in (TYPED | {"stay": answers}).items():
        path = f"/events/{crowd.slug}/register/{step}"
        sheet = Call(path, headers={"Cookie": crowd.invited[0]})
        shown = f"{name}, {step}"
        yield stage.against_floor(
            f"{shown}, GET", server, cycle([sheet]), 15, portion=10
        )
        posts = iter([_filled(server.url, path, who, typed) for who in crowd.invited])
        yield stage.against_floor(f"{shown}, POST", server, posts, 15, portion=10)
        driver = Driver(server.url)
        for call in posts:
            driver.send(call)  # whoever was not measured goes on too
    yield stage.figure(
        f"{name}, journey", _journey(server.url, crowd.link), "requests", 8
    )
    own = Call(f"/me/{crowd.slug}", headers={"Cookie": crowd.invited[0]})
    yield stage.against_floor(f"{name}, own page", server, cycle([own]), 15, portion=10)


def _filled(url: str, path: str, cookie: str, typed: dict[str, str]) -> Call:
    """Return what one person sends: their page as it stands, and what they typed."""
    sheet = Call(path, headers={"Cookie": cookie})
    page = read_page(path, 200, Driver(url).send(sheet, plain=True))
    body = urlencode(page.form("version").filled({**typed})).encode()
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    status = 200 if path.endswith("stay") else 302
    return Call(path, "POST", body, headers, status=status)


def _journey(url: str, link: str) -> int:
    """Register by the link of the mail, without JavaScript; count the requests."""
    visitor = Visitor(url, 1)
    door = visitor.get(link)
    page = visitor.submit(door, door.form())
    for _ in ("you", "stay", "check"):
        page = visitor.submit(page, page.form("version"))
    assert urlsplit(page.url).path.startswith("/me/"), page.text
    return visitor.hops.count


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

"""The scan protocol: what devices send, read record by record."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from eti_events.checkin.fold import Direction, ScanKind
from eti_events.checkin.models import ScanInput

AT_MOST = 500
DIGITS = 20  # more than any number of the protocol has
SEQUENCE_ENDS = 2**31 - 1  # what the column holds
YEARS = range(1970, 2200)  # a tablet with a dead battery says 1970
OFFSET_ENDS = 300 * 366 * 24 * 3600 * 1000
NAME_LENGTH = 100
ORGANISATION_LENGTH = 200
EMAIL_LENGTH = 254

HASH = re.compile(r"[0-9a-f]{64}")
ID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


Value = TypeVar("Value")


class Malformed(Exception):
    """The body as a whole is no batch of scans; ``status`` is the answer's."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who asks to come in without a registration."""

    given_name: str
    family_name: str
    organisation: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One scan as its device sent it; ``effective_at`` is its time put right.

    ``named`` is how the device spells the scan's id: it looks for its answer by that.
    """

    named: str
    scan_id: UUID
    seq: int
    point: UUID
    kind: ScanKind
    direction: Direction
    input: ScanInput
    code_hash: str | None
    registration: UUID | None
    undoes: UUID | None
    walk_in: Newcomer | None
    device_time: datetime
    offset_ms: int
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that says nothing we can keep, and which of its fields is why."""

    scan_id: Any
    field: str

    def answer(self) -> dict[str, Any]:
        """Return what stands in the verdicts for this record."""
        echoed = self.scan_id if isinstance(self.scan_id, str) else None
        return {"scan_id": echoed and echoed[:64], "error": f"invalid {self.field}"}


def parse(body: bytes) -> object:
    """Read JSON; one number that is too long to read spoils its own record only."""
    try:
        return json.loads(body, parse_int=_number)
    except (ValueError, RecursionError) as unreadable:
        raise Malformed("the body is no JSON in UTF-8") from unreadable


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= DIGITS else float("inf")


def read_batch(body: object) -> list[Record | Fault]:
    """Read the body of a call, in its order; raise Malformed when it is no batch."""
    scans = body.get("scans") if isinstance(body, dict) else None
    if not isinstance(scans, list):
        raise Malformed("the body is an object with a list of scans")
    if len(scans) > AT_MOST:
        raise Malformed(f"at most {AT_MOST} scans a call", 413)
    return [_read(scan) for scan in scans]


def _read(scan: object) -> Record | Fault:
    if not isinstance(scan, dict):
        return Fault(None, "scan")
    field = "scan_id"
    read: dict[str, Any] = {}
    try:
        for field, parse in FIELDS.items():
            read[field] = parse(scan.get(field))
    except (ValueError, TypeError, AttributeError, OverflowError):
        return Fault(scan.get("scan_id"), field)
    if missing := _missing(read):
        return Fault(scan["scan_id"], missing)
    try:
        at = read["device_time"] + timedelta(milliseconds=read["offset_ms"])
    except OverflowError:
        return Fault(scan["scan_id"], "device_time")
    if at.year not in YEARS:
        return Fault(scan["scan_id"], "device_time")
    return Record(**read, named=scan["scan_id"], effective_at=at)


def _missing(read: dict[str, Any]) -> str | None:
    """Name the field that this kind of record cannot do without."""
    if read["kind"] is ScanKind.UNDO:
        return None if read["undoes"] else "undoes"
    if read["kind"] is ScanKind.WALK_IN:
        return None if read["walk_in"] else "walk_in"
    named = read["code_hash"] or read["registration"]
    return None if named else "code_hash"


def _uuid(value: Any) -> UUID:
    if not ID.fullmatch(value):
        raise ValueError
    return UUID(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(lowest: int, highest: int) -> Callable[[Any], int]:
    def parse(value: Any) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            raise ValueError
        return value

    return parse


def _sequence(value: Any) -> int:
    """Read a device's counter; a scan is kept whatever it has counted to.

    Beyond its end the order of two scans within one millisecond is that of their ids.
    """
    if type(value) is not int or value < 0:
        raise ValueError
    return min(value, SEQUENCE_ENDS)


def _optional(parse: Callable[[Any], Value]) -> Callable[[Any], Value | None]:
    return lambda value: None if value is None else parse(value)


def _hash(value: Any) -> str:
    if not HASH.fullmatch(value):
        raise ValueError
    return _text(value)


def _time(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value).upper())
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _newcomer(value: Any) -> Newcomer:
    email = (value.get("email") or "").strip()
    if email and not _is_email(email):
        raise ValueError
    return Newcomer(
        given_name=_line(value.get("given_name"), NAME_LENGTH),
        family_name=_line(value.get("family_name"), NAME_LENGTH),
        organisation=_line(value.get("organisation"), ORGANISATION_LENGTH),
        email=email or None,
    )


def _is_email(value: str) -> bool:
    is_short = len(value) <= EMAIL_LENGTH
    return is_short and value.isprintable() and EMAIL.fullmatch(value) is not None


def _line(value: Any, length: int) -> str:
    line = " ".join(_text(value).split())
    if not 0 < len(line) <= length or not line.isprintable() or "://" in line:
        raise ValueError
    return line


FIELDS: dict[str, Callable[[Any], Any]] = {
    "scan_id": _uuid,
    "seq": _sequence,
    "point": _uuid,
    "kind": ScanKind,
    "direction": Direction,
    "input": ScanInput,
    "code_hash": _optional(_hash),
    "registration": _optional(_uuid),
    "undoes": _optional(_uuid),
    "walk_in": _optional(_newcomer),
    "device_time": _time,
    "offset_ms": _whole(-OFFSET_ENDS, OFFSET_ENDS),
}

"""What the pages of this package share."""

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue

bp = Blueprint("people", __name__, url_prefix="/manage/roster")

PAGE = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page_of(total: int) -> tuple[int, int]:
    """Return the page asked for, within bounds, and how many there are."""
    pages = max(1, -(-total // PAGE))
    asked = request.args.get("page", 1, type=int)
    return min(max(asked, 1), pages), pages


def workbook(content: bytes, name: str) -> ResponseReturnValue:
    """Send a workbook to be saved."""
    answer = make_response(content)
    answer.mimetype = WORKBOOK
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

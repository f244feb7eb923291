"""A person with a browser that runs no script: follows links, fills in forms."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin

Attributes = list[tuple[str, str | None]]


class Lost(Exception):
    """No answer came, or none that says whether it was done: try again."""


@dataclass
class Form:
    """One form of a page: where it goes, and what stands in it."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)

    def filled(self, typed: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
        """Return what a browser sends: what stood there, what is typed, what must be.

        A required choice that nobody made is its first answer, as a hurried person's.
        """
        sent = [(name, value) for name, value in self.fields if name not in typed]
        for name, value in typed.items():
            values = value if isinstance(value, list) else [value]
            sent += [(name, each) for each in values]
        known = {name for name, value in sent if value}
        for name in self.required - known:
            if self.choices.get(name):
                sent = [pair for pair in sent if pair[0] != name]
                sent.append((name, self.choices[name][0]))
        return sent


@dataclass
class Page:
    """An answer: its address after redirections, its status, its forms."""

    url: str
    status: int
    text: str
    forms: list[Form]

    def form(self, containing: str = "") -> Form:
        """Return the form that has a field, or the last: the page's own business."""
        found = [
            form
            for form in self.forms
            if form.method == "post"
            if not containing
            or containing in form.choices
            or containing in dict(form.fields)
        ]
        assert found, f"{self.url}: {self.status}, no form\n{self.text[:2000]}"
        return found[-1]


class _Hops(urllib.request.HTTPRedirectHandler):
    """Counts the requests of a visitor, redirections included."""

    def __init__(self) -> None:
        self.count = 0

    def redirect_request(
        self, *arguments: Any, **named: Any
    ) -> urllib.request.Request | None:
        """Follow, and count."""
        self.count += 1
        return super().redirect_request(*arguments, **named)


class Visitor:
    """One person on one device, behind an address of their own."""

    def __init__(self, base: str, number: int) -> None:
        self.base = base
        self.hops = _Hops()
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies, self.hops)
        self._opener.addheaders = [
            (
                "X-Forwarded-For",
                f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            ),
            ("Accept-Language", "fr"),
        ]

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._open(urljoin(self.base, path), None)

    def submit(self, page: Page, form: Form, **typed: str | list[str]) -> Page:
        """Send a form with what is typed into it."""
        body = urlencode(form.filled(typed)).encode()
        return self._open(urljoin(page.url, form.action), body)

    def _open(self, url: str, body: bytes | None) -> Page:
        self.hops.count += 1
        try:
            with self._opener.open(url, body, timeout=60) as answer:
                return read_page(answer.url, answer.status, answer.read())
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise Lost(f"{url}: {error.code}") from error
            return read_page(url, error.code, error.read())
        except (OSError, http.client.HTTPException) as error:
            raise Lost(f"{url}: {error!r}") from error


def read_page(url: str, status: int, body: bytes) -> Page:
    """Read an answer as a browser does."""
    text = body.decode()
    reader = _FormReader()
    reader.feed(text)
    return Page(url, status, text, reader.forms)


class _FormReader(HTMLParser):
    """Collects the forms of a page, and what a browser would send of each."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action, method = given.get("action", ""), given.get("method", "get")
            self._form = Form(action, method.lower())
            self.forms.append(self._form)
        elif self._form and (name := given.get("name")):
            if "required" in given:
                self._form.required.add(name)
            self._note(self._form, tag, name, given)
        elif self._form and tag == "option" and self._select:
            self._choose(self._form, self._select, given, "selected")

    def _note(self, form: Form, tag: str, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.fields.append((name, ""))
        elif tag == "input" and kind in {"radio", "checkbox"}:
            self._choose(form, name, given, "checked")
        elif tag == "input" and kind not in {"submit", "button", "file", "reset"}:
            form.fields.append((name, given.get("value", "")))

    @staticmethod
    def _choose(form: Form, name: str, given: dict[str, str], mark: str) -> None:
        value = given.get("value", "on")
        if value:
            form.choices.setdefault(name, []).append(value)
        if mark in given:
            form.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._form and self._area:
            self._form.fields[-1] = (self._area, self._form.fields[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

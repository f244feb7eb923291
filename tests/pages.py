"""What every HTML answer must be, whichever page a test was asking for."""

from collections import Counter
from xml.etree.ElementTree import Element

import html5lib

TYPED_IN = ("input", "select", "textarea")
LABELLED_BY_THEMSELVES = ("hidden", "submit", "button", "image", "reset")
CSP_FORBIDS = ("style", "onclick", "onchange", "onsubmit", "onload", "onerror")


def faults_of_page(markup: bytes | str) -> list[str]:
    """Faults of one whole HTML document, in words; an empty list is a good page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    text = markup.decode() if isinstance(markup, bytes) else markup
    root: Element = parser.parse(text)
    faults = [f"{position}: {code}" for position, code, _ in parser.errors]
    faults += _faults_of_head(root)
    faults += _faults_of_labels(root)
    faults += _faults_of_ids(root)
    faults += _faults_against_csp(root)
    return faults


def _faults_of_head(root: Element) -> list[str]:
    faults = []
    if not _text(root.find("head/title")):
        faults.append("no title")
    if root.get("lang") not in {"fr", "en"}:
        faults.append(f"lang is {root.get('lang')!r}")
    headings = [_text(heading) for heading in root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        faults.append(f"h1 stands {len(headings)} times: {headings}")
    if len(list(root.iter("main"))) != 1:
        faults.append("not exactly one main")
    return faults


def _faults_of_labels(root: Element) -> list[str]:
    named = {label.get("for") for label in root.iter("label") if _text(label)}
    inside = {id(field) for label in root.iter("label") for field in label.iter()}
    fields = [field for field in root.iter() if _wants_label(field)]
    faults = [
        f"no label for {field.tag} {field.get('name')!r}"
        for field in fields
        if field.get("id") not in named and id(field) not in inside
        if not (field.get("aria-label") or field.get("aria-labelledby"))
    ]
    faults += [
        "an image without alt" for image in root.iter("img") if image.get("alt") is None
    ]
    faults += [
        "a button without words"
        for button in root.iter("button")
        if not (_text(button) or button.get("aria-label"))
    ]
    return faults


def _wants_label(field: Element) -> bool:
    return field.tag in TYPED_IN and field.get("type") not in LABELLED_BY_THEMSELVES


def _faults_of_ids(root: Element) -> list[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    faults = [f"id {name!r} stands {n} times" for name, n in ids.items() if n > 1]
    for element in root.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby"):
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    faults.append(f"{attribute} points to {name!r}, which is nowhere")
    return faults


def _faults_against_csp(root: Element) -> list[str]:
    faults = [
        f"{attribute}= on {element.tag}"
        for element in root.iter()
        for attribute in CSP_FORBIDS
        if isinstance(element.tag, str) and element.get(attribute) is not None
    ]
    faults += ["an inline style" for _ in root.iter("style")]
    faults += [
        "an inline script"
        for script in root.iter("script")
        if not script.get("src") and script.get("type") != "application/json"
    ]
    return faults


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()

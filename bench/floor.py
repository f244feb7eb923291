"""The floor of every ratio: a request to an application that does nothing."""

from flask import Flask
from flask_compress import Compress

app = Flask(__name__)
Compress(app)


@app.get("/")
def ok() -> dict[str, bool]:
    """Answer as little as a JSON interface can."""
    return {"ok": True}

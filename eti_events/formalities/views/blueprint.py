"""What the pages of this package hang on."""

from flask import Blueprint

bp = Blueprint("formalities", __name__)

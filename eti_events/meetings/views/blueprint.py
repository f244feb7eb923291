"""The blueprint that the modules of pages add to."""

from flask import Blueprint

bp = Blueprint("meetings", __name__)

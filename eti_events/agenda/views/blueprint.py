"""The blueprints that the modules of pages add to."""

from flask import Blueprint

bp = Blueprint("agenda", __name__, url_prefix="/manage/<slug>/agenda")
programme_bp = Blueprint("programme", __name__)  # pages and exports for everybody
speaking_bp = Blueprint("speaking", __name__)  # what speakers do themselves

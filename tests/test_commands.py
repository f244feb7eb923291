"""Setting up from the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import config
from eti_events.commands import main


@pytest.mark.one_engine
def test_a_new_installation_is_found_from_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ETI_DATA_DIR", "ETI_DATABASE_URL", "ETI_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("ETI_FIELD_KEYS", raising=False)
    monkeypatch.setattr(config, "ROOT", tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    done = CliRunner().invoke(main, ["init"])

    assert (done.exit_code, done.output) == (0, "Ready.\n")
    assert (tmp_path / "var" / "keys.env").exists()
    assert (tmp_path / "var" / "eti.sqlite3").exists()
    assert not list(elsewhere.iterdir())

"""One server on a SQLite file, the file here and ours alone; secrets that are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import Config, ConfigError
from eti_events.security import Keyring
from eti_events.serving import file_system, refuse_network_file, refuse_open_file
from tests.live import ETI, ROOT, Process, wait_until
from tests.stored import environment

HOLD = (
    "import sys, time\n"
    "from eti_events.serving import be_the_only_server\n"
    "be_the_only_server(sys.argv[1])\n"
    "print('held', flush=True)\n"
    "time.sleep(60)\n"
)
MOUNTS = """\
proc /proc proc rw 0 0
/dev/vda1 / ext4 rw 0 0
server:/share /srv/shared nfs4 rw 0 0
/dev/vdb1 /srv/shared/own xfs rw 0 0
//server/x /mnt/with\\040space cifs rw 0 0
"""


def hold(url: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_second_server_on_one_file_is_refused_until_the_first_has_gone(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'eti.sqlite3'}"
    with hold(url) as first:
        assert first.stdout
        assert first.stdout.readline() == b"held\n"

        with hold(url) as second:
            _, words = second.communicate()
        assert second.returncode == 1
        assert b"another server works on" in words

        with hold(f"sqlite:///{tmp_path / 'other.sqlite3'}") as elsewhere:
            assert elsewhere.stdout
            assert elsewhere.stdout.readline() == b"held\n"
            elsewhere.kill()
        first.kill()

    with hold(url) as third:
        assert third.stdout
        assert third.stdout.readline() == b"held\n"
        third.kill()


def test_eti_serve_holds_the_file_as_long_as_gunicorn_lives(tmp_path: Path) -> None:
    settings = environment(f"sqlite:///{tmp_path / 'eti.sqlite3'}", tmp_path)
    command = [*ETI, "serve", "--port", "0"]
    first = Process(command, settings, tmp_path / "log")
    first.start()
    try:
        wait_until(lambda: "Listening at" in first.log.read_text(), "the server")
        second = subprocess.run(
            command, cwd=ROOT, env=settings, capture_output=True, check=False
        )
        assert second.returncode == 1
        assert b"another server works on" in second.stderr
        assert first.alive()
    finally:
        first.kill()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/eti.sqlite3", "ext4"),
        ("/srv/shared/eti.sqlite3", "nfs4"),
        ("/srv/shared/own/eti.sqlite3", "xfs"),
        ("/srv/sharedother/eti.sqlite3", "ext4"),
        ("/mnt/with space/eti.sqlite3", "cifs"),
    ],
)
def test_file_system_of_a_path_is_that_of_its_nearest_mount(
    tmp_path: Path, path: str, kind: str
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)

    assert file_system(Path(path), mounts) == kind


def test_network_file_is_refused_for_sqlite_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr("eti_events.serving.MOUNTS", mounts)

    with pytest.raises(ConfigError, match="network file system"):
        refuse_network_file(f"sqlite:///{tmp_path / 'eti.sqlite3'}")
    refuse_network_file("postgresql+psycopg://db.exemple.invalid/eti")
    refuse_network_file("sqlite:///elsewhere.sqlite3")


def test_a_file_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "eti.sqlite3"
    url = f"sqlite:///{file}"
    refuse_open_file(url)  # there is none yet
    file.touch(0o600)
    tmp_path.chmod(0o755)
    refuse_open_file(url)

    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        refuse_open_file(url)
    tmp_path.chmod(0o700)
    refuse_open_file(url)  # nobody else gets to it


def test_a_database_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings = {"PATH": os.environ["PATH"], "ETI_DATA_DIR": str(tmp_path)}

    subprocess.run([*ETI, "init"], env=settings, cwd=ROOT, check=True, umask=0o022)

    kept = list(tmp_path.iterdir())
    assert {file.name for file in kept} >= {"eti.sqlite3", "keys.env"}
    assert [file.name for file in kept if file.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("key", ["short", "x" * 64, "changeme" * 5, ""])
def test_a_secret_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ConfigError, match="ETI_SECRET_KEY"):
        Config(SECRET_KEY=key, FIELD_KEYS="")


@pytest.mark.parametrize(
    "keys", ["", "k1", "k1:", "k1:AAAA", "k1:no base64!", f"k1:{'A' * 43}="]
)
def test_a_key_that_is_none_is_refused(keys: str) -> None:
    with pytest.raises(ConfigError, match="ETI_FIELD_KEYS"):
        Keyring().load(keys)

"""Mail goes to the server that it is meant for, or nowhere."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import ConfigError
from eti_events.messages.relay import Connection, Relay
from eti_events.messages.replies import Fate
from eti_events.messages.sink import Sink
from tests.messages.far_end import FarEnd

BODY = b"Subject: Bonjour\r\n\r\nBonjour\r\n"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a certificate for 127.0.0.1 that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def context(certificate: Path) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    return tls


def send(url: str) -> Fate:
    connection = Connection(Relay.at(url), hello="localhost", patience=5)
    outcome = connection.send(
        "eti@exemple.invalid", "alix@exemple.invalid", BODY, lambda: True
    )
    connection.close()
    return outcome.fate


def test_mail_travels_encrypted_to_a_server_that_proves_its_name(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far_end = FarEnd()
    tls = context(certificate)

    with Sink(far_end, tls_context=tls, require_starttls=True) as sink:
        url = f"smtp+starttls://127.0.0.1:{sink.port}"
        untrusted = send(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted = send(url)

    assert (untrusted, trusted) == (Fate.RELAY_DOWN, Fate.SENT)
    assert far_end.to() == ["alix@exemple.invalid"]


def test_password_is_given_and_a_wrong_one_sends_nothing(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    far_end = FarEnd()

    def check(*arguments: object) -> AuthResult:
        given = arguments[-1]
        right = getattr(given, "password", b"") == b"p@ss:word"
        return AuthResult(success=right)

    with Sink(
        far_end,
        tls_context=context(certificate),
        authenticator=check,
        auth_required=True,
    ) as sink:
        host = f"127.0.0.1:{sink.port}"
        fates = [
            send(f"smtp+starttls://{user}@{host}")
            for user in ("eti:wrong", "eti:p%40ss%3Aword")
        ]

    assert fates == [Fate.RELAY_DOWN, Fate.SENT]
    assert len(far_end.taken) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "smtp://",
        "127.0.0.1:25",
        "smtp://eti:secret@mail.exemple.invalid",
    ],
)
def test_unusable_or_unsafe_setting_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="ETI_SMTP_URL"):
        Relay.at(url)

"""Mail over TLS with a login, to a server that insists on both."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bots.delivery import Later
from bots.post import Mail, PostError, Sheet, postmen
from intake.outbox import Way
from tests.bots.fake_smtp import FakeMail
from tests.installation import settings

WHO = ("bao-tin", "mat-khau-thu")
SHEET = Sheet("Có tin mới", "Xin mở trang tra cứu.", "once-1")
TO = "nguoi.gui@thu.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 signed by itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = tmp_path_factory.mktemp("certificate") / "mail.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(params=["starttls", "tls"])
def server(request: pytest.FixtureRequest, certificate: Path) -> Iterator[FakeMail]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with FakeMail(context, wrapped=request.param == "tls", login=WHO).open() as made:
        yield made


def postman(server: FakeMail, password: str = WHO[1]) -> Mail:
    environ = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
        "SMTP_SECURITY": "tls" if server.wrapped else "starttls",
        "SMTP_USER": WHO[0],
        "SMTP_PASSWORD": password,
        "MAIL_FROM": "Lắng Nghe <bao-tin@tinh.example>",
    }
    made = postmen(environ, [], settings(Path(), {}))[Way.EMAIL]
    assert isinstance(made, Mail)
    return made


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusted")
def test_a_letter_goes_by_tls_after_the_login(server: FakeMail) -> None:
    postman(server).send(TO, SHEET)
    (letter,) = server.letters
    assert (letter["To"], letter["Subject"]) == (TO, "Có tin mới")
    assert server.tried == [WHO]


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_our_fault_and_tried_again_later(server: FakeMail) -> None:
    with pytest.raises(Later):
        postman(server, "sai").send(TO, SHEET)
    assert server.letters == []


def test_a_server_nobody_vouches_for_gets_neither_letter_nor_password(server: FakeMail) -> None:
    with pytest.raises(Later):
        postman(server).send(TO, SHEET)
    assert (server.letters, server.tried) == ([], [])


def test_a_password_is_in_no_line_of_a_log(server: FakeMail) -> None:
    assert WHO[1] not in repr(postman(server))


def test_a_security_nobody_knows_is_named() -> None:
    environ = {"SMTP_HOST": "h", "SMTP_SECURITY": "ssl", "MAIL_FROM": "a@b.example"}
    house = settings(Path(), {})
    with pytest.raises(PostError, match="SMTP_SECURITY"):
        postmen(environ, [], house)

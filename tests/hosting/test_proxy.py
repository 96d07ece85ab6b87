"""The example for nginx, before the real server: what it passes on, and what it keeps away."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.faults.servers import free_port
from tests.hosting.files import DEPLOY
from tests.hosting.processes import answers, environment, started
from tests.webhooks.running import BYLINE_SERVE, Running, headers, server, until
from webhooks.delivery import MAX_BODY_BYTES

_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
#: More than the server works on at once in a process (``bot.serve``), fewer than nginx lets one address have.
_SLOW = 40


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    no_password = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, no_password))
    return files


def configuration(folder: Path, port: int, behind: str) -> Path:
    """Write the example with this machine's paths and ports in the place of its own."""
    chain, key = certificate(folder)
    text = (DEPLOY / "nginx.conf").read_text()
    for said, here in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/letsencrypt/live/byline.example.org/fullchain.pem": str(chain),
        "/etc/letsencrypt/live/byline.example.org/privkey.pem": str(key),
        "/var/log/nginx/byline.log": str(folder / "access.log"),
        "http://127.0.0.1:8000": behind,
    }.items():
        assert text.count(said) == 1
        text = text.replace(said, here)
    (folder / "byline.conf").write_text(text)
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in _TEMPORARY)
    whole = folder / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""
    whole.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\n{temporary}include {folder}/byline.conf;\n}}\n"
    )
    return whole


@dataclass(frozen=True)
class Proxied:
    """nginx at ``url`` before a running server; ``chain`` is whom to trust."""

    url: str
    chain: str
    running: Running
    folder: Path


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[Proxied]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    folder, port = tmp_path / "nginx", free_port()
    folder.mkdir()
    with ExitStack() as stack:
        running = stack.enter_context(server(tmp_path / "home", *BYLINE_SERVE))
        whole = configuration(folder, port, running.url)
        subprocess.run([program, "-t", "-c", str(whole)], check=True, capture_output=True)
        stack.enter_context(started([program, "-c", str(whole)], environment(tmp_path), folder))
        until(lambda: _listens(port), "nginx")
        yield Proxied(f"https://localhost:{port}", str(folder / "cert.pem"), running, folder)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def test_a_delivery_goes_through_and_one_that_is_too_large_does_not(proxied: Proxied) -> None:
    hook = f"{proxied.url}/webhooks/github"
    body = b'{"zen": "Keep it logically awesome."}'
    sent = requests.post(hook, body, headers=headers(body, "a", "ping"), verify=proxied.chain, timeout=30)
    assert sent.status_code == 202
    large = b" " * (MAX_BODY_BYTES + 1)
    signed = headers(large, "b", "ping")
    refused = requests.post(hook, large, headers=signed, verify=proxied.chain, timeout=30)
    assert refused.status_code == 413
    assert "nginx" in refused.text
    assert "refused_too_large" not in proxied.running.log


def test_a_token_in_an_address_is_not_in_the_log(proxied: Proxied) -> None:
    given = {"token": "a-guess-that-stands-in-the-address"}
    page = requests.get(f"{proxied.url}/", params=given, verify=proxied.chain, timeout=30)
    log = until((proxied.folder / "access.log").read_text, "the line of the log")
    assert f'"GET /" {page.status_code}' in log
    assert "a-guess" not in log


def test_slow_bodies_wait_at_the_proxy_and_the_server_goes_on(proxied: Proxied) -> None:
    trust = ssl.create_default_context(cafile=proxied.chain)
    address = ("localhost", int(proxied.url.rpartition(":")[2]))
    begun = b"POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"
    with ExitStack() as stack:
        for _ in range(_SLOW):
            plain = stack.enter_context(socket.create_connection(address, timeout=30))
            slow = stack.enter_context(trust.wrap_socket(plain, server_hostname="localhost"))
            slow.sendall(begun)
        assert answers(proxied.running.url)
        page = requests.get(f"{proxied.url}/healthz", verify=proxied.chain, timeout=30)
        assert page.status_code == 200

"""RSA keys for a GitHub App, made when the tests run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass(frozen=True)
class AppKey:
    """A GitHub App's key pair in the forms that tools ask for."""

    private_pem: str
    """PKCS#1, the form of the file that GitHub hands out."""
    pkcs8_pem: str
    public_pem: str

    def write(self, folder: Path) -> Path:
        """Write the private key as GitHub's download would be, and return its path."""
        path = folder / "app.private-key.pem"
        path.write_text(self.private_pem)
        path.chmod(0o600)
        return path


def generate_app_key(bits: int = 2048) -> AppKey:
    """Make a key pair like the one that GitHub makes for an App."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    def private(form: serialization.PrivateFormat) -> str:
        return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()

    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return AppKey(
        private_pem=private(serialization.PrivateFormat.TraditionalOpenSSL),
        pkcs8_pem=private(serialization.PrivateFormat.PKCS8),
        public_pem=public.decode(),
    )

"""A certificate authority for the tests, like a company's."""

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.clock import now


@dataclass(frozen=True)
class Authority:
    """An authority of our own: the file with its certificate, and a server it vouches for."""

    file: Path
    server: ssl.SSLContext


def found(folder: Path) -> Authority:
    """A new authority, which vouches for 127.0.0.1 and telegram.example."""
    key, file, chain = ec.generate_private_key(ec.SECP256R1()), folder / "ca.pem", folder / "server"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Company")])
    own = _certificate(name, key.public_key(), name).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    file.write_bytes(own.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    server_key = ec.generate_private_key(ec.SECP256R1())
    names: list[x509.GeneralName] = [
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.DNSName("telegram.example"),
    ]
    leaf = _certificate(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Server")]),
        server_key.public_key(),
        name,
    ).add_extension(x509.SubjectAlternativeName(names), critical=False)
    chain.write_bytes(
        leaf.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + server_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain)
    return Authority(file, context)


def _certificate(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, issuer: x509.Name
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - datetime.timedelta(days=1))
        .not_valid_after(now() + datetime.timedelta(days=1))
    )

"""What a person carries away of their case, locked by a phrase that only they have."""

import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"QNAV1\n"

SALT_BYTES = 16
NONCE_BYTES = 12

WORDS = 5
"""Of a list of 512: 45 bits, each guess of which costs a fifth of a second and 64 MiB."""

_COST = {"n": 2**16, "r": 8, "p": 1}

MAX_BYTES = 2 * 1024 * 1024
"""A locked case is text; a larger file is none."""


class WrongPhraseError(Exception):
    """The phrase does not open the file, or the file was changed: nobody can tell which."""


class NoVaultError(Exception):
    """The file is no locked case of this form."""


def is_vault(data: bytes) -> bool:
    """Whether the file begins as a locked case does."""
    return data.startswith(MAGIC)


def new_phrase() -> str:
    """Five words by chance."""
    return " ".join(secrets.choice(_words()) for _ in range(WORDS))


def is_phrase(text: str) -> bool:
    """Whether the text is five words of ours, whatever they mean beside."""
    said = normal(text).split()
    return len(said) == WORDS and _as_compared().issuperset(said)


def normal(phrase: str) -> str:
    """The phrase as it is compared: small letters, е for ё, one space between words."""
    words = "".join(char if char.isalpha() else " " for char in phrase.lower().replace("ё", "е"))
    return " ".join(words.split()[: WORDS + 1])


def locked(plain: bytes, phrase: str) -> bytes:
    """The file. Takes a fifth of a second and 64 MiB: call it in a thread."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    return MAGIC + salt + nonce + AESGCM(_key(phrase, salt)).encrypt(nonce, plain, MAGIC)


def unlocked(data: bytes, phrase: str) -> bytes:
    """What was locked. Blocks as `locked` does. Raises NoVaultError and WrongPhraseError."""
    head = len(MAGIC) + SALT_BYTES + NONCE_BYTES
    if not is_vault(data) or not head < len(data) <= MAX_BYTES:
        raise NoVaultError
    salt = data[len(MAGIC) : len(MAGIC) + SALT_BYTES]
    nonce = data[head - NONCE_BYTES : head]
    try:
        return AESGCM(_key(phrase, salt)).decrypt(nonce, data[head:], MAGIC)
    except InvalidTag:
        raise WrongPhraseError from None


def _key(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **_COST).derive(normal(phrase).encode())


@cache
def _words() -> tuple[str, ...]:
    return tuple(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())


@cache
def _as_compared() -> frozenset[str]:
    return frozenset(map(normal, _words()))

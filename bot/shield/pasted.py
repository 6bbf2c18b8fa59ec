"""Links, phones, e-mails and @names in a pasted text, read the way a browser would read them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from ipaddress import ip_address
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

import idna
from publicsuffixlist import PSLFILE, PublicSuffixList

_TOKEN = re.compile(r"[^\s<>«»„“”\"'`,;|]+")
# A scheme's last letter and what ends it: where it begins does not matter, and searching for that
# from every letter is slow in a long word.
_SCHEME_END = re.compile(r"[a-z][0-9+.-]*+://", re.IGNORECASE)
_PHONE = re.compile(r"\+?\(?[0-9](?:[ \t\u00a0().-]{0,3}[0-9]){6,}")
_SHORT = re.compile(r"[0-9]{2,4}")
_NAME = re.compile(r"@\w{3,32}")
_AFTER_HOST = re.compile(r"[/\\?#]")  # a browser treats a backslash as a slash
_DOTS = re.compile("[\u3002\uff0e\uff61]")  # what IDNA treats as a dot
_LONGEST_LABEL = 63
_LABEL = re.compile(rf"[\w-]{{1,{_LONGEST_LABEL}}}")
MOST = 12
"""The most distinct links, e-mails and @names read in one text, and the most phones."""

LONGEST_HOST = 253
"""A longer host cannot exist in DNS (RFC 1035), and is slow to read."""

MOST_LABELS = 20
"""No honest host has so many parts, and they are slow to read."""

MANY_LINKS = 20
"""Nobody honest sends more links in one message."""

_LINK_LIKE = re.compile(r"://|(?<=[\w-])\.(?:[a-z]{2,24}|рф)(?![\w-]|\.\w)", re.IGNORECASE)
_LONGEST_PHONE = 15  # E.164
_EDGES = "()[]{}.,:;!?…*~"


class PieceKind(StrEnum):
    """What a piece of text is."""

    LINK = "link"
    EMAIL = "email"
    NAME = "name"
    PHONE = "phone"


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """One thing found. `text` is the whole of it as written.

    A link has its `host` as written, its `path` and, as `userinfo`, everything up to and including
    an @ before the host; an e-mail has its `host` and, as `userinfo`, the part before the @.
    `hidden` says that it contained invisible characters.
    """

    kind: PieceKind
    text: str
    host: str = ""
    userinfo: str = ""
    path: str = ""
    hidden: bool = False


def find_pasted(text: str) -> list[Pasted]:
    """What in the text leads somewhere, in order, phones last; at most `MOST` of each."""
    found = [*_tokens(text)]
    rest = text
    for written in dict.fromkeys(piece.text for piece in found):
        rest = rest.replace(written, "\n")
    if _SHORT.fullmatch(text.strip()):
        return [Pasted(kind=PieceKind.PHONE, text=text.strip())]
    phones = islice(filter(_may_be_dialled, (run.group() for run in _PHONE.finditer(rest))), MOST)
    return found + [Pasted(kind=PieceKind.PHONE, text=run) for run in phones]


def _may_be_dialled(run: str) -> bool:
    """Whether the figures are a phone: those of a card or an account are too many."""
    return sum(char.isdigit() for char in run) <= _LONGEST_PHONE


def has_many_links(text: str) -> bool:
    """Whether the text holds more links than anybody honest sends."""
    # With its scheme a link is told twice at most: by that and by its zone.
    hosts = sum(1 for match in _LINK_LIKE.finditer(text) if match.group() != "://")
    return max(text.count("://"), hosts) > MANY_LINKS


def is_endless(host: str) -> bool:
    """Whether the host is longer than any in DNS, or of more parts than any honest one."""
    return len(host) > LONGEST_HOST or len(_DOTS.sub(".", host).split(".")) > MOST_LABELS


def _tokens(text: str) -> Iterator[Pasted]:
    read: dict[str, Pasted | None] = {}
    left = MOST
    for match in _TOKEN.finditer(text):
        token = match.group().strip(_EDGES)
        if token not in read:
            if left == 0:
                return
            read[token] = _piece(token)
            left -= read[token] is not None
        piece = read[token]
        if piece is not None:
            yield piece


def _piece(token: str) -> Pasted | None:
    invisible = "".join(char for char in set(token) if unicodedata.category(char) == "Cf")
    visible = token.translate(dict.fromkeys(map(ord, invisible)))
    piece = _read(visible.strip(_EDGES), token)
    hidden = token.strip(invisible) != visible
    return piece and Pasted(**{**vars(piece), "hidden": hidden})


def _read(token: str, written: str) -> Pasted | None:
    token = token.replace("[.]", ".").replace("(.)", ".")
    token = re.sub(r"^hxxp", "http", token, flags=re.IGNORECASE)
    scheme = _SCHEME_END.search(token)
    if scheme is not None:
        return _link(token[scheme.end() :], written)
    if _NAME.fullmatch(token):
        return Pasted(kind=PieceKind.NAME, text=written)
    before = _AFTER_HOST.split(token, maxsplit=1)[0]
    local, at, domain = before.rpartition("@")
    if not has_public_suffix(_without_port(domain)):
        return None
    if at and before == token:
        return Pasted(
            kind=PieceKind.EMAIL, text=written, host=_without_port(domain), userinfo=local
        )
    return _link(token, written)


def _link(rest: str, written: str) -> Pasted:
    authority, *tail = _AFTER_HOST.split(rest, maxsplit=1)
    userinfo, at, host = authority.rpartition("@")
    return Pasted(
        kind=PieceKind.LINK,
        text=written,
        host=_without_port(unquote(host)),
        userinfo=userinfo + at,
        path=tail[0] if tail else "",
    )


def _without_port(host: str) -> str:
    return re.sub(r":\d*$", "", host)


@lru_cache(maxsize=128)
def ascii_host(host: str) -> str:
    """The host as DNS sees it: lower case, punycode, plain dots. Never raises."""
    dotted = _DOTS.sub(".", host)
    if dotted.isascii() or len(dotted) > LONGEST_HOST:
        return dotted.lower()
    try:
        return idna.encode(dotted, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return dotted.lower()


def written_labels(host: str) -> list[str]:
    """The labels of a host in letters: punycode is decoded where possible."""
    return [_in_letters(label) for label in _DOTS.sub(".", host).lower().split(".")]


def _in_letters(label: str) -> str:
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:  # how it looks is what counts, not whether it is valid: that check is slow
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def is_address_in_figures(host: str) -> bool:
    """Whether a host is a bare IP address, or the one long number that a browser reads as one."""
    if host.isdigit():
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _zones() -> frozenset[str]:
    """Every existing last label, in letters and in punycode."""
    lines = Path(PSLFILE).read_text(encoding="utf-8").splitlines()
    rules = {line.split()[0] for line in lines if line and not line.startswith("//")}
    zones = {rule.rpartition(".")[2] for rule in rules}
    return frozenset(zones | {ascii_host(zone) for zone in zones})


def _is_zone(label: str) -> bool:
    """Whether a label can be the last one: checked without IDNA, which is slow on a whole host."""
    return unicodedata.normalize("NFKC", label).casefold() in _zones()


def has_public_suffix(host: str) -> bool:
    """Whether a text without a scheme is a domain at all: its labels and its zone are valid."""
    labels = _DOTS.sub(".", host).split(".")
    if len(host) > LONGEST_HOST or len(labels) < 2 or not _is_zone(labels[-1]):
        return False
    if not all(_LABEL.fullmatch(label) for label in labels):
        return False
    if len(labels) > MOST_LABELS:
        return True
    return _suffixes().privatesuffix(ascii_host(host), accept_unknown=False) is not None


def registrable(host: str) -> str | None:
    """The registered part of a host (example.co.uk), in punycode, if there is one."""
    return _suffixes().privatesuffix(ascii_host(host))


def public_suffix(host: str) -> str:
    """The zone in which names are registered (ru, org.ru, co.uk), in punycode."""
    return _suffixes().publicsuffix(ascii_host(host)) or ""

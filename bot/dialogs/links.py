"""Links from outside Telegram that open one step of one case."""

import re
from typing import NamedTuple

_PAYLOAD = re.compile(r"c(?P<case>[1-9]\d{0,17})-(?P<step>[a-z][a-z_]{0,31})")


class Linked(NamedTuple):
    """What a link opens; whether the case is the reader's own is not known yet."""

    case: int
    step: str


def step_link(username: str, case: int, step: str) -> str:
    """The link that opens this step of this case in the bot."""
    return f"https://t.me/{username}?start=c{case}-{step}"


def read_link(payload: str) -> Linked | None:
    """What the payload of a /start names; None when it is no link of ours."""
    found = _PAYLOAD.fullmatch(payload)
    return Linked(int(found["case"]), found["step"]) if found else None

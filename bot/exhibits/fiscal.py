"""What the QR code of a Russian receipt says: the day, the time and the sum.

The form is fixed by the tax service's order on fiscal documents:
t=20261012T1423&s=4700.00&fn=…&i=…&fp=…&n=1.
"""

import re
from datetime import date, time, timedelta
from typing import NamedTuple

_FORM = re.compile(
    r"t=(?P<t>\d{8}T\d{4}(?:\d\d)?)&s=(?P<s>\d{1,9}\.\d\d)&fn=\d{1,20}&i=\d{1,10}&fp=\d{1,10}&n=[1-4]"
)

_FIRST = date(2000, 1, 1)
_MINUTES = 100 * 366 * 24 * 60
"""The first day that a code can hold, and how many minutes."""

_BASE = 36
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Receipt(NamedTuple):
    """What was paid and when, in kopecks."""

    on: date
    at: time
    kopecks: int


def receipt_in(qr: str) -> Receipt | None:
    """The receipt whose code this is; None for any other code."""
    found = _FORM.fullmatch(qr)
    if found is None:
        return None
    try:
        when = found["t"]
        on = date(int(when[:4]), int(when[4:6]), int(when[6:8]))
        at = time(int(when[9:11]), int(when[11:13]))
    except ValueError:
        return None
    roubles, kopecks = found["s"].split(".")
    days = (on - _FIRST).days
    return Receipt(on, at, int(roubles) * 100 + int(kopecks)) if 0 <= days < 36_500 else None


def as_code(receipt: Receipt) -> str:
    """The receipt in few of a button's 64 bytes: nothing read is stored before it is confirmed."""
    minutes = ((receipt.on - _FIRST).days * 24 + receipt.at.hour) * 60 + receipt.at.minute
    number, code = receipt.kopecks * _MINUTES + minutes, ""
    while number:
        number, digit = divmod(number, _BASE)
        code = _DIGITS[digit] + code
    return code


def from_code(code: str) -> Receipt | None:
    """The same back; None for what `as_code` never gave."""
    if not re.fullmatch(r"[0-9a-z]{1,14}", code):
        return None
    kopecks, minutes = divmod(int(code, _BASE), _MINUTES)
    days, minute = divmod(minutes, 24 * 60)
    if kopecks >= 10**11:
        return None
    return Receipt(_FIRST + timedelta(days=days), time(*divmod(minute, 60)), kopecks)

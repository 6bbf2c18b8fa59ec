"""Arithmetic on roubles: kopecks and basis points, whole numbers only."""

from bot.escalation.values import Money

WHOLE = 10_000
"""Basis points in the whole: 1 % = 100."""
ROUBLE = 100
"""Kopecks in a rouble."""


def half_up(numerator: int, denominator: int) -> int:
    """The fraction (not negative) rounded to a whole number, a half upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


def check_roubles(sum_: Money, least: int = 1) -> None:
    """Raises ValueError unless `sum_` is in roubles and at least `least` kopecks."""
    if sum_.currency != "RUB":
        raise ValueError(f"roubles are counted here, not {sum_.currency}")
    if sum_.minor < least:
        raise ValueError(f"at least {least} kopecks are needed")

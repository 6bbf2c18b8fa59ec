from datetime import timedelta

from bot.clock import now


def test_now_is_aware_and_in_utc() -> None:
    assert now().utcoffset() == timedelta()
    assert now() <= now()

"""What Telegram says against a call."""

from typing import Any

import pytest
from telegram_sandbox.refused import Refused
from telegram_sandbox.telegram import Telegram


async def refusal(telegram: Telegram, method: str, **params: Any) -> str:
    """Telegram's words against a call that must be refused with 400."""
    with pytest.raises(Refused) as refused:
        await telegram.call(method, params)
    assert refused.value.code == 400
    return refused.value.description

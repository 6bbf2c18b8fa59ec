"""The sandbox's list of the Bot API's methods, held against the aiogram that the bot runs on."""

from aiogram import methods
from aiogram.methods import TelegramMethod
from telegram_sandbox.methods import names


def test_the_sandbox_knows_every_method_by_name() -> None:
    classes = [getattr(methods, name) for name in methods.__all__]
    told = {
        str(method.__api_method__)
        for method in classes
        if isinstance(method, type)
        and issubclass(method, TelegramMethod)
        and method is not TelegramMethod
    }
    assert len(told) > 150
    assert set(names().values()) == told

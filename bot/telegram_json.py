"""Calls to the Bot API written as JSON, and its answers read."""

import json
import time
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast, get_args, get_origin

import orjson
from aiogram import Bot
from aiogram.client.default import Default, DefaultBotProperties
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageText,
    Response,
    TelegramMethod,
)
from aiogram.types import InputFile
from pydantic import BaseModel, ValidationError

from bot.patience import SendOnce

UNREAD = (EditMessageText, AnswerCallbackQuery, DeleteMessage, SendOnce)
"""The reply to these is `true`, or the message that we have just written ourselves, and is not
parsed: that took a tenth of the time of an update. They give True."""


def write_call(
    method: TelegramMethod[Any], default: DefaultBotProperties, files: list[InputFile]
) -> bytes:
    """The call as JSON, with the bot's defaults; `files` gets what only a form can carry.

    Raises TypeError for what JSON cannot hold.
    """

    def plain(value: Any) -> Any:
        if isinstance(value, BaseModel):
            return _said(value, default)
        if isinstance(value, InputFile):
            files.append(value)
            return ""
        if isinstance(value, datetime):
            return round(value.timestamp())
        if isinstance(value, timedelta):
            return round(time.time() + value.total_seconds())
        if isinstance(value, Default):
            return default[value.name]
        raise TypeError(f"JSON holds no {type(value).__name__}")

    values = _said(method, default)
    return orjson.dumps(values, default=plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _said(thing: BaseModel, default: DefaultBotProperties) -> dict[str, Any]:
    """One of aiogram's objects as plain values, without fields that are not set. `model_dump` would
    copy all that it holds, and look at every field of every button."""
    values = {}
    for name, value in thing.__dict__.items():
        if type(value) is Default:
            value = default[value.name]
        if value is not None:
            values[name] = value
    return values | thing.__pydantic_extra__ if thing.__pydantic_extra__ else values


def read_json(text: str | bytes) -> Any:
    """Raises ValueError or RecursionError. The standard library accepts what orjson is too strict
    for, such as half a surrogate pair: a single such character would stop every poll."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def read_answer(content: str | bytes) -> dict[str, Any] | None:
    """The Bot API's answer: `ok`, or a refusal with its description. None when it is not one:
    then it came from something in between."""
    try:
        answer = read_json(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict):
        return None
    told = answer.get("ok") is True or isinstance(answer.get("description"), str)
    return answer if told else None


def read_result(bot: Bot, method: TelegramMethod[Any], answer: dict[str, Any]) -> Any:
    """The call's result; plain values, and results that are UNREAD, need no pydantic.

    Raises ClientDecodeError, without the data, when it is of another type than the method's.
    """
    shape = _shape(type(method))
    if shape is _Unread:
        return True
    if shape is None:
        try:
            read = Response[method.__returning__]  # type: ignore[name-defined]
            return read.model_validate(answer, context={"bot": bot}).result
        except ValidationError:
            raise _misfit() from None
    result = answer.get("result")
    if not isinstance(result, shape):
        raise _misfit()
    return result


class _Unread:
    """The shape of a result that nobody reads."""


@cache
def _shape(method: type[TelegramMethod[Any]]) -> type | None:
    """What a result has to be an instance of; None when aiogram's types read it."""
    if issubclass(method, UNREAD):
        return _Unread
    if not _is_plain(method.__returning__):
        return None
    shape = get_origin(method.__returning__) or method.__returning__
    return object if shape is Any else cast(type, shape)


def _is_plain(hint: Any) -> bool:
    if get_origin(hint) in (list, dict):
        return all(map(_is_plain, get_args(hint)))
    return hint in (Any, bool, int, float, str, list, dict)


def _misfit() -> ClientDecodeError:
    why = TypeError("see the Bot API")
    return ClientDecodeError("The result is of another type than aiogram's", why, None)

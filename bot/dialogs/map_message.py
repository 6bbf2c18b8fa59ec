"""The map: the case's path as one picture, kept true as the case moves.

One map a case, and it is the newest screen or gone: a screen that is sent below it takes it away,
as a new card does with the old one.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiogram import Router
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import EditMessageCaption, EditMessageMedia, SendPhoto
from aiogram.types import BufferedInputFile, CallbackQuery, InputMediaPhoto

from bot.dialogs.callbacks import CaseButton, number_below
from bot.dialogs.filters import Pressed
from bot.dialogs.map_view import MapView
from bot.dialogs.screen import remove
from bot.dialogs.turn import Turn
from bot.documents.picture import map_picture
from bot.escalation.case import Case, Picture

router = Router(name=__name__)

log = logging.getLogger(__name__)

DRAWING_SECONDS = 3.0
"""How long a picture may take, the wait for others' included; the map is words after that."""

_painter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="map")
"""One picture at a time: drawing takes a whole core, and others are waiting for theirs."""


class SendMap(SendPhoto):
    """sendPhoto with a keyboard as plain as a screen's."""

    reply_markup: Any = None


class EditMap(EditMessageMedia):
    """editMessageMedia with a keyboard as plain as a screen's."""

    reply_markup: Any = None


class EditWords(EditMessageCaption):
    """editMessageCaption with a keyboard as plain as a screen's."""

    reply_markup: Any = None


@router.callback_query(Pressed("map"))
async def open_map(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """The way of the case as a picture; in words where it cannot be drawn or sent."""
    view = MapView(case, turn)
    png, _ = await asyncio.gather(_drawn(view), turn.answer_press())
    if png is None or not await _put(turn, view, png):
        await turn.show(view.screen, case)


@router.callback_query(Pressed("map_beside"))
async def open_beside(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The steps that the map has no button for, a page of them: under the picture, if any."""
    screen = MapView(case, turn).beside(number_below(button.arg or "0"))
    if not (_is_pressed(turn, case) and await _say_under(turn, case, screen.text, screen.markup)):
        await turn.show(screen, case)


async def follow(turn: Turn) -> None:
    """Keep the picture of the case that this turn has shown true: drawn anew where it is still the
    newest screen, else taken away. The person has their screen by then: nothing here is raised."""
    if turn.shown is None or turn.keeps_map:
        return
    case, screen = turn.shown
    if case.map is None:
        return
    try:
        if screen < case.map.message_id and await _redraw(turn, MapView(case, turn)):
            return
    except TelegramAPIError as error:  # the next screen of the case tries again
        log.info("a map is behind its case: %s", type(error).__name__)
        return
    except Exception as error:
        log.error("a map could not follow its case: %s", type(error).__name__, exc_info=error)
    turn.keep_map(case, None)
    await _take_away(turn, case.map)


async def _take_away(turn: Turn, picture: Picture) -> None:
    """Delete the message. One that stays tells the day on which it was true; its buttons work."""
    try:
        await remove(turn.bot, turn.person_id, picture.message_id)
    except TelegramAPIError as error:
        log.info("an old map stays: %s", type(error).__name__)


async def _redraw(turn: Turn, view: MapView) -> bool:
    """Bring the picture up to the day and the case; False where that cannot be done."""
    picture = view.case.map
    if picture is None or picture.digest == view.digest:
        return picture is not None
    png = await _drawn(view)
    return png is not None and await _edit(turn, view, png, picture.message_id)


async def _put(turn: Turn, view: MapView, png: bytes) -> bool:
    """The picture in place of the pressed one, else below everything; False if Telegram refuses
    it. The one that was there before is taken away."""
    before = view.case.map
    if before and _is_pressed(turn, view.case) and await _edit(turn, view, png, before.message_id):
        return True
    call = SendMap(
        chat_id=turn.person_id,
        photo=_file(png),
        caption=view.caption.text,
        reply_markup=view.caption.markup,
    )
    try:
        sent = await turn.bot(call)
    except TelegramForbiddenError:
        raise
    except TelegramAPIError as error:
        log.warning("the map goes out in words: %s", type(error).__name__)
        return False
    turn.keep_map(view.case, Picture(sent.message_id, view.digest))
    if before:
        await _take_away(turn, before)
    return True


async def _edit(turn: Turn, view: MapView, png: bytes, message_id: int) -> bool:
    """Put the picture into that message; False where it is not there any more."""
    call = EditMap(
        chat_id=turn.person_id,
        message_id=message_id,
        media=InputMediaPhoto(media=_file(png), caption=view.caption.text),
        reply_markup=view.caption.markup,
    )
    try:
        await turn.bot(call)
    except TelegramBadRequest as error:
        if "message is not modified" not in error.message:
            log.info("the map is not edited: %s", type(error).__name__)
            return False
    turn.keep_map(view.case, Picture(message_id, view.digest))
    return True


async def _say_under(turn: Turn, case: Case, text: str, markup: Any) -> bool:
    """Other words and buttons under the picture; False where it is not there any more."""
    assert case.map is not None
    call = EditWords(
        chat_id=turn.person_id,
        message_id=case.map.message_id,
        caption=text,
        reply_markup=markup,
    )
    try:
        await turn.bot(call)
    except TelegramBadRequest as error:
        return "message is not modified" in error.message
    return True


def _is_pressed(turn: Turn, case: Case) -> bool:
    """Whether the pressed button stands under the picture."""
    pressed = turn.event.message if isinstance(turn.event, CallbackQuery) else None
    return bool(pressed and case.map and pressed.message_id == case.map.message_id)


def _file(png: bytes) -> BufferedInputFile:
    return BufferedInputFile(png, "map.png")


async def _drawn(view: MapView) -> bytes | None:
    """The picture, made off the loop; None where that fails or takes too long."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(DRAWING_SECONDS):
            return await loop.run_in_executor(_painter, map_picture, view.drawing)
    except Exception as error:
        log.error("a map is not drawn: %s", type(error).__name__, exc_info=error)
        return None

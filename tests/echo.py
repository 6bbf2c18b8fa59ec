"""A tiny real aiogram bot for the tests of `Person`: menus, files, edits, alerts."""

from aiogram import Bot, Dispatcher, F, Router
from aiogram.enums import ContentType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
)

LETTER = "Прошу вернуть 12 400 ₽.\n".encode()

MENU = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Считать", callback_data="count:0", style="primary")],
        [
            InlineKeyboardButton(text="Отправил", callback_data="sent", style="success"),
            InlineKeyboardButton(text="Удалить", callback_data="gone", style="danger"),
        ],
        [
            InlineKeyboardButton(
                text="Скопировать адрес", copy_text=CopyTextButton(text="a@example.org")
            ),
            InlineKeyboardButton(text="Сайт", url="https://example.org/"),
        ],
        [InlineKeyboardButton(text="Файл", callback_data="file")],
    ]
)

SCREEN = (
    "<b>Дело</b> № <code>A-17</code> <i>в пути</i> <u>сейчас</u> <s>потом</s>\n"
    'Ответ <tg-time unix="{due}" format="r">скоро</tg-time>, '
    '<tg-time unix="{due}" format="D">дата</tg-time>.\n'
    "Код: <tg-spoiler>секрет</tg-spoiler>, почта help@example.org, /help\n"
    "<blockquote expandable>Почему так?\nПотому что срок\nсчитают со дня,\nследующего "
    "за днём отправки,\nи никак иначе.</blockquote>"
    "<pre>Копируемый текст\nв две строки</pre>"
)


async def start(message: Message, command: CommandObject) -> None:
    """The menu, or the payload of a link."""
    if command.args:
        await message.answer(f"payload={command.args}")
        return
    due = int(message.date.timestamp()) + 3 * 86_400
    await message.answer(
        SCREEN.format(due=due),
        reply_markup=MENU,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def count(query: CallbackQuery) -> None:
    """Edits the message in place."""
    assert query.data is not None
    number = int(query.data.partition(":")[2]) + 1
    button = InlineKeyboardButton(text="Считать", callback_data=f"count:{number}")
    assert isinstance(query.message, Message)
    await query.message.edit_text(
        f"Счёт: {number}", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
    )
    await query.answer()


async def sent(query: CallbackQuery) -> None:
    """Answers with an alert."""
    await query.answer("Записано", show_alert=True)


async def gone(query: CallbackQuery) -> None:
    """Deletes the message and answers with a toast."""
    assert isinstance(query.message, Message)
    await query.message.delete()
    await query.answer("Удалено")


async def file(query: CallbackQuery) -> None:
    """Sends a file."""
    assert isinstance(query.message, Message)
    await query.message.answer_document(
        BufferedInputFile(LETTER, "Заявление.txt"), caption="Ваше <b>заявление</b>"
    )
    await query.answer()


async def ask(message: Message) -> None:
    """Asks for an answer, with a reply opened in the app."""
    forced = ForceReply(input_field_placeholder="Номер обращения")
    await message.answer("Какой номер?", reply_markup=forced)


async def group(message: Message) -> None:
    """Says that it works in private."""
    await message.answer("Пишите мне в личные сообщения")


async def sticker(message: Message) -> None:
    """Names what came."""
    await message.answer(f"Получено: {ContentType(message.content_type).value}")


async def echo(message: Message, bot: Bot) -> None:
    """Says the same, after a "typing"."""
    await bot.send_chat_action(message.chat.id, "typing")
    await message.answer(message.html_text)


async def edited(message: Message) -> None:
    """Notices an edit."""
    await message.reply("Вы исправили сообщение")


def router() -> Router:
    """The bot's registrations, in order."""
    made = Router()
    made.message.register(group, F.chat.type != "private")
    made.message.register(start, CommandStart())
    made.message.register(start, Command("menu"))
    made.message.register(ask, Command("help"))
    made.message.register(echo, F.text)
    made.message.register(sticker)
    made.edited_message.register(edited)
    made.callback_query.register(count, F.data.startswith("count:"))
    made.callback_query.register(sent, F.data == "sent")
    made.callback_query.register(gone, F.data == "gone")
    made.callback_query.register(file, F.data == "file")
    return made


def dispatcher() -> Dispatcher:
    """A fresh dispatcher with the bot in it."""
    made = Dispatcher()
    made.include_router(router())
    return made

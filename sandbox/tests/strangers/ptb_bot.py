"""A python-telegram-bot of ours with a ConversationHandler: ROOT TOKEN."""

import sys

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

CITY, PHOTO, SURE = range(3)


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask for the city, with a reply keyboard."""
    keyboard = ReplyKeyboardMarkup([["Moscow", "Kazan"]], one_time_keyboard=True)
    name = update.effective_user.first_name
    await update.message.reply_text(f"{name}, which city?", reply_markup=keyboard)
    return CITY


async def city(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask for a photo."""
    context.user_data["city"] = update.message.text
    await update.message.reply_text("Now a photo, or /skip", reply_markup=ReplyKeyboardRemove())
    return PHOTO


async def photo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Take the photo, look into the file, and show it twice, as an album."""
    size = update.message.photo[-1]
    content = await (await size.get_file()).download_as_bytearray()
    await update.message.reply_media_group(
        [InputMediaPhoto(size.file_id), InputMediaPhoto(bytes(content), caption="once more")]
    )
    return await sure(update, context)


async def sure(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask whether it is right, with inline buttons, and pin the question."""
    buttons = [
        [InlineKeyboardButton(text, callback_data=text.lower()) for text in ("Right", "Wrong")]
    ]
    asked = await update.message.reply_text(
        f"*{context.user_data['city']}*\\?",
        parse_mode="MarkdownV2",
        reply_markup=InlineKeyboardMarkup(buttons),
    )
    await asked.pin()
    return SURE


async def done(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Answer the press and end in the same message."""
    await update.callback_query.answer("Noted")
    await update.callback_query.edit_message_text(f"You are from {context.user_data['city']}.")
    await update.callback_query.message.unpin()
    return ConversationHandler.END


async def cancel(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """End early, with a reaction."""
    await update.message.set_reaction("👌")
    await update.message.reply_text("Cancelled", reply_markup=ReplyKeyboardRemove())
    return ConversationHandler.END


def main(root: str, token: str) -> None:
    """Poll until stopped."""
    builder = Application.builder().token(token)
    app = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot").build()
    app.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={
                CITY: [MessageHandler(filters.TEXT & ~filters.COMMAND, city)],
                PHOTO: [MessageHandler(filters.PHOTO, photo), CommandHandler("skip", sure)],
                SURE: [CallbackQueryHandler(done)],
            },
            fallbacks=[CommandHandler("cancel", cancel)],
        )
    )
    app.run_polling(poll_interval=0)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Telegram's limits in numbers, each from https://core.telegram.org/bots/api and its siblings."""

from datetime import timedelta

TEXT_UNITS = 4096
"""UTF-16 code units of a message's text after its entities are parsed (sendMessage)."""
CAPTION_UNITS = 1024
"""UTF-16 code units of a caption after its entities are parsed (sendDocument, sendPhoto)."""
CALLBACK_DATA_BYTES = 64
"""Bytes of `callback_data` in UTF-8, at least one (InlineKeyboardButton)."""
COPY_TEXT_CHARACTERS = 256
"""Characters that a copy_text button may copy, at least one (CopyTextButton)."""
ANSWER_CHARACTERS = 200
"""Characters of a callback query's answer (answerCallbackQuery)."""
PLACEHOLDER_CHARACTERS = 64
"""Characters of ForceReply's `input_field_placeholder`."""
KEYBOARD_BUTTONS = 100
"""Buttons of one inline keyboard (the server refuses more as too long)."""
COMMANDS = 100
COMMAND_CHARACTERS = 32
COMMAND_DESCRIPTION_CHARACTERS = 256
"""BotCommand: at most 100, name of 1-32 [a-z0-9_], description of 1-256 characters."""
DESCRIPTION_CHARACTERS = 512
SHORT_DESCRIPTION_CHARACTERS = 120
"""setMyDescription, setMyShortDescription."""
UPLOAD_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
"""What a bot may upload, download (getFile) and send as a photo."""
THUMBNAIL_BYTES = 200 * 1000
THUMBNAIL_SIDE = 320
"""A thumbnail in JPEG is less than 200 kB and its sides are no longer than 320 pixels."""
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
"""A photo's width and height together, in pixels, and how many times one may be the other."""
ALBUM_MESSAGES = 10
"""Messages in one album (sendMediaGroup)."""
WEBHOOK_CONNECTIONS = 40
WEBHOOK_CONNECTIONS_MOST = 100
"""Simultaneous connections to a webhook unless `max_connections` says otherwise (setWebhook)."""
START_PAYLOAD = r"[A-Za-z0-9_-]{1,64}"
"""https://core.telegram.org/bots/features#deep-linking"""
DELETE_WITHIN = timedelta(hours=48)
"""A message can only be deleted if it was sent less than 48 hours ago (deleteMessage)."""
DELETE_AT_ONCE = 100
"""Identifiers in one deleteMessages."""
QUERY_ANSWERABLE = timedelta(minutes=15)
"""How long a callback query can be answered; Telegram publishes no figure, this is observed."""
UPDATE_KEPT = timedelta(hours=24)
"""Incoming updates are kept no longer than 24 hours (Getting updates)."""
POLL_SECONDS = 50
"""The server holds a getUpdates no longer than this, whatever `timeout` says."""
POLL_UPDATES = 100
"""Updates in one answer to getUpdates."""

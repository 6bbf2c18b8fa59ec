"""A strict Telegram that fits on one machine: the model, its Bot API over HTTP, the chat page.

`Telegram` (telegram.py) is the model and knows nothing of HTTP; `bot_api.py` is the Bot API over
it; `control.py` lets a test in another process play people; `page.py` is the chat page;
`serve.py` puts them together.
"""

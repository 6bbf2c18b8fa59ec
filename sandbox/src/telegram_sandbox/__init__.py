"""A strict Telegram that fits on one machine: the model, its Bot API over HTTP, the chat page.

`Telegram` (telegram.py) is the model and knows nothing of HTTP: what bots call (methods.py) and
what people do (people.py), over one `World` (world.py). `bot_api.py` is the Bot API over it;
`control.py` lets a test in another process play people, and `remote.py` is that test's side of it;
`page.py` is the chat page; `serve.py` puts them together.
"""

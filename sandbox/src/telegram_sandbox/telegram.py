"""A model of Telegram in one process: what the bot calls and what people do, over one `World`.

It refuses what Telegram refuses, in Telegram's words. It knows nothing of HTTP (bot_api.py does).
"""

import logging
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram_sandbox.chats import Chat, User
from telegram_sandbox.clock import Clock
from telegram_sandbox.faults import Faults
from telegram_sandbox.limits import POLL_UPDATES
from telegram_sandbox.methods import METHODS, names
from telegram_sandbox.parameters import Parameters, Upload
from telegram_sandbox.people import Person
from telegram_sandbox.refused import Dropped, Refused
from telegram_sandbox.world import World

log = logging.getLogger(__name__)

CALLS_KEPT = 10_000
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass
class Call:
    """One call of the Bot API: what was asked, when, and what went wrong (None when nothing)."""

    method: str
    params: Mapping[str, Any]
    at: datetime
    error: Exception | None = None


class Telegram(World):
    """Telegram with one bot in it.

    `clock` dates messages and ages callback queries; `token` is the bot's, its number is the bot's
    id; "" makes one up.
    """

    def __init__(
        self,
        clock: Clock,
        token: str = "",
        username: str = "sandbox_bot",
        first_name: str = "Sandbox",
    ) -> None:
        self.token = token or f"42:{secrets.token_urlsafe(26)}"
        number = int(self.token.partition(":")[0])
        super().__init__(clock, User(number, first_name, username, is_bot=True))
        self.people: dict[int, Person] = {}
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)

    # The bot's side

    def check_token(self, token: str) -> None:
        """Raises `Refused` 401 for a token that is not the bot's, 404 for what is not a token."""
        if token == self.token:
            return
        if not token.partition(":")[0].isdigit():
            raise Refused(404, "Not Found")
        raise Refused(401, "Unauthorized")

    async def call(
        self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> Any:
        """Answer a method of the Bot API with the `result` it would give.

        `params` are strings (or JSON values), `files` uploads by field name. Raises `Refused` with
        Telegram's code and words, and `Dropped` when a fault asked for a broken connection.
        """
        call = Call(method, params, self.clock())
        self.calls.append(call)
        try:
            return await self._faulty(method, params, Parameters(params, files or {}))
        except (Refused, Dropped) as error:
            call.error = error
            raise

    async def _faulty(self, method: str, params: Mapping[str, Any], read: Parameters) -> Any:
        fault = self.faults.due(method, params.get("chat_id"))
        if fault is not None and not fault.after:
            raise fault.error()
        result = await self._answer(method.lower(), read)
        if fault is not None:
            raise fault.error()
        return result

    async def _answer(self, method: str, parameters: Parameters) -> Any:
        if method == "getupdates":
            return await self._get_updates(parameters)
        if method in METHODS:
            return METHODS[method](self, parameters)
        if method not in names():
            raise Refused(404, "Not Found: method not found")
        log.warning("the sandbox does not know %s", names()[method])
        raise Refused(501, f"Not Implemented: the sandbox does not know {names()[method]}")

    async def _get_updates(self, parameters: Parameters) -> Any:
        if self.webhook.url:
            raise Refused(409, WEBHOOK_ACTIVE)
        allowed = parameters.array("allowed_updates", "allowed updates")
        if allowed is not None:
            self.updates.allow(allowed)
        limit = parameters.integer("limit") or POLL_UPDATES
        return await self.updates.poll(
            parameters.integer("offset") or 0,
            limit if 1 <= limit <= POLL_UPDATES else POLL_UPDATES,
            parameters.integer("timeout") or 0,
        )

    # People's side

    def person(
        self,
        id: int,  # noqa: A002
        first_name: str = "Анна",
        username: str = "",
        language_code: str = "ru",
    ) -> Person:
        """The person with this id, who is made as the other arguments say when they are new."""
        known = self.people.get(id)
        if known is not None:
            return known
        user = self.users[id] = User(id, first_name, username, language_code=language_code)
        chat = self.chats.setdefault(id, Chat(id, "private", first_name, username))
        person = self.people[id] = Person(self, user, chat)
        self.tell_of_people()
        self.tell_of_bot()
        return person

    def group(self, id: int = -100, title: str = "Группа") -> Chat:  # noqa: A002
        """The group with this id, of which the bot and every person is a member."""
        chat = self.chats.get(id)
        if chat is None:
            chat = self.chats[id] = Chat(id, "group", title, started=True)
            self.tell_of_people()
        return chat

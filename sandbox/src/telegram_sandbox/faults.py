"""Faults on request: the next calls fail, so that a test can see what the bot does then."""

from dataclasses import dataclass

from telegram_sandbox.refused import Dropped, Refused

WORDS = {
    400: "Bad Request: refused on request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """How `times` calls of `method` (any if "") to `chat_id` (any if None) end.

    With `code` the answer is a refusal; without one the connection breaks. `after` lets the call
    take effect first: the bot cannot know that it did.
    """

    times: int = 1
    method: str = ""
    chat_id: int | None = None
    code: int | None = None
    description: str = ""
    retry_after: int | None = None
    after: bool = False

    def fits(self, method: str, chat_id: object) -> bool:
        """Whether this fault is for a call of `method` to `chat_id`."""
        return (
            self.times > 0
            and self.method.lower() in ("", method.lower())
            and (self.chat_id is None or str(self.chat_id) == str(chat_id))
        )

    def error(self) -> Exception:
        """What the call ends with."""
        if self.code is None:
            return Dropped()
        retry_after = self.retry_after
        if self.code == 429 and retry_after is None:
            retry_after = 1
        words = self.description or WORDS.get(self.code, "Refused on request")
        return Refused(self.code, words.format(retry_after=retry_after), retry_after)


class Faults:
    """The faults that wait for their calls. getUpdates fails only when a fault names it."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let the next calls that fit fail."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        self._waiting.clear()

    def due(self, method: str, chat_id: object) -> Fault | None:
        """Take one use of the first fault that fits the call, if there is one."""
        for fault in self._waiting:
            if method.lower() == "getupdates" and not fault.method:
                continue
            if fault.fits(method, chat_id):
                fault.times -= 1
                return fault
        return None

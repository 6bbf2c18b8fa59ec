"""How a call to the Bot API can end other than with a result."""


class Refused(Exception):  # noqa: N818  (an answer, as Telegram words it)
    """Telegram's answer "no": a status code and the words of the `description` field.

    `retry_after` is in seconds and comes with 429 only.
    """

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def envelope(self) -> dict[str, object]:
        """The JSON object that the Bot API sends with such an answer."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


class Dropped(Exception):  # noqa: N818
    """No answer at all: the connection broke before or after the call took effect."""


def bad_request(words: str) -> Refused:
    """The most common refusal: 400 with Telegram's prefix."""
    return Refused(400, f"Bad Request: {words}")

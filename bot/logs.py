"""The log, in which nobody's words can stand.

A person's answer reaches a log through lines written by others: an exception that quotes what it
was given, a library that logs its arguments, a warning that shows a value. So one formatter writes
all of it:

* of an exception its class and where it was raised, never its message, and so for its causes;
* of a library's line the words of its source and the numbers in it, and "…" for all the rest;
* our own lines (loggers "bot" and below) as they are: they carry ids and names of steps.
"""

import inspect
import json
import logging
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from traceback import walk_tb
from types import TracebackType
from typing import TextIO

log = logging.getLogger(__name__)

LEFT_OUT = "…"

MOST_FRAMES = 30
"""How many frames of one exception are written, the innermost ones: endless recursion has 1,000."""

SAID_BY_C = (
    "Task exception was never retrieved",
    "Future exception was never retrieved",
    "Task was destroyed but it is pending!",
)
"""What asyncio says from where there is no Python source to look into."""


def set_up_logging(
    level: int | str, stream: TextIO | None = None, *, as_json: bool = False
) -> None:
    """Write all records from `level` upwards to the stream (standard error), and whatever Python
    would write there by itself: warnings, and exceptions that nobody caught. `as_json` makes each
    record an object on a line of its own."""
    handler = logging.StreamHandler(stream)
    text = Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(DiscreetJson() if as_json else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.raiseExceptions = False  # for a line that fails, logging would print all its arguments
    warnings.showwarning = _show_warning
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


SELDOM_SECONDS = 60.0


class Seldom:
    """Says what goes on for long once a minute, not at every try."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._quiet_until = 0.0

    def warn(self, text: str, *args: object) -> None:
        """A warning, unless there was one within the minute."""
        now = time.monotonic()
        if now >= self._quiet_until:
            self._quiet_until = now + SELDOM_SECONDS
            self._log.warning(text, *args)


class Discreet(logging.Formatter):
    """Writes a record without what it may quote."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and for an exception its classes and frames below it. Raises nothing."""
        # Attributes of the record itself are left alone: other handlers read it too.
        told = logging.makeLogRecord(vars(record) | {"msg": _message(record), "args": None})
        told.message = told.getMessage()
        told.asctime = self.formatTime(record)
        lines = [self.formatMessage(told)]
        if record.exc_info and record.exc_info[1]:
            lines += _raised(record.exc_info[1])
        return "\n".join(lines)


class DiscreetJson(logging.Formatter):
    """The same as `Discreet`, an object a line: at, level, logger, message and what was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """The object. Raises nothing."""
        message = logging.makeLogRecord({"msg": _message(record), "args": None}).getMessage()
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
        }
        raised = record.exc_info[1] if record.exc_info else None
        if raised:
            told["raised"] = "\n".join(line.strip() for line in _raised(raised))
        return json.dumps(told, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    ours = record.name.partition(".")[0] == "bot"
    template = str(record.msg) if ours else _in_source(str(record.msg))
    if not record.args or template is None:
        return template or LEFT_OUT
    args = record.args
    try:
        if isinstance(args, Mapping):
            return template % {name: _argument(value, ours) for name, value in args.items()}
        return template % tuple(_argument(value, ours) for value in args)
    except (TypeError, ValueError, KeyError):
        return template


def _in_source(text: str) -> str | None:
    """The text, or its first line, if the source of a function that runs now holds it as a literal:
    then nobody's words are in it. None for a text that was put together."""
    for words in (text, text.partition("\n")[0]):
        frame = inspect.currentframe()
        while frame:
            if words in frame.f_code.co_consts:
                return words
            frame = frame.f_back
        if words in SAID_BY_C:
            return words
    return None


def _argument(value: object, ours: bool) -> object:
    """What may stand in a line: numbers, classes, the class of an exception, and in our own lines
    everything that is no exception."""
    if isinstance(value, BaseException):
        return _Word(_class(type(value)))
    if ours or value is None or type(value) in (int, float, bool):
        return value
    return _Word(_class(value) if isinstance(value, type) else LEFT_OUT)


class _Word(str):
    """A text that stands in a line as it is, for %r too."""

    __slots__ = ()
    __repr__ = str.__str__


def _raised(error: BaseException) -> Iterator[str]:
    """The exception, its frames, those of a group and those it came from, each once."""
    seen: set[int] = set()
    waiting = deque([("", error)])
    while waiting:
        lead, one = waiting.popleft()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield f"  {lead}{_class(type(one))}"
        frames = deque(walk_tb(one.__traceback__), MOST_FRAMES)
        for frame, line in frames:
            yield f"    {frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(("one of them: ", member) for member in one.exceptions)
        if one.__cause__:
            waiting.append(("caused by ", one.__cause__))
        elif one.__context__ and not one.__suppress_context__:
            waiting.append(("while handling ", one.__context__))


def _class(kind: type) -> str:
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


# What Python writes to standard error by itself


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning may show a value: pydantic's do."""
    said = _in_source(str(message)) or LEFT_OUT
    log.warning("%s at %s:%s: %s", category.__name__, filename, lineno, said)


def _uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    log.critical("nobody caught this, the process ends", exc_info=(kind, error, traceback))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value:
        log.error("a thread ends", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    if unraisable.exc_value:
        log.error("an exception was ignored", exc_info=unraisable.exc_value)

"""Reply markup: what Telegram accepts under a message."""

import re
from typing import Any
from urllib.parse import urlsplit

from telegram_sandbox.limits import (
    CALLBACK_DATA_BYTES,
    COPY_TEXT_CHARACTERS,
    KEYBOARD_BUTTONS,
    PLACEHOLDER_CHARACTERS,
)
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request

Markup = dict[str, Any]

STYLES = ("primary", "success", "danger")
ACTIONS = (
    "url",
    "callback_data",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
    "disabled",
)
KEPT = ("text", "style", "icon_custom_emoji_id", *ACTIONS)

_HOST = re.compile(r"(?=.{1,253}$)(?!-)[\w-]+(\.[\w-]+)*\.[^\W\d_][\w-]*$|^\d{1,3}(\.\d{1,3}){3}$")


def reply_markup(parameters: Parameters) -> Markup | None:
    """The checked `reply_markup`, inline keyboards without empty rows; None when there is none.

    Raises `Refused` in Telegram's words.
    """
    markup = parameters.object("reply_markup", "reply markup", "reply keyboard markup")
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return _reply_keyboard(markup)
    if markup.get("remove_keyboard") is True:
        return {"remove_keyboard": True}
    if markup.get("force_reply") is True:
        placeholder = markup.get("input_field_placeholder", "")
        if not isinstance(placeholder, str) or len(placeholder) > PLACEHOLDER_CHARACTERS:
            raise bad_request("REPLY_MARKUP_INVALID")
        return markup
    if markup:
        raise bad_request("can't parse reply keyboard markup JSON object")
    return None


def inline_only(parameters: Parameters) -> Markup | None:
    """The checked markup of an edit, where only an inline keyboard is possible."""
    markup = reply_markup(parameters)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _inline(rows: object) -> Markup | None:
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    checked = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request('field "inline_keyboard" must be an Array of Arrays')
        if row:
            checked.append([_button(button) for button in row])
    if sum(map(len, checked)) > KEYBOARD_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _unparsed(why: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {why}")


def _button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _unparsed("expected an Object")
    text = button.get("text")
    if text is None:
        raise _unparsed('Can\'t find field "text"')
    if not isinstance(text, str):
        raise _unparsed('Field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text is empty")
    style = button.get("style")
    if style is not None and style not in STYLES:
        raise _unparsed("Invalid button style specified")
    _action(button)
    return {name: button[name] for name in KEPT if button.get(name) is not None}


def _action(button: dict[str, Any]) -> None:
    present = [name for name in ACTIONS if button.get(name) not in (None, "", False)]
    if not present:
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(present) > 1:
        raise _unparsed("exactly one action must be specified")
    action = present[0]
    value = button[action]
    match action:
        case "callback_data":
            _callback_data(value)
        case "copy_text":
            _copy_text(value)
        case "url":
            _url(value)
        case "pay" | "callback_game":
            raise bad_request("BUTTON_TYPE_INVALID")


def _callback_data(data: object) -> None:
    if not isinstance(data, str):
        raise _unparsed('Field "callback_data" must be of type String')
    if len(data.encode()) > CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _copy_text(copied: object) -> None:
    if not isinstance(copied, dict):
        raise _unparsed('Field "copy_text" must be of type Object')
    text = copied.get("text")
    if not isinstance(text, str):
        raise _unparsed('Field "text" must be of type String')
    if not 1 <= len(text) <= COPY_TEXT_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _url(url: object) -> None:
    if not isinstance(url, str):
        raise _unparsed('Field "url" must be of type String')
    fault = url_fault(url)
    if fault:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {fault}")


def url_fault(url: str) -> str:
    """Telegram's objection to the URL of a button, "" if it has none: http, https and tg only."""
    scheme, colon, rest = url.partition(":")
    if colon and scheme.lower() == "tg":
        return "" if rest.strip("/") else "Wrong tg URL"
    if colon and re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*", scheme) and "." not in scheme:
        if scheme.lower() in {"http", "https"}:
            return _host_fault(url)
        if not rest[:1].isdigit():
            return "Unsupported URL protocol"
    return _host_fault(f"http://{url}")


def _host_fault(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return "Wrong HTTP URL"
    if not host:
        return "URL host is empty"
    return "" if _HOST.match(host) and not re.search(r"\s", url) else "Wrong HTTP URL"


def _reply_keyboard(markup: Markup) -> Markup:
    rows = markup["keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    for button in (button for row in rows for button in row):
        text = button.get("text") if isinstance(button, dict) else button
        if not isinstance(text, str) or not text:
            raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return markup

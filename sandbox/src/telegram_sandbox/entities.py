"""Text and its entities, read by Telegram's own library (TDLib, offline)."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import tdjson

from telegram_sandbox.refused import bad_request

Entity = dict[str, Any]

PARSE_MODES: Mapping[str, dict[str, object]] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}

PLAIN_TYPES: Mapping[str, str] = {
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeUnderline": "underline",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeSpoiler": "spoiler",
    "textEntityTypeCode": "code",
    "textEntityTypePre": "pre",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeBotCommand": "bot_command",
    "textEntityTypeUrl": "url",
    "textEntityTypeEmailAddress": "email",
    "textEntityTypePhoneNumber": "phone_number",
    "textEntityTypeHashtag": "hashtag",
    "textEntityTypeCashtag": "cashtag",
    "textEntityTypeMention": "mention",
}

OPAQUE_TYPES = {"code", "pre", "text_link", "date_time", "custom_emoji"}
"""Marked entities inside which Telegram looks for no links or commands."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_UNWANTED = re.compile("[\r\u2028-\u202e]")


def _tdlib(request: dict[str, object]) -> dict[str, Any]:
    answer = tdjson.td_execute(json.dumps(request).encode())
    if answer is None:
        raise RuntimeError(f"TDLib gave no answer to {request['@type']}")
    return dict(json.loads(answer))


_tdlib({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units: the unit of Telegram's limits and entity offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(text: str) -> str:
    """What TDLib's `clean_input_string` leaves: no control characters, no bidi overrides."""
    return _CONTROL.sub(" ", _UNWANTED.sub("", text))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blanks at both ends, as Telegram stores a message; entities follow."""
    lead = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    length = utf16_length(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], length)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept


def parsed(text: str, parse_mode: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities in the Bot API's form.

    Raises `Refused` with TDLib's own words when the markup is wrong or the mode is unknown.
    """
    if not parse_mode:
        return text, found(text)
    mode = PARSE_MODES.get(parse_mode.lower())
    if mode is None:
        raise bad_request("unsupported parse_mode")
    plain, entities = _parsed(text, parse_mode.lower())
    return plain, [dict(entity) for entity in entities]


@lru_cache(maxsize=4096)
def _parsed(text: str, mode: str) -> tuple[str, tuple[Entity, ...]]:
    answer = _tdlib({"@type": "parseTextEntities", "text": text, "parse_mode": PARSE_MODES[mode]})
    if answer["@type"] == "error":
        words = str(answer["message"])
        raise bad_request(words[0].lower() + words[1:])
    marked = [_bot_api_entity(entity) for entity in answer["entities"]]
    plain = str(answer["text"])
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in marked
        if entity["type"] in OPAQUE_TYPES
    ]
    automatic = [
        entity
        for entity in found(plain)
        if not any(
            start < entity["offset"] + entity["length"] and entity["offset"] < end
            for start, end in taken
        )
    ]
    entities = sorted(marked + automatic, key=lambda entity: (entity["offset"], -entity["length"]))
    return plain, tuple(entities)


def found(text: str) -> list[Entity]:
    """The entities Telegram finds in plain text by itself: commands, links, addresses, tags."""
    return [dict(entity) for entity in _found(text)]


@lru_cache(maxsize=4096)
def _found(text: str) -> tuple[Entity, ...]:
    answer = _tdlib({"@type": "getTextEntities", "text": text})
    return tuple(
        _bot_api_entity(entity)
        for entity in answer["entities"]
        if entity["type"]["@type"] in PLAIN_TYPES
    )


def _bot_api_entity(entity: dict[str, Any]) -> Entity:
    kind = entity["type"]
    name = kind["@type"]
    place: Entity = {"offset": entity["offset"], "length": entity["length"]}
    match name:
        case "textEntityTypeTextUrl":
            return {"type": "text_link", **place, "url": kind["url"]}
        case "textEntityTypePreCode":
            return {"type": "pre", **place, "language": kind["language"]}
        case "textEntityTypeCustomEmoji":
            return {
                "type": "custom_emoji",
                **place,
                "custom_emoji_id": str(kind["custom_emoji_id"]),
            }
        case "textEntityTypeMentionName":
            # A bot API server drops mentions of people it does not know; nobody here relies on one.
            return {"type": "text_link", **place, "url": f"tg://user?id={kind['user_id']}"}
        case "textEntityTypeDateTime":
            return {"type": "date_time", **place, **_date_time(kind)}
    return {"type": PLAIN_TYPES[name], **place}


def _date_time(kind: dict[str, Any]) -> dict[str, Any]:
    """MessageEntity's `unix_time` and `date_time_format` (letters of the tg-time tag)."""
    formatting = kind.get("formatting_type")
    told = {"unix_time": kind["unix_time"]}
    if formatting is None:
        return told
    if formatting["@type"] == "dateTimeFormattingTypeRelative":
        return {**told, "date_time_format": "r"}
    letters = ""
    if formatting.get("show_day_of_week"):
        letters += "w"
    for field, short, long in (("date_precision", "d", "D"), ("time_precision", "t", "T")):
        precision = (formatting.get(field) or {}).get("@type", "")
        letters += {
            "dateTimePartPrecisionShort": short,
            "dateTimePartPrecisionLong": long,
        }.get(precision, "")
    return {**told, "date_time_format": letters}

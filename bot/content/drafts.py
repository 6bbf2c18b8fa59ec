"""data/drafts.toml and data/channels.toml made into the letters and their channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File

from bot.content.terms import dated
from bot.escalation.drafts import Channel, Draft, Relevance
from bot.records import BadData, read_toml, record, records


@dataclass(frozen=True)
class Drafts:
    """All drafts and channels, and when a question is worth asking."""

    drafts: Mapping[str, Draft]
    channels: Mapping[str, Channel]
    relevance: Mapping[str, Relevance]


def load_drafts(folder: File) -> Drafts:
    """The letters, channels and relevance from `folder` (data/).

    Raises BadData for an unknown key or a channel that does not exist.
    """
    table = read_toml(folder / "drafts.toml")
    drafts = records(Draft, "drafts.toml", table.pop("drafts", {}))
    relevance = {
        question: record(Relevance, "drafts.toml", f"relevance.{question}", when)
        for question, when in table.pop("relevance", {}).items()
    }
    for key in table:
        raise BadData("drafts.toml", key, "unknown key")
    head = read_toml(folder / "channels.toml")
    tables = head.pop("channels", {})
    channels = records(Channel, "channels.toml", dated("channels.toml", head, tables))
    for draft in drafts.values():
        for channel in draft.channels:
            if channel not in channels:
                raise BadData("drafts.toml", f"{draft.id}.channels", f"no channel {channel}")
    return Drafts(drafts, channels, relevance)

"""Every word the bot says, from templates/."""

import os
import pickle
import re
import stat
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path as File
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    select_autoescape,
)
from jinja2.bccache import Bucket

from bot.records import BadData, read_toml, typed

LABELS = "labels.toml"

_GAP = re.compile(r"\n{3,}")


class _Environment(Environment):
    """Jinja's, with a plain dict for the globals of every template: none are added once templates
    are loaded, and Jinja's ChainMap took three quarters of the time to start a template."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Words:
    """Screens and labels. Templates are compiled once; a missing fact is an error, not a blank."""

    def __init__(
        self,
        folder: File,
        *,
        filters: Mapping[str, Callable[..., Any]],
        names: Mapping[str, Any],
    ) -> None:
        self.environment = _Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=select_autoescape(["html.j2"], default=False),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=compiled_before(folder),
            cache_size=-1,
        )
        self.environment.filters.update(filters)
        self.environment.globals.update(names)
        self._labels: dict[str, dict[str, str]] = typed(
            dict[str, dict[str, str]], LABELS, "", read_toml(folder / LABELS)
        )
        self.environment.globals["label"] = self.label

    def screen(self, name: str, **facts: object) -> str:
        """The text of templates/screens/<name>.html.j2 in Telegram's HTML.

        Raises jinja2.TemplateError when the template is missing or needs a fact it was not given.
        """
        template = self.environment.get_template(f"screens/{name}.html.j2")
        return _GAP.sub("\n\n", template.render(facts)).strip()

    def label(self, group: str, name: str) -> str:
        """A short text of labels.toml: a button, a title. Raises BadData when it is missing."""
        try:
            return self._labels[group][name]
        except KeyError:
            raise BadData(LABELS, f"{group}.{name}", "missing label") from None

    def labels(self, group: str) -> Mapping[str, str]:
        """All labels of a group, by id. Raises BadData when there is no such group."""
        if group not in self._labels:
            raise BadData(LABELS, group, "no such group")
        return self._labels[group]

    def compile_all(self) -> int:
        """Compile every template, so that nobody waits for it; return their number.

        Raises BadData for one that is not valid Jinja, or not UTF-8.
        """
        names = self.environment.list_templates(filter_func=lambda name: name.endswith(".j2"))
        for name in names:
            try:
                self.environment.get_template(name)
            except (TemplateError, UnicodeDecodeError) as error:
                raise BadData(f"templates/{name}", "(file)", str(error)) from error
        return len(names)


SPOILT = (pickle.UnpicklingError, EOFError, ValueError, TypeError, LookupError, AttributeError)
"""What reading a truncated file can raise."""


class Compiled(FileSystemBytecodeCache):
    """Templates compiled by an earlier start, each in a file of its own.

    A file is used only with the template, the Jinja and the bot's code that made it: Jinja
    evaluates `{{ 5 | roubles }}` at compile time, so a changed filter changes compiled templates.
    """

    def __init__(self, folder: File) -> None:
        super().__init__(str(folder))
        self._made_by = _made_by()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """By its name alone: the folder lies beside the templates, and goes where they go."""
        return super().get_cache_key(name)

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(self._made_by + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except SPOILT:  # cut short by a power failure; Jinja itself would stop the start
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        # A read-only folder (the image's) or a full disk only costs time at the next start.
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_before(templates: File) -> Compiled | None:
    """The compiled templates, in __pycache__ beside them; None where none may be kept.

    They are code that is run, so they need the same trust as the templates: the folder must belong
    to us or to the templates' owner, and nobody else may write to it.
    """
    folder = templates / "__pycache__"
    with suppress(OSError):
        folder.mkdir(mode=0o755, exist_ok=True)
    return Compiled(folder) if _only_ours(folder, templates) else None


def _only_ours(folder: File, templates: File) -> bool:
    if not hasattr(os, "getuid"):
        return False  # Windows has other permissions
    try:
        it = folder.lstat()  # not following a link
        owners = {os.getuid(), templates.stat().st_uid}
    except OSError:
        return False
    writable_by_others = it.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(it.st_mode) and it.st_uid in owners and not writable_by_others


def _made_by() -> str:
    """A fingerprint of this code and this Jinja."""
    digest = sha256(version("jinja2").encode())
    for file in sorted(File(__file__).parents[1].rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()

"""Every word the bot says, from templates/."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path as File
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    select_autoescape,
)

from bot.content.errors import BadData
from bot.content.records import read_toml

_GAP = re.compile(r"\n{3,}")


class Words:
    """Screens and labels. Templates are compiled once; a missing word is an error, not a hole."""

    def __init__(
        self,
        folder: File,
        *,
        filters: Mapping[str, Callable[..., Any]],
        names: Mapping[str, Any],
    ) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=select_autoescape(["html.j2"], default=False),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.environment.filters.update(filters)
        self.environment.globals.update(names)
        self._labels: dict[str, dict[str, str]] = read_toml(folder / "labels.toml")
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
            raise BadData("labels.toml", f"{group}.{name}", "missing label") from None

    def labels(self, group: str) -> Mapping[str, str]:
        """All labels of a group, by id."""
        return self._labels[group]

    def compile_all(self) -> int:
        """Compile every template, so that no person waits for it; give how many there are.

        Raises BadData for one that is not valid Jinja.
        """
        names = self.environment.list_templates(filter_func=lambda name: name.endswith(".j2"))
        for name in names:
            try:
                self.environment.get_template(name)
            except TemplateError as error:
                raise BadData(f"templates/{name}", "(file)", str(error)) from error
        return len(names)

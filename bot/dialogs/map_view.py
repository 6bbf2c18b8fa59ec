"""What the map of a case says: in words, on a picture, and by its buttons."""

import hashlib
import json
import secrets
from functools import cached_property
from typing import Any

from bot.dialogs.callbacks import case_button
from bot.dialogs.desk import Desk
from bot.dialogs.screen import Button, Rows, Screen, pairs
from bot.escalation.case import Case
from bot.escalation.way import Mark, Rung, way
from bot.escalation.windows import by_day, closings

MOST_STEPS = 6
"""How many steps the map itself opens: with the ways out, no more than ten buttons."""

PAGE = 7
"""How many steps one page beside the map has."""

_KEY = secrets.token_bytes(16)


class MapView:
    """The map of this case today."""

    def __init__(self, case: Case, desk: Desk) -> None:
        self.case = case
        self._desk = desk
        self._way = way(case, desk.content.timing, desk.today)
        self._closings = closings(case, desk.content.timing, desk.today)

    @cached_property
    def screen(self) -> Screen:
        """The map in words, where there is no picture."""
        return Screen(self._text(folded=False), self._rows())

    @cached_property
    def caption(self) -> Screen:
        """What stands under the picture: the same words, folded, and the same buttons."""
        return Screen(self._text(folded=True), self._rows())

    def _text(self, *, folded: bool) -> str:
        known = {"case": self.case, "way": self._way, "closings": self._closings}
        return self._desk.text("map", folded=folded, **known)

    @cached_property
    def drawing(self) -> dict[str, Any]:
        """What `map_picture` draws. It names steps and days, and nothing that the person told."""
        words, today = self._words, self._desk.today
        return {
            "words": {**self._desk.content.words.labels("map"), "today": words.today(today)},
            "closings": [
                {"name": words.closing_name(same), "day": words.closing_day(same, today)}
                for same in by_day(self._closings)
            ],
            "rungs": [
                {
                    "mark": one.mark,
                    "name": self._desk.label(one.step, "steps"),
                    "note": words.note(one, today),
                }
                for one in self._way.rungs
            ],
            "earlier": self._way.earlier,
            "later": self._way.later,
        }

    @cached_property
    def digest(self) -> str:
        """Differs where the picture or its caption would. It tells nobody what they say: the key is
        gone with the process, and after a start each picture is drawn once more."""
        shown = json.dumps([self.drawing, self.caption.text], ensure_ascii=False)
        return hashlib.blake2s(shown.encode(), key=_KEY, digest_size=12).hexdigest()

    def beside(self, page: int) -> Screen:
        """The steps without a button on the map, this page of them; the last, if it has fewer."""
        rest = self._rest
        pages = max(1, -(-len(rest) // PAGE))
        page = min(page, pages - 1)
        rungs = rest[page * PAGE : (page + 1) * PAGE]
        more = str((page + 1) % pages)
        rows = [
            *pairs([self._button(rung) for rung in rungs]),
            [self._desk.do(self.case, "map_more", "map_beside", more)] if pages > 1 else [],
            [self._desk.do(self.case, "to_map", "map"), self._desk.do(self.case, "card")],
        ]
        return Screen(self._desk.text("map_beside", case=self.case, rungs=rungs), rows)

    def _rows(self) -> Rows:
        do = self._desk.do
        over_time = ("history",) if self.case.closed else ("history", "calendar")
        return [
            [
                do(self.case, "card", style="primary"),
                *([do(self.case, "map_beside")] if self._rest else []),
            ],
            *pairs([self._button(rung) for rung in self._opened]),
            [do(self.case, name) for name in over_time],
        ]

    @property
    def _opened(self) -> list[Rung]:
        """The rungs that the map opens by a button; where the case stands, that is its card's."""
        return [rung for rung in self._way.rungs if rung.mark is not Mark.HERE][:MOST_STEPS]

    @property
    def _rest(self) -> list[Rung]:
        rungs = (*self._way.rungs, *self._way.beside)
        return [rung for rung in rungs if rung.mark is not Mark.HERE and rung not in self._opened]

    def _button(self, rung: Rung) -> Button:
        mark, name = self._desk.label(rung.mark, "marks"), self._desk.label(rung.step, "steps")
        return case_button(f"{mark} {name}", self.case, "view", step=rung.step)

    @cached_property
    def _words(self) -> Any:
        return self._desk.content.words.environment.get_template("macros/way.j2").module

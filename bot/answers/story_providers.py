"""Whose wallet or bank a story is about: the places at which its case may be opened.

Where the money came from counts, not where it went: "перевела со Сбера на Озон" is a matter of
Сбер. Whoever names only the receiver's bank has sent from some bank: which one is asked then.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from bot.answers.mentions import Mention
from bot.escalation.firms import LISTED
from bot.russian.names import Named, Names, split
from bot.russian.phrases import Word
from bot.russian.wording import StoryWords

CONTACT = "contact_transfer"
"""The problem of a transfer by Contact, the system of the Russian Qiwi's bank."""

SURE = 0.5
"""How likely a problem must be to tell the place by itself."""

NOTHING = "nothing"
"""The id of words that name no place, where a part of them would."""

_TERMINAL, _SHOP, _QIWI = "terminal", "shop", "qiwi"
_COUNTERS = {_TERMINAL, _SHOP}
_OWED_BY_SHOPS = {"refund", "not_supplied"}
_PREPOSITION = 4  # words before a name among which its preposition stands: "на карту мужа в"
_VERB = 12  # and among which the verb does
_CALL = 5
_NEXT = 2  # characters between two words that stand together


class Role(IntEnum):
    """What a provider is to the money of the story, the most telling first: it came from there,
    somebody called in its name, some bank is spoken of, it went there."""

    OWN = 0
    CALLER = 1
    UNNAMED = 2
    RECEIVER = 3


@dataclass(frozen=True, slots=True)
class _Said:
    """A place or a firm, its role, and text[start:end] that says so."""

    place: str
    role: Role
    start: int
    end: int
    firm: str | None = None


class Providers:
    """Finds them by the names of data/stories.toml. `firms` are the places of the firms that can
    be named, by their ids; `currencies` are those of the countries."""

    def __init__(
        self, words: StoryWords, firms: Mapping[str, str], currencies: Mapping[str, str]
    ) -> None:
        self._words, self._cues, self._firms = words, words.cues, firms
        self._country_of = {
            currency: country
            for country, currency in currencies.items()
            if country in words.countries
        }
        tables = {
            "providers": words.providers,
            "unnamed": words.unnamed,
            "countries": words.countries,
        }
        self._names = Names(
            {f"{kind}.{id_}": said for kind, table in tables.items() for id_, said in table.items()}
        )

    def find(
        self, text: str, problems: Sequence[Mention], money: Collection[str] = ()
    ) -> Iterator[Mention]:
        """The places and firms, the likeliest first. `problems` are those offered for the story,
        `money` the currencies of its sums."""
        words = split(text)
        abroad = [self._country_of[one] for one in money if one in self._country_of]
        story = _Story(words, self._names.find(words), problems, abroad)
        for one in self._chosen(story):
            yield Mention("provider", one.place, one.start, one.end)
            # Any bank can send to a bank: which one it was is asked.
            if one.firm and (one.role < Role.RECEIVER or one.place != LISTED):
                yield Mention("firm", one.firm, one.start, one.end)

    def _chosen(self, story: "_Story") -> list[_Said]:
        """What happened may tell the place; then names before words, the sender before the
        receiver. A terminal or a shop may stand beside them."""
        said = [*self._said(story)]
        wallets = _most_telling([one for one in said if one.place not in _COUNTERS])
        told = self._told(story, wallets)
        counters = [] if _places(told) == {LISTED} else self._counters(story, said)
        if _SHOP in _places(counters) and len({one.firm for one in wallets}) > 1:
            wallets = [one for one in wallets if one.firm not in self._words.marketplaces]
        if told or counters:
            wallets = [one for one in wallets if one.firm or one.role < Role.RECEIVER]
        first = [one for one in counters if story.is_of(one, wallets)]
        named = [one for one in wallets if one.role < Role.UNNAMED]
        return [*told, *first, *self._abroad(story, wallets), *named, *counters, *wallets]

    def _said(self, story: "_Story") -> Iterator[_Said]:
        """Every name of a provider, and every word for a place."""
        for kind in ("providers", "unnamed"):
            for id_, at in story.named(kind):
                if id_ != NOTHING and not story.is_denied(at):
                    role = self._role(story, at, kind)
                    firm = id_ if id_ in self._firms else None
                    yield _Said(self._place(id_, at, story), role, *story.span(at), firm)

    def _place(self, provider: str, at: Named, story: "_Story") -> str:
        """The place of a provider. A terminal abroad is a matter of that country's law."""
        country = story.country_at(at)
        if provider == _QIWI or (provider == _TERMINAL and country):
            return _abroad(country or "RU")
        return self._firms.get(provider, provider)

    def _role(self, story: "_Story", at: Named, kind: str) -> Role:
        cues, own = self._cues, Role.OWN if kind == "providers" else Role.UNNAMED
        before = story.before(at, _PREPOSITION)
        if not {*before, *story.after(at)}.isdisjoint(cues.own):
            return own
        ways = [one for one in before if one in cues.into + cues.out_of]
        way = ways[-1] if ways else None
        if way in cues.into and self._is_sent(story, at) and not self._is_left(story, at):
            return Role.RECEIVER
        calls = [one for one in story.before(at, _CALL) if one.startswith(cues.called)]
        return Role.CALLER if calls and own is Role.OWN and way not in cues.into else own

    def _is_left(self, story: "_Story", at: Named) -> bool:
        """Whether the money left an account there: "со счета в Альфе"."""
        before = story.before(at, 3)
        accounts = [one for id_, one in story.named("unnamed") if id_ == LISTED]
        account = any(one.last == at.first - 1 for one in accounts)
        return account and before[0] in self._cues.out_of and before[-1] in {"в", "во"}

    def _is_sent(self, story: "_Story", at: Named) -> bool:
        """Whether the money was sent to what is named there: "перевела на", "на ... перевела"."""
        verbs = [one for one in story.after(at) if one.endswith(("л", "ла", "ло", "ли"))]
        said = [*story.before(at, _VERB), *verbs]
        return any(one.startswith(self._cues.sent) for one in said)

    def _told(self, story: "_Story", wallets: Sequence[_Said]) -> list[_Said]:
        """The place that what happened tells, which does not put another bank for one named."""
        first = story.problem
        if first is None or first.share < SURE:
            return []
        places = dict(self._words.only_at)
        if all(one.role >= Role.UNNAMED for one in wallets):
            places |= self._words.mostly_at
        place = places.get(str(first.value))
        country = story.country if place == _TERMINAL else self._there(story)
        if country and place in (_TERMINAL, _SHOP, LISTED):
            place = _abroad(country)
        return [_Said(place, Role.OWN, first.start, first.end)] if place else []

    def _counters(self, story: "_Story", said: Sequence[_Said]) -> list[_Said]:
        """The terminals and shops that are more than where somebody stood."""
        owed = bool(_OWED_BY_SHOPS.intersection(story.problems))
        bought = owed or any(one.word.startswith(self._cues.bought) for one in story.words)
        shops = [
            replace(one, place=_SHOP, firm=None)
            for one in said
            if (one.place == _SHOP and owed)
            or (one.firm in self._words.marketplaces and bought and self._is_a_shop(story, one))
        ]
        return shops + [one for one in said if one.place == _TERMINAL and not story.is_owed_by_shop]

    def _is_a_shop(self, story: "_Story", one: _Said) -> bool:
        """Whether a marketplace is named, and not the bank of its name: "карта озон"."""
        beside = [other for id_, other in story.named("unnamed") if id_ == LISTED]
        spans = [story.span(other) for other in beside] + story.spans(self._cues.wallet)
        alone = not any(_gap(one.start, one.end, *span) <= _NEXT for span in spans)
        return one.role is Role.OWN and alone

    def _abroad(self, story: "_Story", wallets: Sequence[_Said]) -> list[_Said]:
        """Where nobody is named, the money of another country, its name or a city of it tells that
        it was there."""
        country = self._there(story)
        if country is None or any(one.role < Role.UNNAMED for one in wallets):
            return []
        at = wallets[0] if wallets else _Said("", Role.UNNAMED, *story.whole)
        return [replace(at, place=_abroad(country), firm=None)]

    def _there(self, story: "_Story") -> str | None:
        """The other country in which it was; "отправила в Минск" says only where the money went."""
        named = [id_ for id_, at in story.countries if not self._is_sent_to(story, at)]
        return next(iter([*named, *story.abroad]), None)

    def _is_sent_to(self, story: "_Story", at: Named) -> bool:
        """Whether the money was sent into that country: "перевела маме в Минск"."""
        before = story.before(at, _VERB)
        into = not set(self._cues.into).isdisjoint(before[-2:])
        lives = any(one.startswith(self._cues.lives) for one in before[-3:])
        return into and not lives and any(one.startswith(self._cues.sent) for one in before)


class _Story:
    """The words of a story, what is named in it, and what happened."""

    def __init__(
        self,
        words: Sequence[Word],
        named: Sequence[Named],
        problems: Sequence[Mention],
        abroad: Sequence[str],
    ) -> None:
        self.words, self._named, self.abroad = words, named, abroad
        self.problem = problems[0] if problems else None
        self.problems = [str(one.value) for one in problems]
        # Wherever a transfer by Contact went, the Russian bank owes it.
        is_contact = self.problems[:1] == [CONTACT]
        self.countries = [] if is_contact else self.named("countries")

    def named(self, kind: str) -> list[tuple[str, Named]]:
        """The names of a kind, each with its id."""
        split_ids = [(*one.id.partition("."), one) for one in self._named]
        return [(id_, one) for of, _, id_, one in split_ids if of == kind]

    @property
    def country(self) -> str | None:
        """The country told first, by name or by its money."""
        return next(iter([*(id_ for id_, _ in self.countries), *self.abroad]), None)

    def country_at(self, at: Named) -> str | None:
        """The country told nearest to a name; None if there is none."""
        if not self.countries:
            return self.country
        return min(
            self.countries, key=lambda one: max(one[1].first - at.last, at.first - one[1].last)
        )[0]

    def before(self, at: Named, count: int) -> list[str]:
        """The last words before a name in its sentence."""
        return self._words(max(0, at.first - count), at.first, self.words[at.first].sentence)

    def after(self, at: Named, count: int = 1) -> list[str]:
        """The first words after a name, as far as its sentence goes on."""
        return self._words(at.last, at.last + count, self.words[at.first].sentence)

    def is_denied(self, at: Named) -> bool:
        """Whether it is said to be another: "не киви, а юмани", "киви тут ни при чем"."""
        return self.before(at, 1) == ["не"] or " ни при " in " ".join(self.after(at, 5))

    def _words(self, first: int, last: int, sentence: int) -> list[str]:
        return [one.word for one in self.words[first:last] if one.sentence == sentence]

    def span(self, at: Named) -> tuple[int, int]:
        """Where in the text a name stands."""
        return self.words[at.first].start, self.words[at.last - 1].end

    def spans(self, beginnings: tuple[str, ...]) -> list[tuple[int, int]]:
        """Where the words stand that begin so."""
        return [(one.start, one.end) for one in self.words if one.word.startswith(beginnings)]

    @property
    def is_owed_by_shop(self) -> bool:
        """Whether a shop is likeliest to owe the money."""
        return self.problems[:1] != [] and self.problems[0] in _OWED_BY_SHOPS

    def is_of(self, counter: _Said, wallets: Sequence[_Said]) -> bool:
        """Whether it is a matter of a shop or a terminal first, whatever wallet is named: what is
        owed by shops, and Qiwi's terminal."""
        if counter.place == _SHOP:
            return self.is_owed_by_shop
        return any(_is_beside(counter, one) for one in wallets if one.place.startswith(_QIWI))

    @property
    def whole(self) -> tuple[int, int]:
        """The span of the text."""
        return (self.words[0].start, self.words[-1].end) if self.words else (0, 0)


def _most_telling(said: Sequence[_Said]) -> list[_Said]:
    """Those whose money it was; else whoever was called, or any bank; else where the money went."""
    for roles in ({Role.OWN}, {Role.CALLER, Role.UNNAMED}, {Role.RECEIVER}):
        if found := [one for one in said if one.role in roles]:
            return sorted(found, key=lambda one: (one.role, one.start))
    return []


def _places(said: Sequence[_Said]) -> set[str]:
    return {one.place for one in said}


def _abroad(country: str) -> str:
    return f"qiwi_{country.lower()}"


def country_of(place: str) -> str:
    """The country (ISO 3166) of a place of a story: Russia, unless it is named after another."""
    return place.removeprefix(f"{_QIWI}_").upper() if place.startswith(f"{_QIWI}_") else "RU"


def _is_beside(one: _Said, other: _Said) -> bool:
    """Whether two names stand together: "терминал киви"."""
    return _gap(one.start, one.end, other.start, other.end) <= _NEXT


def _gap(start: int, end: int, other_start: int, other_end: int) -> int:
    """How many characters lie between two spans."""
    return max(other_start - end, start - other_end)

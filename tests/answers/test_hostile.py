"""No text that a person can type holds the bot up: every function that reads one is timed.

The functions are not listed here but found: whatever is public in the rooms that read and takes a
text is called with texts made to be slow, or this file says why it need not be.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from time import thread_time
from types import ModuleType
from typing import Any

import pytest

import bot.answers
import bot.russian
import bot.shield
from bot.answers import mentions, operations, plain, read, sums
from bot.answers.cards import Cards
from bot.answers.days import MOST_DAYS, DayFound, Days
from bot.answers.intents import Intents
from bot.answers.problems import Problems
from bot.answers.secrets import Secrets
from bot.answers.story import Stories
from bot.answers.story_amounts import Amounts
from bot.answers.story_providers import Providers
from bot.answers.story_told import Told
from bot.answers.sums import SumFound, Sums
from bot.answers.unreadable import Unreadable
from bot.content import reader
from bot.content.reader import Reader
from bot.documents import lint, private, rude
from bot.escalation.values import Money
from bot.russian import beginnings, names, phrases, spoken
from bot.russian.show import Shown
from bot.shield.check import check
from bot.shield.known import Known
from bot.shield.verdicts import VerdictKind, Why
from tests.answers.hostile import HONEST, HOSTILE, LENGTH, LONG_PASTE, LONG_STORY
from tests.answers.reading import FIRMS, LISTS, PHRASES, find, mask
from tests.conftest import read_once

pytestmark = pytest.mark.exhaustive

LIMIT = 0.020
"""Seconds of one core that one function may take for one message."""

TRIES = 3
"""Of so many tries the best counts: on a busy machine some are slow for no reason of their own."""

YARDSTICK = 0.008
"""Seconds that a fixed piece of work takes on the core that the limit is meant for."""

TODAY = date(2026, 11, 24)
CONTACTS, RULES = read_once().contacts, read_once().shield
KNOWN = Known.of(CONTACTS.values(), RULES)
DAYS, SUMS, CUES = Days(LISTS.wording.days), Sums(LISTS.wording), LISTS.stories.cues
SECRETS_OF = Secrets(LISTS.secrets, SUMS)
RUDE = rude.Rude(LISTS.letters)
LINTER = lint.Linter(LISTS.letters, SECRETS_OF)
READER = Reader(LISTS, FIRMS)
PROBLEMS = Problems(LISTS.problems)
PROVIDERS = Providers(LISTS.stories, FIRMS, LISTS.wording.regions)
TOLD = Told(LISTS.stories, DAYS)
INTENTS = Intents(LISTS.intents)
NAMES = names.Names(LISTS.stories.providers)
BY_LISTS: Mapping[type, Any] = {
    type(one): one
    for one in (
        DAYS,
        SUMS,
        SECRETS_OF,
        RUDE,
        LINTER,
        READER,
        Cards(LISTS.secrets),
        Amounts(DAYS, SUMS, CUES),
        Shown(LISTS.wording.currencies),
        PROBLEMS,
        PROVIDERS,
        TOLD,
        NAMES,
        INTENTS,
        Stories(LISTS.stories, DAYS, SUMS, PROBLEMS, FIRMS),
    )
}
"""What is built from the word lists, by its class: its methods are what is timed."""

MODULES = [
    importlib.import_module(f"{room.__name__}.{module.name}")
    for room in (bot.answers, bot.russian, bot.shield)
    for module in pkgutil.iter_modules(room.__path__)
    if module.name not in {"load", "written_days"}  # those read our files and write our days
]
MODULES += [lint, private, reader, rude]
OURS = {module.__name__ for module in MODULES}

Call = Callable[[str], Any]

GIVEN = {
    "today": TODAY,
    "region": "RU",
    "rules": RULES,
    "contacts": list(CONTACTS.values()),
    "hosts": KNOWN.hosts,
    "phrases": LISTS.stories.unnamed,
    "problems": (),
    "lines": LISTS.letters.threats,
    "kinds": PHRASES,
    "labels": {"receipt": "Чек", "statement": "Выписка, история", "other": "Почтой или лично"},
    "cues": CUES,
    "days": DAYS,
    "sums": SUMS,
}
"""What goes with a text, by the name of the parameter; all other `str` parameters get the text."""

EVERY_PROBLEM = LISTS.problems.problems
OTHERWISE: dict[str, dict[str, Call]] = {
    "beginnings.Beginnings.of": {"": beginnings.Beginnings(["http", "x", "код"]).of},
    "days.Days.happened": {
        "": lambda text: DAYS.happened(text, DAYS.find(text, today=TODAY)),
        "many days": lambda text: DAYS.happened(
            text, [DayFound(at, at + 2, TODAY) for at in range(0, 40 * MOST_DAYS, 40)]
        ),
    },
    "days.Days.meant": {"": lambda text: DAYS.meant(DAYS.said(text), today=TODAY, ahead=True)},
    "known.Known.at": {"": KNOWN.at},
    "known.Known.beside": {"": KNOWN.beside},
    "lint.Linter.lint": {
        "letter": lambda text: LINTER.lint(lint.LetterToCheck(own_text=text, letter=text)),
        "post": lambda text: LINTER.lint(
            lint.LetterToCheck(own_text=text, letter=text, form=lint.Form(limit=300, public=True))
        ),
    },
    "lint.own_flaws": {"": lambda text: lint.own_flaws(LINTER.lint, text, EVERY_PROBLEM)},
    "lint.Linter.mended": {"": lambda text: LINTER.mended(text, EVERY_PROBLEM)},
    "spoken.Spoken.find": {"": spoken.Spoken(PHRASES).find},
    "phrases.Phrases.spans": {"": phrases.Phrases(PHRASES).spans},
    "plain.is_plain": {
        kind: lambda text, kind=kind: plain.is_plain(kind, text)  # type: ignore[misc]
        for kind in read.KINDS
    },
    "reader.Reader.read": {
        kind: lambda text, kind=kind: READER.read(kind, text, today=TODAY)  # type: ignore[misc]
        for kind in read.KINDS
    },
    "rude.leave_out": {"": lambda text: rude.leave_out(text, [(at, at + 2) for at in range(999)])},
    "rude.without": {
        "insults": lambda text: rude.without(text, RUDE.insults),
        "profanities": lambda text: rude.without(text, RUDE.profanities),
        "shouts": lambda text: rude.without(text, RUDE.shouts),
    },
    "check.check": {
        "asked": lambda text: check(text, CONTACTS.values(), RULES),
        "by itself": lambda text: check(text, CONTACTS.values(), RULES, asked=False),
    },
    "names.Names.find": {"": lambda text: NAMES.find(names.split(text))},
    "show.Shown.show": {"": READER.show},
    "mentions.without": {
        "": lambda text: mentions.without(
            text, [mentions.Mention("sum", "", at, at + 1) for at in range(999)]
        )
    },
    "sums.is_each": {"": lambda text: sums.is_each(text, SumFound(999, 1000, Money(1), firm=True))},
    "mentions.has_cue": {"": lambda text: mentions.has_cue(text.split(), CUES.wallet)},
    "mentions.words_after": {"": lambda text: mentions.words_after(text, 0, 3)},
    "story_told.Told.choices": {
        problem: lambda text, problem=problem: TOLD.choices(text, [problem])  # type: ignore[misc]
        for problem in ("blocked", "not_supplied")
    },
    "mentions.words_before": {"": lambda text: mentions.words_before(text, len(text), 3)},
}
"""Those whose parameters do not say how they are called, by the way they are."""

NOTHING_TYPED = {
    "days.warm_up": "takes a day",
    "known.Known.of": "takes our own contacts",
    "known.Known.verdict": "takes the id of a contact",
    "read.read": "is what Reader.read calls",
    "phrases.Said.spans": "takes a phrase of ours: timed by what finds phrases",
    "show.Shown.in_figures": "takes a sum that was read, of a bounded size",
    "show.Shown.in_words": "takes a sum that was read, of a bounded size",
    "show.show_moment": "takes a day that was read",
    "story.Found.of": "takes the name of a field",
    "story.Found.said": "takes the name of a field",
}


def _name(module: ModuleType, function: str) -> str:
    return f"{module.__name__.rpartition('.')[2]}.{function}"


def _public(scope: Any, module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Each public function of a module and each public method of its public classes."""
    for name, what in vars(scope).items():
        if name.startswith("_") or getattr(what, "__module__", module.__name__) != module.__name__:
            continue
        if inspect.isclass(what):
            made = BY_LISTS.get(what)
            for method, one in _public(what, module):
                yield f"{name}.{method}", getattr(made, method) if made else one
        elif inspect.isroutine(what) or hasattr(what, "cache_info"):
            yield name, what


FUNCTIONS = {_name(module, name): f for module in MODULES for name, f in _public(module, module)}


def _call(function: Any) -> Call | None:
    """How the function is called with a text, or None when its parameters do not say."""
    if not callable(function):  # a class method
        return None
    named = inspect.signature(function).parameters.values()
    typed = [one.name for one in named if one.annotation is str and one.name not in GIVEN]
    given = {one.name: GIVEN[one.name] for one in named if one.name in GIVEN}
    left = [one for one in named if one.name not in {*typed, *given}]
    if not typed or any(one.default is one.empty for one in left):
        return None
    return lambda text: function(**dict.fromkeys(typed, text), **given)


def _calls() -> Iterator[tuple[str, str, Call]]:
    for name, function in FUNCTIONS.items():
        call = _call(function)
        if name in OTHERWISE:
            yield from ((name, way, call) for way, call in OTHERWISE[name].items())
        elif call is not None and name not in NOTHING_TYPED:
            yield name, "", call


CALLS = {f"{name} {way}".strip(): call for name, way, call in _calls()}


def _caches() -> Iterator[Any]:
    """What keeps something of typed texts; what is kept without a bound is our own and stays."""
    for holder in (*MODULES, *_ours(*BY_LISTS.values())):
        for kept in vars(holder).values():
            bounded = hasattr(kept, "cache_info") and kept.cache_info().maxsize is not None
            if bounded and str in [
                one.annotation for one in inspect.signature(kept).parameters.values()
            ]:
                yield kept


def _ours(*objects: Any) -> Iterator[Any]:
    """These objects, and those of ours that they hold."""
    for one in objects:
        yield one
        held = [inner for inner in vars(one).values() if type(inner).__module__ in OURS]
        yield from _ours(*(inner for inner in held if hasattr(inner, "__dict__")))


CACHES = set(_caches())


def _forget() -> None:
    """Forget what was kept of other people's texts: an attacker sends no text twice."""
    for kept in CACHES:
        kept.cache_clear()


def _run(call: Call, text: str) -> None:
    try:
        result = call(text)
        if isinstance(result, Iterator):
            for _ in result:
                pass
    except Unreadable:
        pass  # an answer, too


def _seconds(call: Call, text: str) -> float:
    """The processor time of the best try; a try that is quick enough is the last."""
    best = 9.0
    for _ in range(TRIES):
        _forget()
        best = min(best, _time(_run, call, text))
        if best <= LIMIT:
            break
        best = min(best, best / _pace())
    return best


def _time(work: Callable[..., Any], *arguments: Any) -> float:
    began = thread_time()
    work(*arguments)
    return thread_time() - began


def _pace() -> float:
    """How many times slower than a core to itself this one is: two threads may share one core."""
    return max(1.0, _time(sum, (number * number % 7 for number in range(100_000))) / YARDSTICK)


def test_every_public_function_is_timed_or_takes_nothing_typed() -> None:
    timed = {name for name, _, _ in _calls()}
    missing = FUNCTIONS.keys() - timed - NOTHING_TYPED.keys()
    gone = (OTHERWISE.keys() | NOTHING_TYPED.keys()) - FUNCTIONS.keys()
    assert (missing, gone) == (set(), set())


def test_there_are_enough_hostile_texts() -> None:
    assert len(HOSTILE) >= 150
    assert all(LENGTH * 0.9 < len(text) <= LENGTH for text in HOSTILE.values())
    assert all(2000 < len(text) <= 4000 for text in HONEST.values())


@pytest.mark.parametrize("name", CALLS)
def test_no_text_takes_long(name: str) -> None:
    _run(CALLS[name], LONG_STORY)  # libraries load their data with the first text
    _run(CALLS[name], "завтра я.рф a@b.ru " + LONG_PASTE)
    took = {why: _seconds(CALLS[name], text) for why, text in (HOSTILE | HONEST).items()}
    slow = {why: f"{seconds:.3f} s" for why, seconds in took.items() if seconds > LIMIT}
    assert not slow, f"{name} is too slow on {slow}"


def test_no_lines_of_operations_take_long() -> None:
    """As many characters as are read at once, in lines as long as an operation's."""
    texts = {
        why: "\n".join(text[at : at + 98] for at in range(0, operations.LONGEST - 40, 98))
        for why, text in HOSTILE.items()
    }
    took = {
        why: _seconds(lambda text: READER.read("operations", text, today=TODAY), text)
        for why, text in texts.items()
    }
    assert not {why: seconds for why, seconds in took.items() if seconds > LIMIT}


def test_a_long_story_is_read_to_its_end() -> None:
    found = find(LONG_STORY, today=TODAY)

    assert [one.quote for one in found.of("happened")] == ["3 мая 2026 в 15:30", "Вчера"]
    assert [one.value for one in found.of("sum")] == [Money(12_400_00), Money(7_500_00)]
    assert [one.value for one in found.of("operation")] == ["2026050312345"]
    assert [one.value for one in found.of("recipient")] == ["ООО «Ромашка»"]
    assert [one.value for one in found.of("phone")] == ["+7 916 123-45-67"]
    assert [one.value for one in found.of("email")] == ["anna.ivanova@example.com"]
    assert "unauthorised" in [one.value for one in found.of("problem")]


def test_a_long_paste_is_judged_to_its_end() -> None:
    assert check(LONG_PASTE, CONTACTS.values(), RULES).why is Why.FEE_FIRST
    calm = LONG_PASTE.replace("оплатить\nкомиссию за вывод", "подождать")
    assert check(calm, CONTACTS.values(), RULES).why is Why.BRAND_NAME


@pytest.mark.parametrize("flood", ["cbr.ru ", "asv.org.ru/{} ", f"{CONTACTS['cbr_phone'].value}, "])
def test_a_link_behind_very_many_never_makes_it_green(flood: str) -> None:
    text = "".join(flood.format(number) for number in range(300))[: LENGTH - 20] + " qiwi-help.ru"
    assert check(text, CONTACTS.values(), RULES).kind is not VerdictKind.VERIFIED


SECRETS = {
    "4111 1111 1111 1111": "•••• 1111",
    "4111111111111111": "•••• 1111",
    "cvv 123": "cvv •••",
    "код из смс 4821": "код из смс •••",
    "пин-код 4821": "пин-код •••",
    "пароль: Qwerty12": "пароль: •••",
}


@pytest.mark.parametrize(("secret", "hidden"), SECRETS.items())
def test_a_secret_behind_any_noise_is_masked(secret: str, hidden: str) -> None:
    end = f" Вот. Мои данные {secret}"
    shown = {
        why: mask(noise[: LENGTH - len(end)] + end).text
        for why, noise in (HOSTILE | HONEST).items()
    }
    seen = {why: text[-40:] for why, text in shown.items() if not text.endswith(hidden)}
    assert not seen

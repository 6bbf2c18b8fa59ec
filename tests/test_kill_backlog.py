"""The real process is killed while a pile of updates waits, lies in its inbox, or is being stored.

`BOT_KILL_SEED=7 pytest tests/test_kill_backlog.py` draws other moments; a failure names its seed.
"""

import asyncio
import os
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram_sandbox.chats import Json, Message
from telegram_sandbox.faults import Fault
from telegram_sandbox.people import Person
from telegram_sandbox.refused import Dropped
from telegram_sandbox.telegram import Telegram

from bot.escalation.case import Case
from bot.storage.cases import Cases
from bot.storage.database import open_database
from bot.storage.sealing import Seal
from tests.warm_bot import Bot

pytestmark = pytest.mark.process

SEED = int(os.environ.get("BOT_KILL_SEED", "5"))

CROWD = range(2000, 3000)
ACTING = CROWD[::10]
TOGETHER = range(4000, 4150)
ANNA = 1001
NUMBER = "ВХ-77"

LATEST = 100
"""Updates that Telegram gives at a poll: all of them come again when the bot is killed before its
next poll, and so many first screens may come twice."""

PAGES = ("/faq", "/help", "/safety", "/privacy", "/contacts")
"""Commands, each of which brings a screen of its own; none of them takes a question back."""


@dataclass
class Heard:
    """What the bot has newly sent: to whom, and the first line of it; `only` these, if there are
    any."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    only: frozenset[str] = frozenset()

    def __call__(self, event: Json) -> None:
        if event["kind"] == "message" and event["message"]["from"]["is_bot"]:
            line = event["message"]["text"].partition("\n")[0]
            if not self.only or line in self.only:
                self.lines.append((event["chat_id"], line))

    def by(self, person: int) -> list[str]:
        """What came to this person."""
        return [line for chat, line in self.lines if chat == person]


@pytest.fixture(autouse=True)
def seed() -> None:
    print(f"BOT_KILL_SEED={SEED}")  # noqa: T201  (shown when it fails)


@pytest.fixture
def heard(bot: Bot) -> Heard:
    heard = Heard()
    bot.telegram.listeners.append(heard)
    return heard


@pytest.fixture
def fate(request: pytest.FixtureRequest) -> random.Random:
    """Other moments in each test."""
    return random.Random(f"{SEED} {request.node.name}")


# What people do and see


def screens(person: Person) -> list[Message]:
    """The bot's messages in the person's chat, oldest first."""
    return [m for m in person.chat.messages.values() if m.sender == person.world.bot]


def card(person: Person) -> Message:
    """The message that shows the person's case; the first screen only leads to it."""
    return max((m for m in screens(person) if _of_case(m)), key=lambda m: len(_of_case(m)))


def _of_case(message: Message) -> list[list[str]]:
    data = (button.get("callback_data", "") for button in message.buttons)
    return [one.split(":") for one in data if one.startswith("c:")]


def revisions(message: Message) -> set[int]:
    """The revisions of the case that the message's buttons are for."""
    return {int(parts[2]) for parts in _of_case(message)}


def does(person: Person, verb: str, revision: int, arg: str = "") -> None:
    """Press what the case will offer at that revision, whether or not the card shows it yet."""
    message = card(person)
    step = "first_checks" if revision == 1 else "support"
    data = f"c:{_of_case(message)[0][1]}:{revision}:{step}:{verb}:{arg}"
    person.press(message.id, data, stale=True)


def acts_of(bot: Bot) -> list[Callable[[Person], object]]:
    """What takes a new case from its first checks to a letter with its number, act by act."""
    today = bot.telegram.clock().date().isoformat()
    return [
        lambda person: does(person, "not_helped", 1),
        lambda person: does(person, "sent_on", 2, today),
        lambda person: person.say(f"{NUMBER}-{person.id}"),
    ]


DONE = ["opened", "checked", "sent", "acknowledged"]
"""What has happened in the case then, each once."""


async def open_cases(bot: Bot, people: Sequence[Person]) -> None:
    """Each has a case of their own, on its first step; the bot runs."""
    for person in people:
        person.say("/start")
    await bot.quiet()
    for person in people:
        newest = screens(person)[-1]
        person.press(newest.id, "p:open:other_wallet.not_delivered", stale=True)
    await bot.quiet()
    assert all(revisions(card(person)) == {1} for person in people)


async def stored(bot: Bot, people: Iterable[int]) -> Mapping[int, Sequence[Case]]:
    """Everybody's cases, as the bot itself reads them."""
    async with open_database(bot.database) as database:
        cases = Cases(database, Seal([bot.seal_key]))
        return {person: await cases.list(person) for person in people}


def happened(case: Case) -> list[str]:
    return [event.kind.value for event in case.events]


async def until(bot: Bot, true: Callable[[], bool]) -> None:
    """Wait until it is so, or until the bot has nothing left to do."""
    while not true() and (  # noqa: ASYNC110  (nobody could set an event)
        len(bot.telegram.updates) or bot.inbox()
    ):
        await asyncio.sleep(0.002)


def waiting(bot: Bot) -> set[int]:
    """The updates that the next start will handle, once more or for the first time."""
    given = {update["update_id"] for update in bot.telegram.updates.ready(10_000)}
    return given | bot.inbox()


# The tests


async def test_of_a_thousand_waiting_nobody_is_lost_and_no_act_is_done_twice(
    bot: Bot, heard: Heard, fate: random.Random
) -> None:
    crowd = [bot.telegram.person(number) for number in CROWD]
    acting = [bot.telegram.person(number) for number in ACTING]
    await bot.start()
    await open_cases(bot, acting)
    home = heard.by(ACTING[0])[0]
    await bot.killed()
    whose = write_and_act(bot, crowd, fate)
    heard.lines.clear()

    def answered() -> set[int]:
        return {person for person, line in heard.lines if line == home}

    may_come_twice: set[int] = set()
    bot.kills = struck = 0
    await bot.start()
    for share in sorted(fate.uniform(0.02, 0.95) for _ in range(3)):
        await until(bot, lambda share=share: len(answered()) >= share * len(crowd))  # type: ignore[misc]
        await asyncio.sleep(fate.uniform(0, 0.02))
        await bot.killed()
        left = waiting(bot)
        struck += bool(left)
        may_come_twice |= {whose[number] for number in left} & answered()
        await bot.start()
    await bot.quiet()

    assert struck >= 2, "the kills came too late to show anything"
    times = {person: heard.by(person).count(home) for person in CROWD}
    assert not [person for person, count in times.items() if not count]
    doubled = {person for person, count in times.items() if count > 1}
    print(f"{len(doubled)} of {len(may_come_twice)} first screens came twice")  # noqa: T201
    assert doubled <= may_come_twice
    assert sum(times.values()) - len(CROWD) <= LATEST * struck
    cases = await stored(bot, CROWD)
    assert [person for person in CROWD if cases[person]] == list(ACTING)
    for person in ACTING:
        (case,) = cases[person]
        assert happened(case) == DONE, person
        assert case.events[-1].note == {"number": f"{NUMBER}-{person}"}
    assert "ERROR" not in bot.errors


def write_and_act(bot: Bot, crowd: Sequence[Person], fate: random.Random) -> dict[int, int]:
    """Everybody writes, and some act as well, in any order but their own. Gives whose each update
    is."""
    acts = {number: iter(acts_of(bot)) for number in ACTING}
    turns = [*crowd, *[bot.telegram.person(number) for number in ACTING] * len(DONE[1:])]
    fate.shuffle(turns)
    whose = {}
    for person in turns:
        act = next(acts.get(person.id, iter(())), None)
        if act:
            act(person)
        else:
            person.say("/start")
        whose[bot.telegram.updates.last_id] = person.id
    return whose


async def test_a_flood_that_lies_in_the_inbox_is_handled_in_its_order(
    bot: Bot, heard: Heard, fate: random.Random
) -> None:
    anna = bot.telegram.person(ANNA)
    await bot.start()
    await open_cases(bot, [anna])
    titles = await titles_of_pages(bot, anna, heard)
    await bot.killed()
    pages = fate.choices(PAGES, k=300)
    acts = dict(zip(sorted(fate.sample(range(len(pages)), 2)), acts_of(bot), strict=False))
    for number, page in enumerate(pages):
        if number in acts:
            acts[number](anna)
        anna.say(page)
    heard.lines.clear()
    await bot.start()
    ends = []
    for share in sorted(fate.uniform(0, 0.8) for _ in range(3)):
        wanted = share * len(pages)
        await until(bot, lambda wanted=wanted: bool(bot.inbox()) and len(heard.lines) >= wanted)  # type: ignore[misc]
        await bot.killed()
        assert bot.inbox(), "the kill came too late to show anything"
        ends.append(len(heard.lines))
        await bot.start()
    await bot.quiet()

    shown = heard.by(ANNA)
    follows([titles[page] for page in pages], shown, ends)
    ((case,),) = (await stored(bot, [ANNA])).values()
    assert happened(case) == DONE[:3]
    assert "ERROR" not in bot.errors


async def titles_of_pages(bot: Bot, person: Person, heard: Heard) -> dict[str, str]:
    """The first line of each page's screen."""
    heard.lines.clear()
    for page in PAGES:
        person.say(page)
        await bot.quiet()
    titles = dict(zip(PAGES, heard.by(person.id), strict=True))
    assert len(set(titles.values())) == len(PAGES)
    heard.only = frozenset(titles.values())
    return titles


def follows(wanted: Sequence[str], shown: Sequence[str], ends: Sequence[int]) -> None:
    """Whether all that is wanted was shown in its order: `ends` are how much had been shown at each
    kill, after which the latest of it may have come once more."""
    reached = 0
    for begin, end in zip([0, *ends], [*ends, len(shown)], strict=True):
        part = list(shown[begin:end])
        again = (back for back in range(LATEST) if back <= reached)
        for back in again:
            if list(wanted[reached - back :][: len(part)]) == part:
                reached += len(part) - back
                break
        else:
            raise AssertionError(f"from {reached} on, not {wanted[reached:][:8]} but {part[:8]}")
    assert reached == len(wanted)


async def test_a_batch_half_of_which_was_answered_comes_again_and_nothing_of_it_stays_behind(
    bot: Bot, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = bot.telegram.person(ANNA)
    await bot.start()
    titles = list((await titles_of_pages(bot, anna, heard)).values())
    for _ in range(10):
        dead = asyncio.Event()
        with monkeypatch.context() as patch:
            half_of_it(bot.telegram, dead, patch)
            heard.lines.clear()
            for page in PAGES:
                anna.say(page)
            await until(bot, lambda: bool(bot.inbox()))
            await bot.killed()
        dead.set()
        bot.telegram.faults.clear()
        before = heard.by(ANNA)
        await bot.start()
        await bot.quiet()
        follows(titles, heard.by(ANNA), [len(before)])
        if before:
            break
    assert before, "nothing was answered before the rest was kept: the test has shown nothing"


def half_of_it(telegram: Telegram, dead: asyncio.Event, patch: pytest.MonkeyPatch) -> None:
    """One answer arrives and no other, so that the rest of a batch must be kept; the poll that says
    that it is taken is lost."""
    call, calls = telegram.call, 0

    async def slow(method: str, *given: Any) -> Any:
        nonlocal calls
        if method.lower() == "getupdates":
            found = await call(method, *given)
            telegram.faults.add(Fault(times=1000, method="getUpdates"))
            return found
        calls += 1
        if calls > 1:
            await dead.wait()
            raise Dropped
        return await call(method, *given)

    patch.setattr(telegram, "call", slow)


async def test_a_question_is_not_forgotten_once_telegram_knows_that_its_press_is_taken(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = bot.telegram.person(ANNA)
    await bot.start()
    await open_cases(bot, [anna])
    first_checks, sent, number = acts_of(bot)
    first_checks(anna)
    sent(anna)
    for _ in range(10):
        for verb in ("number", "card"):  # asked, and taken back
            does(anna, verb, 3)
            await bot.quiet()
        with monkeypatch.context() as patch:
            does(anna, "number", 3)
            kill_when_taken(bot, patch)
            await bot.ends()
        is_over = not waiting(bot)
        await bot.start()
        if is_over:
            break
    assert is_over, "the press always lay in the inbox: the test has shown nothing"
    number(anna)
    await bot.quiet()
    ((case,),) = (await stored(bot, [ANNA])).values()
    assert happened(case) == DONE


def kill_when_taken(bot: Bot, patch: pytest.MonkeyPatch) -> None:
    """Kill the bot with the poll that tells Telegram that the newest update is taken."""
    call, newest = bot.telegram.call, bot.telegram.updates.last_id

    async def strike(method: str, params: Mapping[str, Any], *files: Any) -> Any:
        if int(params.get("offset") or 0) > newest:
            bot.kill()
        return await call(method, params, *files)

    patch.setattr(bot.telegram, "call", strike)


async def test_many_act_at_once_and_each_act_is_stored_once_and_shown(
    bot: Bot, fate: random.Random
) -> None:
    crowd = [bot.telegram.person(number) for number in TOGETHER]
    await bot.start()
    await open_cases(bot, crowd)
    struck = 0
    for done, act in enumerate(acts_of(bot), start=2):
        for person in crowd:
            act(person)
            if done == 2:
                act(person)  # a double tap: the second one finds the case moved on
        wanted = fate.uniform(0, 0.9) * len(crowd)
        await until(bot, lambda done=done, wanted=wanted: moved(bot, done) > wanted)  # type: ignore[misc]
        await bot.killed()
        struck += 0 < moved(bot, done) < len(crowd)
        await bot.start()
        await bot.quiet()

        cases = await stored(bot, TOGETHER)
        for person in crowd:
            (case,) = cases[person.id]
            assert happened(case) == DONE[:done], person.id
            assert revisions(card(person)) == {done}, person.id
    assert struck, "no kill came in the middle"
    assert "ERROR" not in bot.errors


def moved(bot: Bot, revision: int) -> int:
    """How many cases have come so far."""
    sql = "SELECT count(*) FROM cases WHERE revision = ?"
    return int(bot.looks(lambda connection: connection.execute(sql, (revision,)).fetchone()[0]))

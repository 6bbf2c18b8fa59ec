"""Two thousand cases that nobody thought of: whatever a person has told and whatever has happened,
no letter of theirs says what it must not."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.documents.written import Written
from bot.escalation.case import Reply
from bot.escalation.errors import EscalationError
from bot.escalation.path import TERMINAL
from bot.escalation.values import Moment, Value
from tests import people
from tests.documents.known import CONTENT
from tests.documents.test_letters import faults
from tests.documents.test_true_sentences import ABROAD, FORBIDDEN_FOR, POLICE, UNLICENSED
from tests.lives import Life

pytestmark = pytest.mark.exhaustive

SEEDS, CASES = range(8), 250
FIRST_DAY = date(2026, 1, 12)

TO_FIRMS = frozenset({"provider", "shop", "terminal"})
"""The kinds of addressee that a counter is for."""
DOUBT = re.compile(r"асколько (?:мне|нам) известно|корее всего|верьте|точните|ерепроверьте")
COUNTER = re.compile(r"Проверка не отменяет срока|Прошу приложить доказательства того")
NOBODY = re.compile(r"адресат: (?:организация|служба поддержки)\b")
FIRST_PERSON = re.compile(r"\b(?:мной|мне|моего|моему|обо мне)\b")
MONEY = re.compile(r"[Вв]зыскать")
NEVER = r"(?!)"
SENT_BEFORE = re.compile(
    r"Копия (?!ответа|решения|постановления|уведомления)\w+ .*?\bот \d\d\.\d\d\.\d{4}"
)
BY_POLICE = re.compile(
    r"адресат: полиция(?![^\n]*просьба выполнена)[^\n]*\. (?:Ответ|Решение|Срок|Со дня отправки)"
    r"|постановления[^\n]*\(полиция\)"
)
"""What the police have refused, or have not replied yet."""

ENCLOSURE = re.compile(r"\(приложени[ея] ([\d, и]+)\)")
PENALTY = re.compile(r"Взыскать с ответчика неустойку")
AFTER_A_DECISION = frozenset({"ombudsman", "certificate", "enforcement"})
NOT_A_DEBIT = re.compile(r"без моего распоряжения|без распоряжения и согласия истца")


def lives(seed: int) -> Iterator[Life]:
    """Cases drawn from the seed, each at its opening."""
    draw = random.Random(seed)
    places = list(CONTENT.path.places.values())
    for _ in range(CASES):
        place = draw.choice(places)
        problem = draw.choice(list(place.problems))
        share = draw.choice((0.0, 0.5, 0.9, 1.0))
        told: dict[str, Value] = {
            name: answer for name, answer in people.ANSWERS.items() if draw.random() < share
        }
        if "due_day" in told:
            told["due_day"] = Moment(FIRST_DAY)  # so that what was promised is late
        fitting = [one.id for one in CONTENT.facts.firms.values() if one.place == place.id]
        if fitting and draw.random() < 0.7:
            told["firm"] = draw.choice(fitting)
        yield Life(CONTENT, place.id, problem, told, FIRST_DAY)


def letters(life: Life, draw: random.Random) -> Iterator[Written]:
    """The letters of a case that goes its way by chance."""
    route = CONTENT.path.route(life.case.place, life.case.problem)
    for _ in range(draw.randrange(2, 9)):
        life.today += timedelta(days=draw.randrange(0, 25))
        step = draw.choice((life.case.step, *route.steps, *route.also))
        if CONTENT.path.steps[step].draft and life.is_open(step):
            yield life.written(step)
        way = draw.choice(("", *CONTENT.path.steps[step].ways_through))
        replies = (*(reply.value for reply in Reply), "refused", "silent")
        for event in (
            f"go {step} reason:{way}" if way else f"go {step}",
            f"sent {step}",
            f"number {step} 77",
            f"{draw.choice(replies)} {step}",
        ):
            try:
                list(life.live([f"{life.today} {event}"]))
            except (EscalationError, AssertionError):
                break  # what cannot happen here does not


@pytest.mark.parametrize("seed", SEEDS)
def test_no_letter_says_what_it_must_not(seed: int) -> None:
    draw, written = random.Random(-seed - 1), 0
    for life in lives(seed):
        for one in letters(life, draw):
            written += 1
            assert not list(wrong(one)), (*wrong(one), one.text)
    assert written > CASES


def wrong(one: Written) -> Iterator[str]:
    """What is wrong with the letter."""
    text = f"{one.letter.subject}\n{one.text}".replace("\u00a0", " ")
    yield from faults(text)
    yield from (
        f"{why}: {found[0]}" for why, rule in rules_for(one) if (found := rule.search(text))
    )
    sent = [letter.sent_on for letter in one.facts.earlier]
    if sent != sorted(sent) or any(day > one.letter.dated_on for day in sent):
        yield "earlier letters out of order"
    yield from wrong_enclosures(one)
    if PENALTY.search(text) and one.facts.latest("shop") is None:
        yield "a penalty that nobody was told of"
    if PENALTY.search(text) and "статье 395" in text:
        yield "interest beside a penalty for the same days"


def wrong_enclosures(one: Written) -> Iterator[str]:
    """What is wrong with the enclosures and the numbers by which the text names them."""
    papers = one.letter.attachments
    if len(set(papers)) < len(papers):
        yield "an enclosure twice"
    lines = (*one.letter.body, *one.letter.demands)
    named = [
        int(number)
        for found in ENCLOSURE.findall("\n".join(lines).replace("\u00a0", " "))
        for number in re.findall(r"\d+", found)
    ]
    if any(not 1 <= number <= len(papers) for number in named):
        yield "a number without its enclosure"
    proofs = " ".join(line for line in lines if line.startswith("Подтверждение:"))
    if proofs.count("(приложение") < proofs.count(",") + proofs.count("Подтверждение:"):
        yield "a proof that is not enclosed"
    first = list(dict.fromkeys(named))
    if first != sorted(first):
        yield "enclosures that do not go as the text names them"
    copies = {at for at, paper in enumerate(papers, 1) if SENT_BEFORE.match(paper)}
    if one.draft.id == "court" and not copies <= set(named):
        yield "a letter is enclosed and no fact rests on it"


def rules_for(one: Written) -> Iterator[tuple[str, re.Pattern[str]]]:
    """What the letter must not say, by its addressee, its problem and its place."""
    case, draft, facts = one.case, one.draft.id, one.facts
    if CONTENT.letters.drafts[draft].addressee not in TO_FIRMS:
        yield from (("a doubt", DOUBT), ("a counter", COUNTER))
    if draft != "prosecutor" and case.problem != "fraud_base":
        yield "a reply of the police", BY_POLICE
    if draft not in AFTER_A_DECISION:
        yield "false here", re.compile(FORBIDDEN_FOR.get(case.problem, NEVER))
    if case.problem not in {"unauthorised", TERMINAL}:
        yield "no debit without an order", NOT_A_DEBIT
    if draft in {"court", "objection"}:
        yield "a court reads of the plaintiff", FIRST_PERSON
    if facts.is_about_data:
        yield "money in a paper about data", MONEY
    if facts.requisites or case.answers.get("provider_name"):
        yield "nobody's name", NOBODY
    binding = {
        ABROAD: not facts.is_russian,
        UNLICENSED: facts.place == "unlicensed" and draft not in {"enforcement", "prosecutor"},
        POLICE: draft == "police",
    }
    yield from (("binds nobody here", re.compile(law)) for law, here in binding.items() if here)

"""What a letter knows of the letters before it: nothing is asked twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.escalation.amount import problems_of
from bot.escalation.case import (
    DATED,
    INTERIM,
    REASON,
    UNSETTLED,
    Case,
    Event,
    EventKind,
    Reply,
    number_of,
    opened_by,
    settled_reply,
)
from bot.escalation.claim import Calculation
from bot.escalation.contacts import Contact
from bot.escalation.deadlines import days_late
from bot.escalation.drafts import Draft, Relevance, fitting
from bot.escalation.enclosed import enclosed, papers_shown, with_papers
from bot.escalation.facts import Confidence, is_stale, may_be_primary
from bot.escalation.firms import LISTED, Firm, firm_of, licence_unsure, requisites
from bot.escalation.letters import Earlier, Holding, LetterFacts
from bot.escalation.path import TERMINAL, UNKNOWN_PLACE, Step
from bot.escalation.questions import chosen
from bot.escalation.reporting import told_before
from bot.escalation.terms import Start
from bot.escalation.timing import DECISIONS, Timing
from bot.escalation.values import Value

PRIVATE = frozenset({"provider", "shop", "terminal", "liquidator"})
"""The kinds of addressee that owe the person something; all others are bodies and courts."""

COMPARED = "post_checked"
"""The question whether the addressee's postal address is still the one that we know."""

CARRIED = frozenset({"first_letter", "first_reply"})
"""The papers that need no tick once a letter was sent: copies of it and the reply are enclosed."""

UNKNOWN_AS = LISTED
"""A letter for a place that is not known yet is written as if to a working provider."""


@dataclass(frozen=True)
class Names:
    """What is known of letters, by draft id: the draft, how its addressee is called, and the
    contact with its postal address, if any; and by place, how a letter names the firm, None where
    the person tells it, and by place or firm how the supervisor is called.
    `listed` are the firms that a person may have picked, `relevance` says which choices fit."""

    drafts: Mapping[str, Draft]
    addressees: Mapping[str, str]
    posts: Mapping[str, Contact]
    firms: Mapping[str, str | None]
    listed: Mapping[str, Firm]
    supervisors: Mapping[str, str]
    relevance: Mapping[str, Relevance]


def letter_facts(
    case: Case,
    timing: Timing,
    step: str,
    names: Names,
    today: date,
    calculation: Calculation | None = None,
) -> LetterFacts:
    """The facts for the letter of this step. Raises LookupError for a step without a letter."""
    draft = timing.path.steps[step].letter
    place = UNKNOWN_AS if case.place == UNKNOWN_PLACE else case.place
    firm = firm_of(case.answers, names.listed)
    earlier = earlier_letters(case, timing, step, names, today)
    exhibits = enclosed(case, earlier)
    fit = fitting(case.answers, names.relevance, problems_of(case), case.place)
    return LetterFacts(
        draft=draft,
        problems=problems_of(case),
        place=place,
        today=today,
        firm=firm.name if firm else names.firms.get(place),
        requisites=requisites(firm, today) if firm else None,
        keeps=Holding.of(firm) if firm else None,
        country=timing.path.places[place].country,
        supervisor=supervisor_of(firm, place, names),
        answers=with_papers(fit, exhibits),
        is_unchecked=licence_unsure(case, names.listed),
        addressee=post_address(case, timing, draft, names, today),
        earlier=earlier,
        counter=counters(case, timing, step, names),
        told_before=told_before(case),
        past_ombudsman=timing.holds("over_ombudsman_limit", case),
        opened_by=opened_by(case, step),
        in_force_on=in_force_on(case, timing, step, today),
        calculation=calculation,
        exhibits=exhibits,
    )


def in_force_on(case: Case, timing: Timing, step: str, today: date) -> date | None:
    """The day on which the decision before this step came into force; None where not known. The
    certificate is asked for after the same decision as a claim."""
    window = timing.window(case, "court" if step == "certificate" else step)
    runs = window is not None and window.started_by is Start.DUE and window.start_on <= today
    return window.start_on if window and runs else None


def supervisor_of(firm: Firm | None, place: str, names: Names) -> str | None:
    """How the supervisor of the firm is addressed: its own, or that of its place; None where none
    is known."""
    own = names.supervisors.get(firm.id) if firm else None
    return own or names.supervisors.get(place)


BETWEEN_PEOPLE = frozenset({"receiver"})
"""The drafts of letters from one person to another: no firm and no body has a part in them."""

COURTS = frozenset({"court", "judgment"})
"""The drafts in which the other side of such a letter is the defendant."""


def earlier_letters(
    case: Case, timing: Timing, before: str, names: Names, today: date
) -> tuple[Earlier, ...]:
    """The letters sent at steps other than `before` up to `today`, in order of sending, and what
    came of them."""
    found: dict[str, Earlier] = {}
    unread = frozenset() if timing.path.steps[before].draft in COURTS else BETWEEN_PEOPLE
    for event in case.events:
        step = timing.path.steps.get(event.step)
        if step is not None and step.waits and step.id != before and step.draft not in unread:
            _tell(found, event, case, step, names)
    sent = sorted(found.values(), key=lambda letter: letter.sent_on)
    return tuple(_late(letter, case, timing, today) for letter in sent if letter.sent_on <= today)


def enclosed_already(
    case: Case, timing: Timing, step: str, names: Names, today: date
) -> frozenset[str]:
    """The choices of `attachments` that the letter of this step makes by itself."""
    carried = CARRIED if earlier_letters(case, timing, step, names, today) else frozenset()
    return carried | papers_shown(case)


def not_there_yet(timing: Timing, step: str) -> frozenset[str]:
    """The choices of `attachments` that only what is written at this step will bring."""
    return frozenset({"kusp_ticket"} if timing.path.steps[step].draft == "police" else ())


NAMED_BY = {"provider": "provider_name", "shop": "shop_name", "terminal": "terminal_owner"}
"""By the kind of addressee, the question that asks for its name."""


def addressee_of(case: Case, draft: str, names: Names) -> str | None:
    """To whom a letter of this draft went in this case: a firm, a shop or an owner by its name,
    None where nobody has said it; anybody else by what they are."""
    side = names.drafts[draft].addressee
    if side == "provider" and case.place in NAMED_BY:
        side = case.place  # the support of a shop is the shop
    elif side == "provider" and case.problem == TERMINAL:
        side = TERMINAL  # also in another country
    firm = firm_of(case.answers, names.listed) if side == "provider" else None
    told = str(case.answers.get(NAMED_BY.get(side, "")) or "")
    by_place = names.firms.get(case.place) if side == "provider" else None
    nameless = None if side in NAMED_BY else names.addressees[draft]
    return (firm.name if firm else told or by_place) or nameless


def answered_by_events(case: Case) -> frozenset[str]:
    """The questions that what has happened answers: what was replied, where nobody has replied yet;
    the number of the police, where it was told with the sending; a decision or a refusal, where
    there is none. Whoever opened a step by a reason has written and been answered before the case
    began, so they are asked."""
    known = set()
    if not any(map(_tells_reply, case.events)) and not case.answers.get("provider_reply"):
        known.add("provider_reply")
    if number_of(case, "police"):
        known.add("kusp_number")
    for step, asked in _OF_REPLY.items():
        if settled_reply(case, step) is None:
            known |= asked
    return frozenset(known)


_OF_REPLY: Mapping[str, frozenset[str]] = {
    "ombudsman": frozenset({"decision_no"}),
    "police": frozenset({"refusal_day", "refusal_no"}),
    "liquidator": frozenset({"asv_day", "asv_no"}),
}
"""By the step whose reply they are about, the questions that its paper answers."""


UNANSWERED = frozenset({"term_passed", "russian_trader", "paper_in_hand"})
"""The reasons to pass a locked step that tell of no reply."""


def _tells_reply(event: Event) -> bool:
    if event.kind is EventKind.REPLIED:
        return event.note["reply"] != Reply.SILENT
    reason = event.note.get(REASON) if event.kind is EventKind.MOVED else None
    return reason is not None and reason not in UNANSWERED


def _sent(event: Event, case: Case, step: Step, names: Names) -> Earlier:
    draft, addressee = names.drafts[step.letter], addressee_of(case, step.letter, names)
    return Earlier(
        step=step.id,
        draft=draft.id,
        title=draft.called(case.problem),
        addressee=addressee,
        is_named=addressee is not None and not draft.says_whom,
        sent_on=event.happened_on,
    )


def _tell(found: dict[str, Earlier], event: Event, case: Case, step: Step, names: Names) -> None:
    known = found.get(step.id)
    match event.kind:
        case EventKind.SENT if known is None:
            found[step.id] = _sent(event, case, step, names)
        case EventKind.ACKNOWLEDGED if known:
            found[step.id] = replace(known, number=event.note["number"])
        case EventKind.REGISTERED if known:
            found[step.id] = replace(known, registered_on=event.happened_on)
        case EventKind.EXTENDED if known and event.note.get("until"):
            found[step.id] = replace(known, promised_on=date.fromisoformat(event.note["until"]))
        case EventKind.REPLIED if known:
            reply = event.note["reply"]
            found[step.id] = replace(
                known,
                reply=event.note.get("kind") or reply,
                replied_on=event.happened_on if DATED in event.note else None,
                signed=step.signed and reply in DECISIONS,
                interim=reply in INTERIM,
            )


def _late(letter: Earlier, case: Case, timing: Timing, today: date) -> Earlier:
    """The letter with its term, counted up to the reply: an interim reply does not stop it.

    Who was late, and by how much, is said only from a known day of registration, and only of
    whoever is late for sure; else the letter says how many days have passed since the sending.
    """
    settled = letter.reply is not None and not letter.interim and letter.reply != Reply.SILENT
    until = letter.replied_on if settled else today
    promised = letter.promised_on
    broken = promised is not None and until is not None and until > promised
    passed = None if settled else (today - letter.sent_on).days
    letter = replace(letter, promise_broken=broken, days_passed=passed)
    law = timing.surely(case, letter.step)
    if law is None or law.started_by is not Start.REGISTERED or until is None:
        return letter
    late = days_late(law, until)
    if not late and law != timing.law(case, letter.step):  # which of two terms runs nobody knows
        return letter
    return replace(letter, due_on=law.last_day, days_late=late)


def counters(case: Case, timing: Timing, step: str, names: Names) -> tuple[str, ...]:
    """The stock replies that the letter of this step rebuts, in the order in which they came.

    A letter to a private side rebuts that side's own replies; a letter to a body or a court those
    of the private sides. Once a side has settled the matter, its interim replies no longer count.
    """
    mine = names.drafts[timing.path.steps[step].letter].addressee
    said: dict[str, list[tuple[str, bool]]] = {}
    for event in case.events:
        draft = timing.path.steps[event.step].draft if event.step in timing.path.steps else None
        if draft is None or event.step == step:
            continue
        side, kind = names.drafts[draft].addressee, _kind(event)
        if side not in PRIVATE or (mine in PRIVATE and side != mine):
            continue
        kept = said.setdefault(event.step, [])
        if event.kind is EventKind.REPLIED and event.note["reply"] not in UNSETTLED:
            kept[:] = [(name, interim) for name, interim in kept if not interim]
        if kind:
            interim = event.kind is EventKind.EXTENDED or event.note.get("reply") in INTERIM
            kept.append((kind, interim))
    return tuple(dict.fromkeys(kind for kept in said.values() for kind, _ in kept))


def _kind(event: Event) -> str | None:
    if event.kind is EventKind.EXTENDED:
        return "term_extended"
    return event.note.get("kind") if event.kind is EventKind.REPLIED else None


def is_compared(answers: Mapping[str, Value]) -> bool:
    """Whether the person has compared the addressee's postal address, and it is the one we know."""
    return "same" in chosen(answers.get(COMPARED))


def post_address(
    case: Case, timing: Timing, draft: str, names: Names, today: date
) -> tuple[str, ...]:
    """The postal address that may stand under the addressee's name; none where it is not sure
    today and the person has not compared it, or belongs to a body of another country: a letter
    cannot say "likely"."""
    contact = names.posts.get(draft)
    if contact is None or not may_be_primary(contact):
        return ()
    is_sure = contact.confidence is Confidence.SURE
    if is_stale(contact, today) if is_sure else not is_compared(case.answers):
        return ()
    if contact.country != timing.path.places[case.place].country:
        return ()
    return (contact.value,)

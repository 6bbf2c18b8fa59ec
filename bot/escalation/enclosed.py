"""What a letter encloses of what the person has shown, and what it calls it."""

from collections.abc import Mapping, Sequence

from bot.escalation.case import Case, Exhibit, ExhibitKind
from bot.escalation.exhibits import replies, shown
from bot.escalation.letters import Earlier, Enclosed
from bot.escalation.questions import chosen
from bot.escalation.values import Moment, Value

PAPERS: Mapping[ExhibitKind, str] = {
    ExhibitKind.RECEIPT: "receipt",
    ExhibitKind.SCREENSHOT: "screenshots",
    ExhibitKind.STATEMENT: "statement",
    ExhibitKind.CORRESPONDENCE: "correspondence",
}
"""The choice of `attachments` that an exhibit of this kind stands for."""

PROVES = (ExhibitKind.RECEIPT, ExhibitKind.STATEMENT, ExhibitKind.SCREENSHOT)
"""What shows the number of an operation, the best first."""


def enclosed(case: Case, earlier: Sequence[Earlier]) -> tuple[Enclosed, ...]:
    """The case's exhibits in their order, as a letter that knows these earlier ones names them."""
    order = shown(case)
    happened = case.answers.get("happened")
    day = happened.on if isinstance(happened, Moment) else None
    proof = min(
        (one for one in order if one.kind in PROVES),
        key=lambda one: (_rank(one), one.on != day),
        default=None,
    )
    answered = {sent.step for sent in earlier if sent.reply and sent.reply != "silent"}
    counted: dict[tuple[object, ...], int] = {}
    found = []
    for one in order:
        alike = (one.caption or one.kind, one.on)
        counted[alike] = counted.get(alike, 0) + 1
        step = _reply_at(case, one)
        found.append(
            Enclosed(
                number=one.number,
                kind=str(one.kind),
                caption=one.caption,
                on=one.on,
                sheets=one.original.sheets,
                same=counted[alike],
                paper=PAPERS.get(one.kind, "") if one.kind else "",
                proves=one is proof,
                reply_at=step if step in answered else "",
            )
        )
    return tuple(found)


def with_papers(answers: Mapping[str, Value], exhibits: Sequence[Enclosed]) -> Mapping[str, Value]:
    """The answers as if what the exhibits stand for had been ticked, too."""
    papers = dict.fromkeys(one.paper for one in exhibits if one.paper)
    if not papers:
        return answers
    ticked = chosen(answers.get("attachments"))
    return {**answers, "attachments": (*ticked, *(p for p in papers if p not in ticked))}


def papers_shown(case: Case) -> frozenset[str]:
    """The choices of `attachments` that the case's exhibits stand for."""
    return frozenset(PAPERS[one.kind] for one in shown(case) if one.kind and one.kind in PAPERS)


def _rank(one: Exhibit) -> int:
    assert one.kind is not None
    return PROVES.index(one.kind)


def _reply_at(case: Case, one: Exhibit) -> str:
    """The step whose reply the exhibit is the paper of, the one that was recorded first after it
    came where none was known then; "" for none."""
    if one.kind is not ExhibitKind.REPLY:
        return ""
    if one.event in replies(case):
        return case.events[one.event or 0].step
    later = [at for at in replies(case) if case.events[at].recorded >= one.received]
    return case.events[min(later)].step if later else ""

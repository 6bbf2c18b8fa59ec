"""One letter, made of the blocks of one template; the formats are in the files beside this one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from jinja2 import Environment, Template
from jinja2.runtime import Context

from bot.answers.clean import clean, one_line
from bot.documents.blanks import blank, blanks_in, is_blank
from bot.documents.enclosures import Copies, Places, with_numbers
from bot.escalation.letters import Earlier, LetterFacts, demanded
from bot.escalation.operations import further, operations, total, whole
from bot.escalation.own_words import WORDS
from bot.escalation.questions import Question
from bot.escalation.values import Moment, Money, Operation, Operations, Value
from bot.russian.full_names import genitive
from bot.russian.typesetting import typeset

MACROS = "macros/letters.txt.j2"
DEMANDS = "macros/letters_demands.txt.j2"
PROBLEMS = "macros/letters_problems.txt.j2"
COUNTER = "macros/letters_counter.txt.j2"
"""The phrases that drafts are put together from."""

BLOCKS = (
    "addressee",
    "applicant",
    "title",
    "body",
    "asking",
    "demands",
    "motions",
    "attachments",
    "subject",
)
"""The blocks of a draft: in each, one line of output is one line or paragraph of the letter."""

SECTION = "\ue002"
"""What the macro `section` leaves before a heading in the body. Nobody can type it (`clean`)."""

CELL = "\ue003"
"""What the macro `row` leaves before each cell of a table's row; nobody can type it either."""

_EMOJI = re.compile("[\U0001f000-\U0001faff\U000e0020-\U000e007f\ufe0f\u200d]")
"""No font that prints has them, and a paper that is signed has no use for them."""

_LONG_ANSWERS = frozenset({*WORDS, "provider_reply", "new_facts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished letter, in parts.

    `title` holds the name of the paper first, then what it is about; `asking` leads to the numbered
    `demands`, which a claim's `motions` follow; `subject` is for an e-mail or a form's own line; a
    `public` letter has no sender and no signature; `exhibits` tell which of the `attachments` are
    exhibits of the case, `copies` which are letters that were sent before. A line of the `body`
    that begins with `SECTION` is a heading, one that begins with `CELL` a row of a table, whose
    first row names its columns.
    """

    draft: str
    addressee: tuple[str, ...]
    applicant: tuple[str, ...]
    title: tuple[str, ...]
    body: tuple[str, ...]
    asking: str
    demands: tuple[str, ...]
    attachments: tuple[str, ...]
    subject: str
    dated_on: date
    signer: str
    public: bool
    motions: tuple[str, ...] = ()
    exhibits: Places = ()
    copies: Copies = ()

    @property
    def blanks(self) -> int:
        """How many lines there are to fill in by hand, without the one to sign on."""
        head = (self.addressee, self.applicant, self.title)
        asked = (self.demands, self.motions, self.attachments)
        lines = [line for block in (*head, self.body, *asked, (self.signer,)) for line in block]
        return sum(map(blanks_in, lines))


class Answers:
    """What a template sees of the person's answers: `a.sum` is written out, or is its blank.

    `a.sum` is what the case asks for, whatever number of operations it is the sum of; `a.rows` are
    those operations, and `a.whole` is their sum with what came back since (`a.returned`). What
    nobody is asked is `a.blank(kind, caption)`.
    """

    blank = staticmethod(blank)
    is_blank = staticmethod(is_blank)

    def __init__(
        self, values: Mapping[str, Value], questions: Mapping[str, Question], phrases: Any
    ) -> None:
        self._values = values
        self._questions = questions
        self._phrases = phrases

    def missing(self, question: str) -> str:
        """The blank for the answer to this question."""
        asked = self._questions[question]
        return blank(asked.kind, asked.blank)

    def has(self, question: str) -> bool:
        """Whether there is an answer, and not one that was passed."""
        return bool(self._values.get(question))

    def raw(self, question: str) -> Value | None:
        """The answer itself; None when there is none."""
        if question == "sum":
            return total(self._values)
        return self._values.get(question) or None

    @property
    def rows(self) -> tuple[Operation, ...]:
        """All operations of the case, their words in one line each."""
        return tuple(
            replace(row, number=one_line(row.number), receiver=one_line(row.receiver))
            for row in operations(self._values)
        )

    @property
    def several(self) -> bool:
        """Whether operations were told beside the first one: letters list them all then."""
        return bool(further(self._values).rows)

    @property
    def whole(self) -> str:
        """The sum of all operations in figures, also of what came back."""
        money = whole(self._values)
        return str(self._phrases.figures(money)) if money else self.missing("sum")

    @property
    def returned(self) -> str:
        """What came back of several operations, in figures; "" where nothing did."""
        money = further(self._values).returned
        return str(self._phrases.figures(money)) if money else ""

    def chosen(self, question: str) -> tuple[str, ...]:
        """The ids of the choices that were ticked; none when the question was passed."""
        value = self._values.get(question)
        return value if isinstance(value, tuple) else ()

    def __getattr__(self, question: str) -> str:
        if question.startswith("_"):
            raise AttributeError(question)
        match self.raw(question):
            case None:
                return self.missing(question)
            case str() as text:
                return clean(text) if question in _LONG_ANSWERS else one_line(text)
            case tuple() as choices:
                return ", ".join(choices)
            case Money() as money:
                return self.written(money)
            case Moment() as moment:
                return str(self._phrases.moment(moment))
            case Operations():  # `rows` are listed, each with a line of its own
                raise AttributeError(question)

    def written(self, money: Money) -> str:
        """A sum in figures and in words."""
        return str(self._phrases.sum(money))

    @property
    def of_whom(self) -> str:
        """The full name in the genitive: as confirmed, else as declined when sure, else ""."""
        if self.has("full_name_genitive"):
            return self.full_name_genitive
        if not self.has("full_name"):
            return ""
        name = genitive(self.full_name)
        return name.text if name.sure else ""


def compose(templates: Environment, draft_id: str, facts: LetterFacts) -> Letter:
    """Write the letter `templates/drafts/<draft_id>.txt.j2` from these facts.

    Whatever the person typed comes out as inert text, in one line where a line is meant. Raises
    jinja2.TemplateNotFound for an unknown draft and jinja2.UndefinedError for a mistake in one.
    """
    template = templates.get_template(f"drafts/{draft_id}.txt.j2")
    context = template.new_context(_context(templates, facts))
    blocks, exhibits, copies = with_numbers(
        {name: _lines(template, name, context) for name in BLOCKS},
        "attachments",
        ("body", "demands", "motions"),
    )
    public = bool(_lines(template, "public", context))
    return Letter(
        draft=draft_id,
        addressee=blocks["addressee"],
        applicant=blocks["applicant"],
        title=blocks["title"],
        body=tuple(_sections(blocks["body"])),
        asking=" ".join(blocks["asking"]),
        demands=tuple(dict.fromkeys(blocks["demands"])),
        motions=blocks["motions"],
        attachments=blocks["attachments"],
        subject=" ".join(blocks["subject"]),
        exhibits=exhibits,
        copies=copies,
        dated_on=facts.today,
        signer="" if public else context["a"].full_name,
        public=public,
    )


def _context(templates: Environment, facts: LetterFacts) -> dict[str, Any]:
    phrases = templates.get_template(MACROS).module
    questions = cast(Mapping[str, Question], templates.globals["questions"])
    answers = Answers(facts.answers, questions, phrases)
    return {
        "a": answers,
        "f": replace(
            facts,
            earlier=tuple(_in_lines(sent) for sent in facts.earlier),
            exhibits=tuple(replace(one, caption=one_line(one.caption)) for one in facts.exhibits),
        ),
        "t": phrases,
        "d": templates.get_template(DEMANDS).module,
        "p": templates.get_template(PROBLEMS).module,
        "counter": templates.get_template(COUNTER).module,
        "actions": demanded(facts.problems, answers.chosen("wanted")),
    }


def _sections(body: Sequence[str]) -> Iterator[str]:
    """The body with its headings counted; one that nothing follows is left out."""
    count = 0
    for at, line in enumerate(body):
        if not line.startswith(SECTION):
            yield line
        elif at + 1 < len(body) and not body[at + 1].startswith(SECTION):
            count += 1
            yield f"{SECTION}{count}. {line.removeprefix(SECTION)}"


def _in_lines(sent: Earlier) -> Earlier:
    """The earlier letter with each of its texts on one line."""
    return replace(
        sent,
        title=one_line(sent.title),
        addressee=one_line(sent.addressee or "") or None,
        number=one_line(sent.number or "") or None,
    )


def _lines(template: Template, block: str, context: Context) -> tuple[str, ...]:
    """One block's lines: emoji and empty lines dropped, spaces collapsed, typeset."""
    if block not in template.blocks:
        return ()
    text = "".join(template.blocks[block](context))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in _EMOJI.sub("", text).split("\n"))
    return tuple(typeset(line) for line in lines if line)

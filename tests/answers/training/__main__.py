"""Train, say how well it does on stories it was not shown, and write bot/answers/problems.json."""

import sys
from collections import Counter
from collections.abc import Sequence

from bot.answers.problems import WEIGHTS, Problems
from bot.content.wording import write_weights
from tests.answers.training.corpus import Labelled, corpus, digest
from tests.answers.training.fit import fit

FOLDS = 5


def main() -> None:
    """Print the cross-validation and write the model trained on every story."""
    stories = corpus()
    sys.stdout.write(report(stories, cross_validated(stories)))
    write_weights(fit(stories), WEIGHTS, digest(stories))
    sys.stdout.write(f"\n{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes\n")


def cross_validated(stories: Sequence[Labelled]) -> list[list[str]]:
    """What is offered for each story by a model that was trained on the other folds."""
    offered: list[list[str]] = [[] for _ in stories]
    for fold in range(FOLDS):
        # Stories lie problem after problem, so every fold gets its share of each.
        problems = Problems(fit([one for at, one in enumerate(stories) if at % FOLDS != fold]))
        for at in range(fold, len(stories), FOLDS):
            offered[at] = [one.id for one in problems.find(stories[at].text)]
    return offered


def report(stories: Sequence[Labelled], offered: Sequence[Sequence[str]]) -> str:
    """The share of each problem offered first and offered at all, and what is taken for what."""
    lines = ["| problem | stories | first | offered | mostly taken for |", "|---|---|---|---|---|"]
    for problem in ["all", *dict.fromkeys(one.problem for one in stories)]:
        mine = [at for at, one in enumerate(stories) if problem in {"all", one.problem}]
        first = sum(offered[at][:1] == [stories[at].problem] for at in mine)
        among = sum(stories[at].problem in offered[at] for at in mine)
        wrong = Counter(
            offered[at][0] for at in mine if offered[at] and offered[at][0] != stories[at].problem
        )
        taken = ", ".join(f"{one} {count}" for one, count in wrong.most_common(3))
        lines.append(
            f"| {problem} | {len(mine)} | {first / len(mine):.0%} | {among / len(mine):.0%} "
            f"| {'' if problem == 'all' else taken} |"
        )
    shown = sum(map(len, offered)) / len(offered)
    return "\n".join([*lines, "", f"{shown:.2f} offered a story", ""])


if __name__ == "__main__":
    main()

"""What a mutation run found, module by module.

`python -m tests.mutations` reads what `mutmut run` (CONTRIBUTING.md) left in `mutants/` and prints
a table; with a folder's name, that of another run.
"""

import ast
import json
import sys
from collections import Counter
from pathlib import Path

UNTRIED = (None, 2)
NOT_REACHED = (5, 33)
"""mutmut's codes: not tried, or interrupted; and no selected test calls the function."""

SQL_ROOM = "storage"

HEAD = "| module | mutants | tried | killed | of tried | of reached | SQL's letter case apart |"


def fates(meta: Path) -> Counter[str]:
    """How many mutants of a module were killed (a test failed, or ran out of time), lived, were not
    reached, were not tried; and how many of the living are "the same": SQL takes `SELECT` and
    `select` for one word. `meta` is the file that mutmut wrote for the module."""
    codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    found = Counter(map(_fate, codes.values()))
    if meta.parent.name == SQL_ROOM:
        lived = [name.rpartition(".")[2] for name, code in codes.items() if code == 0]
        found["the same"] = _letter_case_alone(meta.with_suffix(""), lived)
    return found


def _fate(code: int | None) -> str:
    if code in UNTRIED:
        return "untried"
    if code in NOT_REACHED:
        return "not reached"
    return "killed" if code else "lived"


def _letter_case_alone(module: Path, mutants: list[str]) -> int:
    functions = {
        node.name: node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    def text(name: str) -> str:
        return "\n".join(map(ast.unparse, functions[name].body)).lower()

    return sum(text(name) == text(f"{name.rpartition('_')[0]}_orig") for name in mutants)


def _row(name: str, found: Counter[str]) -> str:
    killed, reached = found["killed"], found["killed"] + found["lived"]
    of = (reached + found["not reached"], reached, reached - found["the same"])
    # Rounded down: 100 % is said only where none lives.
    shares = [f"{100 * killed // whole} %" if whole else "–" for whole in of]
    made = of[0] + found["untried"]
    return f"| {' | '.join((name, str(made), str(of[0]), str(killed), *shares))} |"


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1] if sys.argv[1:] else "mutants")
    metas = sorted(folder.glob("bot/*/*.py.meta"))
    modules = {f"{meta.parent.name}/{meta.name.removesuffix('.py.meta')}": meta for meta in metas}
    found = {name: fates(meta) for name, meta in modules.items()}
    lines = [HEAD, "|---|---|---|---|---|---|---|"]
    for room in ("escalation", "storage", ""):
        rows = {name: one for name, one in found.items() if one.total() and name.startswith(room)}
        if room:
            lines += [_row(*row) for row in rows.items()]
        lines.append(_row(f"**{room or 'both'}**", sum(rows.values(), Counter())))
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()

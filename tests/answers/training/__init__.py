"""How bot/answers/problems.json is made: the stories, and the command that trains on them.

`uv run --with scikit-learn==1.9.1 python -m tests.answers.training` cross-validates, prints the
figures of docs/measured.md, and writes the model. A story is a line of `stories/<problem>.txt`.
"""

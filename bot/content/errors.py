"""How data and templates say that they cannot be used."""


class BadData(Exception):  # noqa: N818  (it is the data that is bad, the program is fine)
    """A file of data/ or templates/ cannot be used: which file, which key in it, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason

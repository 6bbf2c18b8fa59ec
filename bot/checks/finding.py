"""One thing that is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Where and why; a warning does not fail the check."""

    file: str
    key: str
    reason: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{'warning: ' if self.warning else ''}{self.file}: {self.key}: {self.reason}"

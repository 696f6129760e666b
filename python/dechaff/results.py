"""What a cleaning gives back."""

from __future__ import annotations

from typing import Any, Iterable, List, Mapping, NamedTuple, Optional, Union

from . import _dechaff

__all__ = ["Cleaned", "Diagnostic", "Evidence", "Removal", "RuleError", "restore"]


class Evidence(NamedTuple):
    """One reason for a removal."""

    rule: str
    """The rule that it belongs to."""
    reason: str
    """What it is: ``cue``, ``run``, ``head`` and so on."""
    start: int
    """Where it is in the input, in code points."""
    end: int
    """One past where it ends."""
    text: Optional[str] = None
    """The words of a cue."""


class Removal(NamedTuple):
    """A stretch of text that was taken out, with its reasons.

    ``input[removal.start:removal.end]`` is ``removal.text``.
    """

    start: int
    """Where it begins in the input, in code points."""
    end: int
    """One past where it ends."""
    text: str
    """What stood there."""
    rule: str
    """The rule that decided."""
    category: str
    """The rule's category, such as ``newsletter``."""
    confidence: float
    """How sure the rule is, from 0 to 1."""
    evidence: List[Evidence]
    """Everything that spoke for the removal, the deciding rule's first."""

    def to_dict(self) -> dict[str, Any]:
        """The removal as the program writes it in JSON with ``--offsets chars``.

        >>> from dechaff import Cleaner
        >>> removal = Cleaner().clean("Rain.\\n\\nShare this article\\n").removals[0]
        >>> removal.to_dict()["category"]
        'share'
        """
        evidence = []
        for one in self.evidence:
            record = one._asdict()
            if record["text"] is None:
                del record["text"]
            evidence.append(record)
        return {**self._asdict(), "evidence": evidence}


class Cleaned(NamedTuple):
    """A cleaned text."""

    text: str
    """The input without the removals."""
    removals: List[Removal]
    """What was taken out: in order, not overlapping."""
    truncated: bool
    """Whether the text was probably cut short: it ends where a paywall begins."""
    flag: Optional[str]
    """Why the text was left as it is although rules matched: ``nothing-left`` where nothing
    would have been left, ``most-prose`` where most of the running text would have gone."""
    tags: List[Removal]
    """What rules only report; it stays in the text."""

    def restore(self) -> str:
        """The input again, from the text and the removals.

        >>> from dechaff import Cleaner
        >>> Cleaner().clean("Rain.\\n\\nShare this article\\n").restore()
        'Rain.\\n\\nShare this article\\n'
        """
        return restore(self.text, self.removals)


def restore(cleaned: str, removals: Iterable[Union[Removal, Mapping[str, Any]]]) -> str:
    """Puts removed texts back.

    ``removals`` are those of the cleaning, as :class:`Removal` or as mappings with
    ``start``, ``end`` (in code points) and ``text``, in order.

    >>> from dechaff import restore
    >>> restore("Rain.\\n", [{"start": 5, "end": 12, "text": "\\nShare!"}])
    'Rain.\\nShare!\\n'

    :raises ValueError: if the removals do not fit the text.
    """
    spans = []
    for removal in removals:
        if isinstance(removal, Removal):
            spans.append((removal.start, removal.end, removal.text))
        else:
            spans.append((removal["start"], removal["end"], removal["text"]))
    return _dechaff.restore(cleaned, spans)


class Diagnostic(NamedTuple):
    """A mistake in a rule file."""

    severity: str
    """``error`` or ``warning``."""
    file: str
    """The file; empty where the mistake lies in none."""
    line: int
    """Counted from one; zero where the mistake lies in no line."""
    column: int
    """Counted from one, in code points."""
    message: str
    """What is wrong."""
    help: str
    """What to do."""


class RuleError(ValueError):
    """Mistakes in rule files, or names of rules that do not exist.

    >>> from dechaff import Cleaner, RuleError
    >>> try:
    ...     Cleaner(only=["newsleter"])
    ... except RuleError as error:
    ...     print(error.diagnostics[0].severity)
    error
    """

    diagnostics: List[Diagnostic]
    """Every mistake of every file."""

    def __init__(self, message: str, diagnostics: List[Diagnostic]) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics

    def __reduce__(self) -> Any:
        return (RuleError, (str(self), self.diagnostics))

"""What repeats from page to page, and proposed rules for it."""

from __future__ import annotations

from typing import Iterable, List, NamedTuple, Optional, Union

from . import _dechaff
from .cleaner import _Path, _read

__all__ = ["Mined", "Miner", "Proposal", "Repeat", "Support"]


class Support(NamedTuple):
    """How often something repeats, and where."""

    pages: int
    """Pages that have it."""
    of: int
    """Pages of the site; of all sites where it is on several."""
    sites: int
    """Sites that have it."""
    head: int
    """Pages where it stands before the article."""
    between: int
    """Pages where it stands between the paragraphs of the article."""
    tail: int
    """Pages where it stands after the article."""
    alone: int
    """Pages without an article."""
    first_day: Optional[str]
    """The first day, where days are known."""
    last_day: Optional[str]
    """The last day."""


class Proposal(NamedTuple):
    """A proposed rule. Look through it before you use it."""

    id: str
    """The rule's id."""
    site: Optional[str]
    """The site that it is for; None where it is for all, or the site is not known."""
    category: str
    """Its category."""
    toml: str
    """The rule as it stands in a rule file."""
    texts: List[str]
    """Texts that it takes, a sample of each line."""
    support: Support
    """Of the line that repeats most."""


class Repeat(NamedTuple):
    """Something that repeats and may be content."""

    site: Optional[str]
    """Its site."""
    text: str
    """How it is written."""
    doubt: str
    """Why it may be content: ``byline``, ``quotation``, ``body`` and so on."""
    support: Support
    """How often it repeats."""


class Mined(NamedTuple):
    """What a corpus says of its own boilerplate."""

    proposals: List[Proposal]
    """Proposed rules, by site."""
    repeats: List[Repeat]
    """What repeats and may be content."""


class Miner:
    """Finds what repeats in texts, as ``dechaff mine`` does. It removes nothing.

    The texts wait in a temporary file, as they are gone through several times.

    >>> from dechaff import Miner
    >>> miner = Miner()
    >>> for story in ["The mill burned down.", "A ferry ran aground.", "Nobody came to the fair."]:
    ...     miner.add(f"{story}\\nThe Quay Echo: ask at the night desk\\n", site="echo.example")
    >>> mined = miner.mine()
    >>> mined.proposals[0].texts
    ['The Quay Echo: ask at the night desk']

    :param rules: rule files, or folders of them, that come on top of the built-in rules:
        what the rules take already is not proposed.
    :param min_pages: fewest pages of a site that have a line.
    :param min_share: smallest share of a site's pages, from 0 to 1; both must be reached.
    :param min_sites: fewest sites that have a line that is proposed for all of them.
    :raises RuleError: if there are mistakes in rule files.
    """

    __slots__ = ("_count", "_mining")

    def __init__(
        self,
        *,
        rules: Union[_Path, Iterable[_Path]] = (),
        min_pages: int = 3,
        min_share: float = 0.02,
        min_sites: int = 5,
    ) -> None:
        self._mining = _dechaff.Mining(_read(rules), min_pages, min_share, min_sites)
        self._count = 0

    def add(
        self,
        text: str,
        *,
        site: Optional[str] = None,
        language: Optional[str] = None,
        date: Optional[str] = None,
        name: Optional[str] = None,
    ) -> None:
        """Adds a text.

        :param site: the site that it is from, or the address of the page.
        :param language: its ISO 639-1 code.
        :param date: a text with its day, as in ISO 8601; an address will do.
        :param name: what it is called; its number where left out.
        """
        self._count += 1
        name = str(self._count) if name is None else name
        self._mining.add(text, site or "", language or "", date or "", name)

    def mine(self) -> Mined:
        """What repeats in the texts that were added."""
        proposals, repeats = self._mining.mine()
        return Mined(
            [Proposal(*one[:-1], Support(*one[-1])) for one in proposals],
            [Repeat(*one[:-1], Support(*one[-1])) for one in repeats],
        )

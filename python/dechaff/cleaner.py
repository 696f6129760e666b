"""The cleaner."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterable, List, Optional, Sequence, Tuple, Union

from . import _dechaff
from .results import Cleaned

__all__ = ["Cleaner"]

_Path = Union[str, "os.PathLike[str]"]
_Names = Union[str, Iterable[str]]


class Cleaner:
    """A set of rules, ready to clean texts. It can be pickled, and shared by threads.

    >>> from dechaff import Cleaner
    >>> careful = Cleaner()
    >>> thorough = Cleaner("thorough", skip=["share"])
    >>> thorough
    Cleaner('thorough', skip=['share'])

    :param level: how sure a removal must be: ``careful``, ``balanced`` or ``thorough``.
    :param rules: rule files, or folders of them, that come on top of the built-in rules.
    :param only: categories or ids of the only rules to act.
    :param skip: categories or ids of rules that do not act.
    :param threads: threads for batches; as many as there are cores where left out. Give 1
        where many processes work side by side.
    :raises RuleError: if there are mistakes in rule files, or names that no rule has.
    """

    __slots__ = ("_core", "_files", "_level", "_only", "_skip", "_threads")

    def __init__(
        self,
        level: str = "careful",
        *,
        rules: Union[_Path, Iterable[_Path]] = (),
        only: _Names = (),
        skip: _Names = (),
        threads: Optional[int] = None,
    ) -> None:
        self._build(level, _read(rules), _listed(only), _listed(skip), threads)

    def _build(
        self,
        level: str,
        files: List[Tuple[str, str]],
        only: List[str],
        skip: List[str],
        threads: Optional[int],
    ) -> None:
        if threads is not None and threads < 1:
            raise ValueError(f"threads is {threads}; it is at least 1, or left out")
        self._level = level
        self._files = files
        self._only = only
        self._skip = skip
        self._threads = threads
        self._core = _dechaff.Core(level, files, only, skip, threads or 0)

    def clean(
        self, text: str, *, site: Optional[str] = None, language: Optional[str] = None
    ) -> Cleaned:
        """Cleans a text.

        >>> from dechaff import Cleaner
        >>> Cleaner().clean("It rained.\\n\\nShare this article\\n").text
        'It rained.\\n'

        :param site: the site that it is from, or the address of the page: rules for single
            sites go by it.
        :param language: its ISO 639-1 code; guessed where a rule asks for it.
        """
        return self._core.clean(text, site, language)

    def clean_batch(
        self,
        texts: Iterable[str],
        *,
        sites: Optional[Iterable[Optional[str]]] = None,
        languages: Optional[Iterable[Optional[str]]] = None,
    ) -> List[Cleaned]:
        """Cleans many texts, on all threads.

        >>> from dechaff import Cleaner
        >>> [one.text for one in Cleaner().clean_batch(["It rained.", "Share this article"])]
        ['It rained.', 'Share this article']

        (A text of boilerplate alone is left as it is, with a ``flag``.)

        :param sites: for each text its site, or None.
        :param languages: for each text its language, or None.
        :raises TypeError: if one of the texts is no string.
        """
        if isinstance(texts, str):
            raise TypeError("texts is one str; clean() takes a single text")
        if not isinstance(texts, Sequence):
            texts = list(texts)
        return self._core.clean_batch(texts, _column(sites), _column(languages))

    def clean_arrow(
        self,
        array: Any,
        *,
        sites: Optional[Iterable[Optional[str]]] = None,
        languages: Optional[Iterable[Optional[str]]] = None,
    ) -> Any:
        """Cleans the strings of an Arrow array, on all threads, without copying the input.

        Takes whatever speaks the Arrow C data interface: arrays and chunked arrays of
        pyarrow, Series of polars. What comes back speaks it as well: an array, or as many
        chunks, of structs with the fields ``text``, ``removals``, ``truncated`` and ``flag``.
        Offsets are code points. Where there is no text, there is no result.

        >>> import pyarrow
        >>> from dechaff import Cleaner
        >>> texts = pyarrow.array(["It rained.\\n\\nShare this article\\n", None])
        >>> cleaned = pyarrow.array(Cleaner().clean_arrow(texts))
        >>> cleaned.field("text").to_pylist()
        ['It rained.\\n', None]

        With chunks: ``pyarrow.chunked_array(cleaner.clean_arrow(table["text"]))``; with
        polars: ``polars.Series(cleaner.clean_arrow(frame["text"]))``.

        :raises TypeError: if it is no array of strings.
        """
        return self._core.clean_arrow(array, _column(sites), _column(languages))

    @property
    def level(self) -> str:
        """How sure a removal must be."""
        return self._level

    @property
    def fingerprint(self) -> int:
        """A number that cleaners with the same rules share.

        >>> from dechaff import Cleaner
        >>> Cleaner().fingerprint == Cleaner(skip=["share"]).fingerprint
        False
        """
        return self._core.fingerprint

    def __reduce__(self) -> Any:
        settings = (self._level, self._files, self._only, self._skip, self._threads)
        return (_rebuilt, settings)

    def __repr__(self) -> str:
        parts = [repr(self._level)]
        if self._files:
            parts.append(f"rules={[name for name, _ in self._files]}")
        for name, value in [("only", self._only), ("skip", self._skip)]:
            if value:
                parts.append(f"{name}={value}")
        if self._threads is not None:
            parts.append(f"threads={self._threads}")
        return f"Cleaner({', '.join(parts)})"


def _rebuilt(
    level: str,
    files: List[Tuple[str, str]],
    only: List[str],
    skip: List[str],
    threads: Optional[int],
) -> Cleaner:
    """A cleaner from what was pickled: rule files need not be there again."""
    cleaner = Cleaner.__new__(Cleaner)
    cleaner._build(level, files, only, skip, threads)
    return cleaner


def _read(rules: Union[_Path, Iterable[_Path]]) -> List[Tuple[str, str]]:
    """The names and texts of rule files."""
    if isinstance(rules, (str, os.PathLike)):
        rules = [rules]
    files: List[Tuple[str, str]] = []
    for path in map(Path, rules):
        inner = [path]
        if path.is_dir():
            inner = sorted(file for file in path.rglob("*.toml") if file.name != "dechaff.toml")
        if not inner:
            raise FileNotFoundError(f"no rule file (*.toml) in the folder {path}")
        files.extend((str(file), file.read_text(encoding="utf-8")) for file in inner)
    return files


def _listed(names: _Names) -> List[str]:
    return [names] if isinstance(names, str) else list(names)


def _column(values: Optional[Iterable[Optional[str]]]) -> Optional[List[Optional[str]]]:
    if isinstance(values, str):
        raise TypeError("one value for each text is needed, not a single str")
    return None if values is None else list(values)

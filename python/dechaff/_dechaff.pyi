from typing import Any, List, Optional, Sequence, Tuple

from .results import Cleaned

__version__: str

class Core:
    def __new__(
        cls,
        level: str,
        files: List[Tuple[str, str]],
        only: List[str],
        skip: List[str],
        threads: int,
    ) -> Core: ...
    @property
    def fingerprint(self) -> int: ...
    def clean(self, text: str, site: Optional[str], language: Optional[str]) -> Cleaned: ...
    def clean_batch(
        self,
        texts: Sequence[str],
        sites: Optional[List[Optional[str]]],
        languages: Optional[List[Optional[str]]],
    ) -> List[Cleaned]: ...
    def clean_arrow(
        self,
        array: Any,
        sites: Optional[List[Optional[str]]],
        languages: Optional[List[Optional[str]]],
    ) -> Any: ...

class CleanedArray:
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(
        self, requested_schema: Optional[object] = None
    ) -> Tuple[object, object]: ...

class CleanedChunks:
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...

class Mining:
    def __new__(
        cls,
        files: List[Tuple[str, str]],
        min_pages: int,
        min_share: float,
        min_sites: int,
    ) -> Mining: ...
    def add(self, text: str, site: str, language: str, date: str, name: str) -> None: ...
    def mine(self) -> Tuple[List[Tuple[Any, ...]], List[Tuple[Any, ...]]]: ...

def lines(text: str) -> List[Tuple[int, str]]: ...
def restore(cleaned: str, removals: List[Tuple[int, int, str]]) -> str: ...

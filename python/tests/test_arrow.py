"""Arrow arrays, of whoever makes them."""

import pytest

from dechaff import Cleaner

pyarrow = pytest.importorskip("pyarrow")

PAGE = "Møøse crossing 🦌 reopened.\n\nSign up for our free weekly newsletter!\n"
PROSE = "Møøse crossing 🦌 reopened.\n"
TEXTS = [PAGE, None, PROSE, ""]


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner()


def expected(cleaner, texts):
    rows = []
    for text in texts:
        if text is None:
            rows.append(None)
            continue
        cleaned = cleaner.clean(text)
        removals = [
            {**one._asdict(), "evidence": [evidence._asdict() for evidence in one.evidence]}
            for one in cleaned.removals
        ]
        rows.append({
            "text": cleaned.text,
            "removals": removals,
            "truncated": cleaned.truncated,
            "flag": cleaned.flag,
        })
    return rows


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view"])
def test_arrays(cleaner, kind):
    texts = pyarrow.array(TEXTS, getattr(pyarrow, kind)())
    cleaned = pyarrow.array(cleaner.clean_arrow(texts))
    cleaned.validate(full=True)
    assert cleaned.to_pylist() == expected(cleaner, TEXTS)
    assert cleaned.type.field("text").type == texts.type
    part = pyarrow.array(cleaner.clean_arrow(texts[1:3]))
    assert part.to_pylist() == expected(cleaner, TEXTS[1:3])
    assert len(pyarrow.array(cleaner.clean_arrow(texts[:0]))) == 0


def test_chunks_stay_chunks(cleaner):
    texts = pyarrow.chunked_array([TEXTS, [], [PAGE]], pyarrow.string())
    cleaned = pyarrow.chunked_array(cleaner.clean_arrow(texts, sites=[None] * 5))
    cleaned.validate(full=True)
    assert [len(chunk) for chunk in cleaned.chunks] == [4, 0, 1]
    assert cleaned.to_pylist() == expected(cleaner, [*TEXTS, PAGE])
    none = pyarrow.chunked_array(cleaner.clean_arrow(pyarrow.chunked_array([], pyarrow.string())))
    assert len(none) == 0


def test_series_of_polars(cleaner):
    polars = pytest.importorskip("polars")
    cleaned = polars.Series(cleaner.clean_arrow(polars.Series(TEXTS)))
    assert cleaned.struct.field("text").to_list() == [PROSE, None, PROSE, ""]
    assert cleaned.to_list()[0] == expected(cleaner, TEXTS)[0]


def test_the_input_is_not_copied(cleaner, tmp_path):
    resource = pytest.importorskip("resource")
    # Beside the text lie two gigabytes that belong to no text. Whoever copies the array
    # copies them.
    page, gap = PAGE.encode(), 1 << 31
    path = tmp_path / "values"
    with path.open("wb") as file:
        file.write(page)
        file.truncate(len(page) + gap)
    with pyarrow.memory_map(str(path)) as values:
        offsets = pyarrow.array([0, len(page), len(page) + gap], pyarrow.int64()).buffers()[1]
        is_there = pyarrow.py_buffer(bytes([0b01]))
        buffers = [is_there, offsets, values.read_buffer()]
        texts = pyarrow.Array.from_buffers(pyarrow.large_string(), 2, buffers)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        cleaned = pyarrow.array(cleaner.clean_arrow(texts))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert cleaned.to_pylist() == expected(cleaner, [PAGE, None])
    # In kilobytes; bytes on a Mac, where a copy would be far above all the same.
    assert grown < 500_000


@pytest.mark.parametrize(
    "array",
    [
        pyarrow.array([1]),
        pyarrow.chunked_array([[1]]),
        pyarrow.array(["a"]).dictionary_encode(),
        pyarrow.table({"text": ["a"]}),
        ["a"],
        None,
    ],
    ids=lambda array: type(array).__name__,
)
def test_what_holds_no_texts_is_refused(cleaner, array):
    with pytest.raises((TypeError, ValueError)):
        cleaner.clean_arrow(array)


def test_origins_are_counted_through_all_chunks(cleaner):
    texts = pyarrow.chunked_array([["a", "b"], ["c"]])
    with pytest.raises(ValueError, match="2 values for 3 texts"):
        cleaner.clean_arrow(texts, languages=["en", "en"])

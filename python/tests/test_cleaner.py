"""The cleaner, its results and its mistakes."""

import copy
import os
import pickle
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from dechaff import Cleaned, Cleaner, Removal, RuleError, restore

PAGE = "Møøse crossing 🦌 reopened.\n\nSign up for our free weekly newsletter!\n"
PROSE = "Møøse crossing 🦌 reopened.\n"
RULES = """
[[rule]]
id = "custom/toads"
why = "A greeting that stands on every page."
confidence = 0.99
phrases = ["greetings from the toad pond"]
remove = ["Greetings from the toad pond!"]
keep = ["The toad pond sends no greetings."]
"""


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner()


def test_offsets_are_code_points(cleaner):
    cleaned = cleaner.clean(PAGE)
    assert cleaned.text == PROSE
    assert [PAGE[one.start : one.end] for one in cleaned.removals] == [
        one.text for one in cleaned.removals
    ]
    for removal in cleaned.removals:
        for evidence in removal.evidence:
            assert evidence.text in (None, PAGE[evidence.start : evidence.end])


def test_restoring_gives_the_input(cleaner):
    cleaned = cleaner.clean(PAGE)
    assert cleaned.restore() == PAGE
    assert restore(cleaned.text, [one.to_dict() for one in cleaned.removals]) == PAGE
    with pytest.raises(ValueError, match="do not fit"):
        restore("a", [{"start": 5, "end": 6, "text": "b"}])


def test_a_text_without_removals_is_the_same_object(cleaner):
    assert cleaner.clean(PROSE).text is PROSE


def test_a_batch_is_what_single_texts_are(cleaner):
    texts = [PAGE, PROSE, ""] * 400
    assert cleaner.clean_batch(texts) == [cleaner.clean(text) for text in texts]
    assert cleaner.clean_batch(iter(texts)) == Cleaner(threads=1).clean_batch(tuple(texts))
    assert cleaner.clean_batch([]) == []


@pytest.mark.parametrize(
    ("run", "error", "message"),
    [
        (lambda c: c.clean_batch(["a", 3]), TypeError, r"texts\[1\] is int"),
        (lambda c: c.clean_batch("a"), TypeError, "single text"),
        (lambda c: c.clean(3), TypeError, "int"),
        (lambda c: c.clean("\ud800"), UnicodeEncodeError, "surrogates"),
        (lambda c: c.clean_batch(["a"], sites=[]), ValueError, "0 values for 1 texts"),
        (lambda c: c.clean_batch(["a"], sites="a.example"), TypeError, "for each text"),
        (lambda c: Cleaner("carefull"), ValueError, "careful, balanced or thorough"),
        (lambda c: Cleaner(threads=0), ValueError, "at least 1"),
        (lambda c: Cleaner(rules="nowhere.toml"), FileNotFoundError, "nowhere.toml"),
    ],
)
def test_mistakes_are_told(cleaner, run, error, message):
    with pytest.raises(error, match=message):
        run(cleaner)


def test_rules_levels_and_choices(tmp_path):
    (tmp_path / "toads.toml").write_text(RULES)
    text = "It rained.\n\nGreetings from the toad pond!\n\nSign up for our newsletter!\n"
    everything = Cleaner(rules=tmp_path).clean(text)
    assert everything.text == "It rained.\n"
    assert {one.category for one in everything.removals} == {"custom", "newsletter"}
    only = Cleaner(rules=[tmp_path / "toads.toml"], only="custom/toads")
    assert {one.rule for one in only.clean(text).removals} == {"custom/toads"}
    assert Cleaner(skip=["newsletter"]).clean(text).text == text


def test_rule_mistakes_are_told_with_their_places(tmp_path):
    file = tmp_path / "toads.toml"
    file.write_text(RULES.replace('"greetings from the toad pond"', '"(greetings"'))
    with pytest.raises(RuleError) as caught:
        Cleaner(rules=file)
    [mistake] = caught.value.diagnostics
    assert (mistake.severity, mistake.file) == ("error", str(file))
    assert mistake.line == 6
    assert "bracket" in mistake.message
    assert mistake.help
    assert str(file) in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.diagnostics == caught.value.diagnostics


def test_sites_and_languages_are_heeded(tmp_path):
    file = tmp_path / "toads.toml"
    file.write_text(RULES.replace("confidence", 'sites = ["pond.example"]\nconfidence'))
    cleaner = Cleaner(rules=file)
    text = "It rained.\n\nGreetings from the toad pond!\n"
    for site, is_removed in [
        (None, False),
        ("other.example", False),
        ("pond.example", True),
        ("https://www.pond.example:8080/a?b", True),
    ]:
        cleaned = cleaner.clean(text, site=site, language="en")
        assert bool(cleaned.removals) == is_removed, site
        assert cleaner.clean_batch([text], sites=[site], languages=[None]) == [cleaned]


def test_a_cleaner_is_pickled_with_its_rules(tmp_path):
    file = tmp_path / "toads.toml"
    file.write_text(RULES)
    cleaner = Cleaner("thorough", rules=file, skip=["share"], threads=2)
    file.unlink()
    for again in [pickle.loads(pickle.dumps(cleaner)), copy.deepcopy(cleaner)]:
        assert repr(again) == repr(cleaner)
        assert again.fingerprint == cleaner.fingerprint
        assert again.clean("It rained and rained.\n\nGreetings from the toad pond!\n").removals


def test_results_are_pickled(cleaner):
    cleaned = cleaner.clean(PAGE)
    again = pickle.loads(pickle.dumps(cleaned))
    assert again == cleaned
    assert isinstance(again, Cleaned) and isinstance(again.removals[0], Removal)


def test_threads_share_a_cleaner(cleaner):
    expected = cleaner.clean(PAGE)
    results = []
    threads = [
        threading.Thread(target=lambda: results.extend(cleaner.clean_batch([PAGE] * 50)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 200


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_forked_process_makes_its_own_threads(cleaner):
    expected = cleaner.clean_batch([PAGE] * 20)
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as workers:
        results = [workers.submit(cleaner.clean_batch, [PAGE] * 20) for _ in range(4)]
        assert [one.result(timeout=60) for one in results] == [expected] * 4
    assert cleaner.clean_batch([PAGE] * 20) == expected

"""Mining from Python: the same as the program does, and what goes wrong is told."""

import pytest

from dechaff import Cleaner, Miner, RuleError

STORIES = ["The mill burned down.", "A ferry ran aground.", "Nobody came to the fair.", "It froze."]


def mined(**options):
    miner = Miner(**options)
    for number, story in enumerate(STORIES):
        text = f"{story}\nThe Quay Echo: ask at the night desk\n"
        miner.add(text, site="https://www.echo.example/a", date=f"2024-0{number + 1}-09", language="en")
    return miner.mine()


def test_a_proposal_has_its_rule_and_its_support():
    [proposal] = mined().proposals
    assert (proposal.site, proposal.texts) == ("echo.example", ["The Quay Echo: ask at the night desk"])
    support = proposal.support
    assert (support.pages, support.of, support.sites) == (4, 4, 1)
    assert (support.first_day, support.last_day) == ("2024-01-09", "2024-04-09")
    assert mined(min_pages=5).proposals == []


def test_a_proposed_rule_cleans(tmp_path):
    rules = tmp_path / "echo.toml"
    rules.write_text("\n".join(proposal.toml for proposal in mined().proposals), encoding="utf-8")
    text = "It thawed.\nThe Quay Echo: ask at the night desk\n"
    assert Cleaner(rules=rules).clean(text, site="echo.example").text == "It thawed.\n"
    # What the rules take already is not proposed again.
    assert mined(rules=rules).proposals == []


def test_texts_can_be_added_after_mining():
    miner = Miner()
    for story in STORIES[:2]:
        miner.add(f"{story}\nRing the tower\n")
    assert miner.mine().proposals == []
    for story in STORIES[2:]:
        miner.add(f"{story}\nRing the tower\n")
    assert [one.support.pages for one in miner.mine().proposals] == [4]


@pytest.mark.parametrize("text", ["", "\n\n", "\u202e\0 x", "a" * 100_000, "\ud7ff\U0010ffff"])
def test_odd_texts_do_no_harm(text):
    miner = Miner()
    for _ in range(4):
        miner.add(text)
    assert miner.mine().proposals == []


def test_mistakes_are_told(tmp_path):
    with pytest.raises(ValueError, match="min_share is 2;"):
        Miner(min_share=2.0)
    rules = tmp_path / "bad.toml"
    rules.write_text("[[rule]]\nid = 1\n", encoding="utf-8")
    with pytest.raises(RuleError):
        Miner(rules=rules)
    with pytest.raises(TypeError):
        Miner().add(None)

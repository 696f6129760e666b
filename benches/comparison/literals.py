"""The literals of the rules: what other programs can look for in their place.

A phrase such as `(sign up|subscribe) (for|to) our ... newsletter*` is more than a
string. Of each phrase the words are taken of which one is in every text that it
matches: the run of plain words, or the group of such runs, whose shortest is the
longest. Everything else that a rule asks for (place, company, guards, gaps,
word boundaries) is left out, so who looks for these finds more than the rules do.
"""

import re
import tomllib
from pathlib import Path

MARKS = re.compile(r"\.\.\.|[()|#*]")
# Shorter ones, in characters, would be found in every line.
SHORTEST = 4
SHORTEST_WITHOUT_BLANKS = 3  # Chinese, Japanese and Korean say more with a character.


def phrases(root):
    for path in sorted([*root.glob("rules/*.toml"), *root.glob("rules/lang/*.toml")]):
        with open(path, "rb") as file:
            for rule in tomllib.load(file).get("rule", []):
                yield from rule.get("phrases", [])


def sequence(tokens):
    """Reads up to the end, or to a mark that ends an alternative: a list of runs and groups."""
    pieces = []
    while tokens and tokens[0] not in "|)":
        token = tokens.pop(0)
        if token == "(":
            alternatives = []
            while True:
                alternatives.append(sequence(tokens))
                if tokens.pop(0) == ")":
                    break
            pieces.append(alternatives)
        elif MARKS.fullmatch(token) is None:
            pieces.append(token.strip())
    return pieces


def anchors(pieces):
    """Strings of which one is in everything that the pieces match; none where there are no such."""
    best = []
    for piece in pieces:
        if isinstance(piece, str):
            candidates = [piece] if piece else []
        else:
            each = [anchors(alternative) for alternative in piece]
            candidates = [one for some in each for one in some] if all(each) else []
        if candidates and min(map(len, candidates)) > min(map(len, best), default=0):
            best = candidates
    return best


def tokens(phrase):
    found, at = [], 0
    for mark in MARKS.finditer(phrase):
        found += [phrase[at:mark.start()], mark[0]]
        at = mark.end()
    return [token for token in [*found, phrase[at:]] if token]


def literals(root):
    """All literals of the rules in `root`, sorted, each once."""
    every = {one for phrase in phrases(root) for one in anchors(sequence(tokens(phrase.lower())))}
    return sorted(one for one in every if len(one) >= (SHORTEST if one.isascii() else SHORTEST_WITHOUT_BLANKS))

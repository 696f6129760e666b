"""Takes newsletter prompts, paywall teasers, donation appeals and other boilerplate out
of text that an extractor already produced, and says what it removed and why.

>>> from dechaff import Cleaner
>>> cleaner = Cleaner()
>>> text = "The ferry runs again from Monday.\\n\\nSign up for our free weekly newsletter!\\n"
>>> cleaned = cleaner.clean(text)
>>> cleaned.text
'The ferry runs again from Monday.\\n'
>>> removal = cleaned.removals[0]
>>> removal.rule
'newsletter/sign-up'
>>> text[removal.start:removal.end] == removal.text
True
>>> cleaned.restore() == text
True
"""

from ._dechaff import __version__
from .cleaner import Cleaner
from .miner import Mined, Miner, Proposal, Repeat, Support
from .results import Cleaned, Diagnostic, Evidence, Removal, RuleError, restore

__all__ = [
    "Cleaned",
    "Cleaner",
    "Diagnostic",
    "Evidence",
    "Mined",
    "Miner",
    "Proposal",
    "Removal",
    "Repeat",
    "RuleError",
    "Support",
    "__version__",
    "restore",
]

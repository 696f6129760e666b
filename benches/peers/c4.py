"""Runs datatrove's C4 filter over JSON lines with `text`, and writes what it leaves.

usage: c4.py INPUT OUTPUT

Its rules by lines: no line with too few words, without a sentence's end, or with a
word of its short list (cookies, privacy policy, javascript). Paragraphs stay whole,
because the cutting of sentences would need a model for each language.
"""

import json
import sys

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter

c4 = C4QualityFilter(split_paragraph=True, min_num_sentences=-1)
with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as target:
    for number, line in enumerate(source):
        record = json.loads(line)
        document = Document(text=record["text"], id=str(number))
        if c4.filter(document) is True:
            record["text"] = document.text
            target.write(json.dumps(record, ensure_ascii=False) + "\n")

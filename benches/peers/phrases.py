"""Prints the lines of a text in which no literal is, whatever its case.

usage: python3 phrases.py LITERALS TEXT
"""

import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    pattern = re.compile("|".join(map(re.escape, file.read().splitlines())), re.IGNORECASE)
with open(sys.argv[2], encoding="utf-8") as text:
    sys.stdout.writelines(line for line in text if not pattern.search(line))

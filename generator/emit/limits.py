"""What the applications bound, whatever their spec: printed by templates and by the contract."""

from generator.model.resolve import json_values, uniques

# How far a list may be paged by offset.
MAX_OFFSET = 100_000
# By how many keys a list may be sorted.
MAX_SORT_KEYS = 3
# How long a cursor may be: what nine texts come to, three for each sort, with escapes.
MAX_CURSOR = 30_000
# How many values a filter may list.
MAX_LISTED = 100
# How long a text may be that a filter compares with, and one that is searched for.
MAX_FILTER_TEXT = 1000
MAX_SEARCH_TEXT = 200
# How long a part of a text may be that a filter looks for.
MAX_PART_TEXT = 200
# How many groups a stat may tell of.
MAX_GROUPS = 1000
# By how many characters a longer text is sorted: as many as an index has room for.
MAX_INDEXED_TEXT = uniques.MAX_INDEXED_TEXT
# How deep the lists and objects of a JSON value may lie in one another.
MAX_LEVELS = json_values.MAX_LEVELS

"""Ways to read boxes wrongly."""

from mutants.harness import Mutant

VOC, ANNOTATIONS = "nls_tutorial/data/voc.py", "nls_tutorial/data/annotations.py"
VOC_TESTS, ANNOTATIONS_TESTS = "tests/data/test_voc.py", "tests/data/test_annotations.py"

MUTANTS = [
    Mutant(ANNOTATIONS, "x1, y1 = x1 - 1, y1 - 1", "x1, y1 = x1 - 1, y1", ANNOTATIONS_TESTS, "half counted from one"),
    Mutant(ANNOTATIONS, "x1 < x2 and y1 < y2", "x1 <= x2 and y1 <= y2", ANNOTATIONS_TESTS, "boxes of no area"),
    Mutant(ANNOTATIONS, 'thing.find("bndbox")', 'next(thing.iter("bndbox"), None)', ANNOTATIONS_TESTS,
           "a part's box"),
    Mutant(VOC, "[width / own[0], height / own[1]]", "[width / own[1], height / own[0]]", VOC_TESTS, "sides swapped"),
    Mutant(VOC, "max(everything, key", "min(everything, key", VOC_TESTS, "the smallest object"),
    Mutant(VOC, "(own, *(k for k in everything if k != own))", "tuple(everything)", VOC_TESTS, "own box not first"),
    Mutant(VOC, 'len(everything) > 1:', "len(everything) > 2:", VOC_TESTS, "two count as one"),
    Mutant(VOC, "read_annotation(file, inclusive=True)", "read_annotation(file, inclusive=False)", VOC_TESTS,
           "VOC edges"),
    Mutant(VOC, "boxes.clamp(min=0)", "boxes", VOC_TESTS, "beyond the left edge"),
    Mutant(VOC, "> max(wide, high, width, height):", "> 10000 * wide:", VOC_TESTS, "another photograph's boxes"),
]  # fmt: skip

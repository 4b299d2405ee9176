"""Ways to read boxes and photographs wrongly."""

from mutants.harness import Mutant


def _mutant(leaf: str, old: str, new: str, why: str, tests: str | None = None) -> Mutant:
    return Mutant(f"nls_tutorial/data/{leaf}.py", old, new, f"tests/data/test_{tests or leaf}.py", why)


MUTANTS = [
    _mutant("annotations", "x1, y1 = x1 - 1, y1 - 1", "x1, y1 = x1 - 1, y1", "half counted from one"),
    _mutant("annotations", "x1 < x2 and y1 < y2", "x1 <= x2 and y1 <= y2", "boxes of no area"),
    _mutant("annotations", 'thing.find("bndbox")', 'next(thing.iter("bndbox"), None)', "a part's box"),
    _mutant("annotations", "abs(number) > FARTHEST", "number > FARTHEST", "far to the left"),
    _mutant("annotations", "if not any(sides):", "if not all(sides):", "half a size is none"),
    _mutant("xml_text", "if content.startswith(sign):", "if False:", "wide letters"),
    _mutant("xml_text", "parser.feed(text)", "parser.feed(_content(file))", "what is parsed is not what was decoded"),
    _mutant("xml_text", 'text.replace("\\x85", "\\n")', "text", "lines of EBCDIC"),
    _mutant("xml_text", "len(content) > MOST_BYTES", "len(content) > 2 * MOST_BYTES", "large files"),
    _mutant("files", 'file.name.startswith((".", "~$"))', 'file.name == ".ipynb_checkpoints"', "a Mac's files"),
    _mutant("files", "file.name.lower() in SYSTEM", "file.name in SYSTEM", "capitals"),
    _mutant("files", "inner[:] = sorted(", "_ = sorted(", "hidden folders are entered"),
    _mutant("files", "return bool(marks & MARKED or", "return bool(marks == MARKED or", "one mark is not enough"),
    _mutant("files", 'unicodedata.normalize("NFC", name)', "name", "accents apart"),
    _mutant("bad_files", "if alike else UnusableFileError", "", "the kind of any of them"),
    _mutant("bad_files", "self.errors.append(error)", "self.errors = [error]", "the last one alone"),
    _mutant("picture_files", "grey.astype(np.float32) / 257", "grey.astype(np.float32) / 256", "white is not white"),
    _mutant("picture_files", 'mode == "I" or mode.startswith("I;16")', 'mode == "I"', "16 bits cut at 255"),
    _mutant("picture_files", "if opened.has_transparency_data:", 'if opened.mode == "RGBA":', "holes in palettes"),
    _mutant("picture_files", "if lowest < 255:", "if lowest < 1:", "glass"),
    _mutant("picture_files", "Image.open(file, formats=FORMATS)", "Image.open(file)", "any decoder"),
    _mutant("picture_files", "width * height > MOST_PIXELS", "width > MOST_PIXELS", "one side alone"),
    _mutant("picture_files", 'in ("PNG", "WEBP", "TIFF") and frames > 1', 'in ("PNG", "TIFF") and frames > 1', "films"),
    _mutant("upright", "6: (False, True)", "6: (True, False)", "turned the other way"),
    _mutant("upright", "7: (True, True)", "7: (False, False)", "mirrored the other way"),
    _mutant("upright", "or as_stored == as_shown:", ":", "squares"),
    _mutant("upright", "x1, x2 = width - x2, width - x1", "x1, x2 = width - x1, width - x2", "corners out of order"),
    _mutant("upright", "<= max(*one, *other)", "<= 100 * max(*one, *other)", "another photograph's boxes"),
    _mutant("image_sets", 'if mark and mark[2] == "1"', "if mark", "photographs without a cat"),
    _mutant("image_sets", 'mark[2] == "1"', 'mark[2] != "-1"', "cats that are hard to see"),
    _mutant("image_sets", "and not all(line in known for line in lines)", "", "a name that ends with 1"),
    _mutant("image_sets", "(PurePosixPath(name), PureWindowsPath(name))", "(PurePosixPath(name),)", "backslashes"),
    _mutant("boxed_photographs", "[width / wide, height / high]", "[width / high, height / wide]", "sides", "voc"),
    _mutant("boxed_photographs", "max(everything, key", "min(everything, key", "the smallest object"),
    _mutant("boxed_photographs", 'len(everything) > 1:', "len(everything) > 2:", "two count as one", "voc"),
    _mutant("boxed_photographs", "torch.cat([objects[own : own + 1], objects[:own], objects[own + 1 :]])",
            "objects", "own box not first", "voc"),
    _mutant("boxed_photographs", "boxes.clamp(min=0)", "boxes", "beyond the left edge", "voc"),
    _mutant("boxed_photographs", "> checks.pixel_rounding(max(size))", "> 1", "a pixel beyond"),
    _mutant("boxed_photographs", "isinstance(given, str) or not", "not", "the letters of a name"),
    _mutant("boxed_photographs", "names.count(name) > 1", "given.count(name) > 1", "one name in two ways of writing"),
    _mutant("voc", "Reading.of(VOC_CLASSES, size, several, outside, True)",
            "Reading.of(VOC_CLASSES, size, several, outside, False)", "VOC edges"),
]  # fmt: skip

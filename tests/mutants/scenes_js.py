"""The scene's JavaScript broken on purpose: a number from the wrong place, letters that meet, a knob that lies."""

from mutants.harness import Mutant

JS = "nls_tutorial/scenes/js"
TESTS = "tests/scenes/test_js.py"

MUTANTS = [
    Mutant(
        f"{JS}/table.js", "index[control] * stride", "index[control] + stride", TESTS, "a number of another position"
    ),
    Mutant(
        f"{JS}/table.js", "data.byteOffset, data.byteOffset", "0, data.byteOffset", TESTS, "a view read from its start"
    ),
    Mutant(f"{JS}/readouts.js", "Math.abs(share) < 1 && ", "false && ", TESTS, "99.9 % reads as 100 %"),
    Mutant(f"{JS}/readouts.js", "value < 0 && !zero", "value < 0", TESTS, "a minus zero"),
    Mutant(f"{JS}/letters.js", "Math.max(LEAST, size * scale)", "size * scale", TESTS, "letters too small to read"),
    Mutant(
        f"{JS}/letters.js", "lines.length && textWidth(longer, size)", "textWidth(longer, size)", TESTS, "no first word"
    ),
    Mutant(f"{JS}/axis.js", "(at - zero) % step === 0", "at % step === 0", TESTS, "zero is thinned away"),
    Mutant(f"{JS}/axis.js", "!at || apart(kept[at - 1], tick)", "true", TESTS, "ticks meet"),
    Mutant(
        f"{JS}/axis.js",
        "return Math.round(numbers + (",
        "return Math.round(0 * numbers + (",
        TESTS,
        "an axis's name in its numbers",
    ),
    Mutant(f"{JS}/axis.js", "y = (value) => bottom - (", "y = (value) => TOP + (", TESTS, "upside down"),
    Mutant(f"{JS}/layout.js", "Math.ceil(panels.length / count)", "panels.length", TESTS, "never more than one row"),
    Mutant(f"{JS}/layout.js", "while (factor > 0.2 &&", "while (false &&", TESTS, "the answer is below the screen"),
    Mutant(
        f"{JS}/layout.js", "(left * panels[at].width) / units", "left * panels[at].width", TESTS, "wider than the page"
    ),
    Mutant(
        f"{JS}/handle.js",
        "if (best === null || distance < best",
        "if (best === null || distance <= best",
        TESTS,
        "a knob that moves by itself",
    ),
    Mutant(
        f"{JS}/handle.js",
        "Math.abs(mine) > Math.abs(other) ? -1 : 1",
        "Math.abs(mine) > Math.abs(other) ? 1 : 1",
        TESTS,
        "left goes right",
    ),
    Mutant(f"{JS}/handle.js", "ArrowUp: [second,", "ArrowUp: [first,", TESTS, "up moves the other control"),
    Mutant(f"{JS}/theme.js", "through *= 1 - alpha / 255", "through *= 1", TESTS, "what is hidden counts"),
    Mutant(f"{JS}/theme.js", "light + through * last", "light", TESTS, "the page's own ground is forgotten"),
    Mutant(f"{JS}/live.js", "behind = true;", "", TESTS, "the picture stays behind the hand"),
    Mutant(f"{JS}/live.js", "if (trouble) failed(trouble);", "if (trouble) return;", TESTS, "a failure without a word"),
    Mutant(f"{JS}/marks.js", "ys[i % ys.length]", "ys[i]", TESTS, "one height for all is one bar"),
    Mutant(f"{JS}/marks.js", "Array.from(xs).reverse()", "Array.from(xs)", TESTS, "a band that crosses itself"),
    Mutant(f"{JS}/marks.js", "x + Math.min(Math.max(left, 2), most) - left", "x", TESTS, "a text beyond the edge"),
    Mutant(f"{JS}/ink.js", 'pen = "L";', 'pen = "M";', TESTS, "a line of dots"),
    Mutant(
        "nls_tutorial/scenes/bundle.py",
        "dict.fromkeys([*inner, entry])",
        "dict.fromkeys([entry, *inner])",
        "tests/scenes/test_js.py nls_tutorial/scenes/bundle.py --doctest-modules",
        "a module before what it needs",
    ),
    Mutant(f"{JS}/axis.js", "names.includes(tick) || ", "", TESTS, "a name is thinned away among numbers"),
    Mutant(f"{JS}/layout.js", 'perUnit(texts, "y", "x"', '0 * perUnit(texts, "y", "x"', TESTS, "lines of words meet"),
]

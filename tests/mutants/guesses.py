"""Ways to be wrong about what a reader guessed, and how surely."""

from mutants.harness import Mutant

LINES, GUESSES, CURVE = (f"tests/progress/test_{name}.py" for name in ("lines", "guesses", "curve"))
PREDICT, ASKED, JS = "tests/scenes/test_predict.py", "tests/scenes/test_asked.py", "tests/scenes/test_js.py"
QUESTION, DRAWN, BARS = "tests/records/test_question.py", "tests/records/test_drawn.py", "tests/scenes/test_bars.py"
ROOM = "nls_tutorial/progress"

MUTANTS = [
    Mutant(f"{ROOM}/lines.py", 'open(path, "ab", ', 'open(path, "wb", ', LINES, "forgets what was kept"),
    Mutant(f"{ROOM}/lines.py", 'b"\\n" if _is_torn(path) else b""', 'b""', LINES, "joins a torn line"),
    Mutant(
        f"{ROOM}/guesses.py", "first.setdefault(guess.name, guess)", "first[guess.name] = guess", GUESSES, "the last"
    ),
    Mutant(f"{ROOM}/guesses.py", "if first[name].event == GUESSED", "if True", GUESSES, "a look counts as a guess"),
    Mutant(f"{ROOM}/guesses.py", "floor - NEAR <= confidence <= 1", "confidence <= 1", GUESSES, "below pure guessing"),
    Mutant(f"{ROOM}/curve.py", "gap.square().mean()", "gap.abs().mean()", CURVE, "no Brier score"),
    Mutant(f"{ROOM}/curve.py", "others = 1 / floor - 1", "others = 1", CURVE, "two answers, always"),
    Mutant(f"{ROOM}/curve.py", "torch.where(right, c, 1 - c).log()", "c.log()", CURVE, "mistakes cost nothing"),
    Mutant(f"{ROOM}/curve.py", "if 0 < found_at < len(grid) - 1", "if True", CURVE, "a T where none is best"),
    Mutant("nls_tutorial/records/question.py", "2 * self.within / (", "self.within / (", QUESTION, "half the floor"),
    Mutant("nls_tutorial/scenes/asked.py", "if sum(right) != 1:", "if sum(right) < 1:", ASKED, "two right answers"),
    Mutant("nls_tutorial/scenes/asked.py", "<= question.within + 1e-9", "< question.step", ASKED, "too strict"),
    Mutant(
        "nls_tutorial/scenes/predict.py",
        "kept[-1].text != readable(question.text)",
        "False",
        PREDICT,
        "another question",
    ),
    Mutant(
        "nls_tutorial/scenes/js/guess.js", "correct: asked.right[place]", "correct: true", JS, "every guess is right"
    ),
    Mutant("nls_tutorial/scenes/js/sketch.js", "sum + one, 0) / apart.length", "sum + one, 0)", JS, "a sum, no mean"),
    Mutant(
        "nls_tutorial/scenes/js/sketch.js",
        "return places.includes(-1) ? -1 : places",
        "return places",
        JS,
        "a step that is gone",
    ),
    Mutant(
        "nls_tutorial/records/drawn.py", "truth, strict=True)) / len(self.at)", "truth, strict=True))", DRAWN, "a sum"
    ),
    Mutant("nls_tutorial/records/drawn.py", "math.pi * self.within**2", "self.within**2", DRAWN, "no disk"),
    Mutant(
        "nls_tutorial/scenes/asked.py",
        "dict.fromkeys(question.knots(), question.y)",
        "dict.fromkeys(question.knots(), question.x)",
        ASKED,
        "another axis",
    ),
    Mutant("nls_tutorial/scenes/bars.py", "(len(told) - 1) / 2", "(len(told) - 1)", BARS, "bars beside their name"),
    Mutant("nls_tutorial/progress/guesses.py", "answer[:MOST_NUMBERS]", "answer[:1]", GUESSES, "half a drawing"),
    Mutant("nls_tutorial/scenes/js/kept.js", "readAll(store).findLast(", "readAll(store).find(", JS, "an old answer"),
]

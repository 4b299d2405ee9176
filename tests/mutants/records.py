"""What the tests of `records` must notice. (Where bins and temperatures live, their rooms' lists break them.)"""

from mutants.harness import Mutant


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/records/{leaf}.py", old, new, f"tests/records/test_{leaf}.py", why)


def rule(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/records/{leaf}.py", old, new, "tests/records/test_record.py", why)


MUTANTS = [
    mutant(
        "grid", "*(control.name for control in controls)", "*(c.name for c in controls[::-1])", "names in another order"
    ),
    mutant("floors", "for place in (first, second)", "for place in (second, first)", "the floors change sides"),
    mutant("floors", 'f"{score} by chance"', 'f"{score}"', "the score for its floor"),
    mutant("floors", "scores(arm, name, **where)", "scores(arm, name)", "all places for one"),
    rule("record", "if kept is MISFIT:", "if False:", "any type passes"),
    rule("record", "        self._rules()", "        pass", "no rule is kept"),
    rule("record", "and not isinstance(value, bool) and _holds(value)", "and not isinstance(value, bool)", "huge"),
    rule(
        "record", "isinstance(value, numbers.Integral) and not isinstance(value, bool)", "isinstance(value, int)", "yes"
    ),
    rule("record", "if len(each) != len(value):", "if False:", "a pair of three"),
    rule("record", "return value if same else tuple(kept)", "return value", "a list stays a list"),
    rule("rows", "n != m for n, m in zip(sizes, shape", "False for n, m in zip(sizes, shape", "any length fits"),
    rule("rows", "if least < low or most >= classes:", "if least < low:", "a label without a name"),
    rule("rows", "if not (math.isfinite(low) and math.isfinite(high)):", "if False:", "NaN passes"),
    rule("predictions", "if bad:", "if False:", "NaN logits are shown"),
    rule("predictions", "if len(self.class_names) != classes:", "if False:", "a name too few"),
    rule("predictions", "logits.detach().amax(1)", "logits.detach().flatten()", "masked classes are refused"),
    rule("images", "if value.ndim == 0 or len(value) != count:", "if False:", "a short extra"),
    rule("images", "if low < -count or high >= count:", "if False:", "rows that are not there"),
    rule("bins", "(self.correct >= 0) & (self.correct <= self.counts)", "(self.correct >= 0)", "more right than there"),
    rule("track", "if len(set(shapes.values())) > 1 or", "if", "a line of two lengths"),
    rule("track", "if np.isinf(numbers.values).any():", "if False:", "a line to infinity"),
    rule("verdict", 'number_in("luck", self.luck, 0, 1,', 'number_in("luck", self.luck, 0, 9,', "luck of 2"),
    mutant("summary", "{escape(str(value))}", "{value}", "facts are not escaped"),
    mutant("summary", 'caption-side:top">{escape(title)}', 'caption-side:top">{title}', "the title is not escaped"),
    mutant("claim", "_explained(escape(text), '±', SPREAD)", "_explained(text, '±', SPREAD)", "a claim is not escaped"),
    mutant("mean_std", "there.std(ddof=1)", "there.std()", "N for N − 1"),
    mutant("mean_std", "there = array[~np.isnan(array)]", "there = np.nan_to_num(array)", "none counts as 0"),
    mutant("results", 'for name in ("study", "version", "settings"', 'for name in ("study", "version"', "mixed"),
    mutant(
        "results", "for key in other.cells if key in self.cells]", "for key in () if key in self.cells]", "a cell twice"
    ),
    mutant("results", "found.take(self.axes[axis].index(coordinate)", "found.take(0", "the first coordinate always"),
    mutant("results", "seed in (None, cell.seed)", "True", "another seed's array"),
    mutant("verdict", "aimed = -differences if", "aimed = differences if", "the claim turned round"),
    mutant("verdict", "(1 + LEVEL) / 2, POWER", "LEVEL, POWER", "one side of the interval"),
    mutant("verdict", "aimed.std(ddof=1)) / math.sqrt(n)", "aimed.std(ddof=1))", "spread for error"),
    mutant("verdict", "for k in range(agree, n + 1)", "for k in range(agree + 1, n + 1)", "luck too small"),
    mutant("verdict", "and len(aimed) < SURE", "and len(aimed) < 0", "three equal seeds settle it"),
    mutant("verdict", "relevant is not None and high < relevant else", "relevant is not None else", "absence as proof"),
    mutant("verdict", "below = all(", "below = any(", "one at the floor is enough"),
    mutant("published_table", "if (row, column) in self.cut:", "if False:", "half a figure used"),
    mutant("history", "self.train_loss[-1]", "self.train_loss[0]", "the first epoch is shown"),
    mutant("history", "self.val_accuracy[-1]", "self.train_accuracy[-1]", "training passes for held-out"),
    mutant("images", "if self.classes > 3 else", "if True else", "a class too many"),
    mutant("images", "self.labels != self.clean_labels", "self.labels == self.clean_labels", "right labels counted"),
    mutant("predictions", "torch.softmax(self.logits, dim=1)", "torch.softmax(self.logits, dim=0)", "wrong dimension"),
    mutant("predictions", "self.probabilities.amax(dim=1)", "self.probabilities.amin(dim=1)", "the smallest share"),
    mutant("predictions", ".double().mean())", ".float().mean())", "accuracy in single precision"),
    mutant("predictions", "self.predicted == self.labels", "self.predicted != self.labels", "the share of errors"),
    mutant("projection", "float(self.distances.mean())", "float(self.distances.sum())", "sum for mean"),
    mutant(
        "splits",
        "for part in (self.train, self.calibration, self.test)",
        "for part in (self.train, self.test)",
        "a part is left out",
    ),
    mutant("say", 'return ("−" if value < 0 and text.strip("0.") else "") + text', "return text", "no sign"),
    mutant("control", "dtype=float)) > 0).all()", "dtype=float)) >= 0).all()", "two positions with one value"),
    mutant("control", "np.abs(numbers - number).argmin()", "np.abs(numbers - number).argmax()", "the farthest"),
    mutant(
        "control",
        "if not 0 <= self.start < len(self.values):",
        "if not 0 <= self.start <= len(self.values):",
        "a start beyond the end",
    ),
    mutant(
        "track",
        "index[name] for name in self.over), ...)",
        "index[name] for name in reversed(self.over)), ...)",
        "rows and columns swapped",
    ),
    mutant(
        "track",
        'array = np.array(np.asarray(values), dtype=np.float32, order="C")',
        "array = np.asarray(values, dtype=np.float32)",
        "a track shares its source's numbers",
    ),
    mutant("scene", "if not self.low < self.high:", "if self.low > self.high:", "an axis of no extent"),
    mutant("marks", "or shape[-1] != 3:", "or False:", "four channels"),
    mutant("say", "text = say_number(100 * share, digits)", "text = say_number(share, digits)", "shares as per cent"),
    mutant("scene", "if shape[: len(over)] != expected:", "if len(shape) < len(expected):", "rows are not counted"),
    mutant("scene", "if strangers or not part.moves:", "if strangers:", "a handle that moves nothing"),
    mutant("scene", "if isinstance(part, Picture):", "if False:", "pictures are not checked"),
    mutant("scene", "if not control.shown and", "if control.shown and", "a control that nothing moves"),
    mutant("marks", '_together("view", self.view_x, self.view_y)', "pass", "a view along one side"),
    mutant("marks", "!= (2,):", "== ():", "a view of three ends"),
    mutant("scene", "index[name] = control.nearest(value)", "index[name] = control.start", "a position that stays"),
    mutant("scene", "place = self.start if index is None else index", "place = self.start", "alt text of the start"),
]

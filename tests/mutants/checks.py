"""What the tests of `checks` must notice."""

from mutants.harness import Mutant

NUMBERS = ("nls_tutorial/checks/numbers.py", "tests/checks/test_numbers.py")
KINDS = ("nls_tutorial/checks/kinds.py", "tests/checks/test_kinds.py")
DEFAULTS = ("nls_tutorial/checks/defaults.py", "tests/checks/test_defaults.py")
TENSORS = ("nls_tutorial/checks/tensors.py", "tests/checks/test_tensors.py")


def mutant(leaf: tuple[str, str], old: str, new: str, why: str) -> Mutant:
    return Mutant(leaf[0], old, new, leaf[1], why)


MUTANTS = [
    mutant(KINDS, "if not isinstance(value, bool):", "if False:", "any switch passes"),
    mutant(KINDS, "or len(value) != 2:", "or False:", "a size of three"),
    mutant(KINDS, "not callable(value) or isinstance(value, type)", "not callable(value)", "a class for a function"),
    mutant(DEFAULTS, "torch.set_default_dtype(torch.float32)\n    try", "try", "torch's default type leaks in"),
    mutant(DEFAULTS, 'with torch.device("cpu"):', "if True:", "torch's default device leaks in"),
    mutant(DEFAULTS, "in WITHOUT_DOUBLE else tensor", "in () else tensor", "doubles on a device without them"),
    Mutant(
        "nls_tutorial/checks/say.py",
        'return f"{argument} {rule}, but got {seen}. {step}"',
        'return f"{argument} {rule}, but got {seen}."',
        "tests/checks/test_say.py",
        "no next step",
    ),
    Mutant(
        "nls_tutorial/checks/say.py",
        "raise error(complaint",
        "raise ValueError(complaint",
        "tests/checks/test_say.py",
        "one error type for all",
    ),
    mutant(NUMBERS, "if not -beyond <= number <= 1.0 + beyond:", "if not 0.0 < number <= 1.0:", "0 is no fraction"),
    mutant(
        NUMBERS,
        "if not -beyond <= number <= 1.0 + beyond:",
        "if number < 0 or number > 1:",
        "NaN is a fraction",
    ),
    mutant(NUMBERS, "if not (number > 0.0 and", "if not (number >= 0.0 and", "0 is positive"),
    mutant(NUMBERS, "number >= low and math.isfinite(number)", "number >= low", "infinity is a number"),
    mutant(NUMBERS, "number >= low and math", "number > low and math", "the least is refused"),
    mutant(
        NUMBERS,
        "if isinstance(value, bool) or not isinstance(value, numbers.Real):",
        "if not isinstance(value, numbers.Real):",
        "True is a real number",
    ),
    mutant(NUMBERS, "if value < low:", "if value <= low:", "the lowest whole number is refused"),
    mutant(NUMBERS, "isinstance(value, type(option)) and value == option", "value == option", "an array is compared"),
    mutant(TENSORS, "(~torch.isfinite(part)).sum()", "torch.isnan(part).sum()", "infinity is finite"),
    mutant(TENSORS, "if value.is_contiguous() else (value.amin(), value.amax())", "", "a copy of what is turned"),
    mutant(TENSORS, "value.split(step) if value.ndim else (value,)", "(value,)", "counted in one go"),
    mutant(TENSORS, "if low < 0 or high >= classes:", "if low < 0 or high > classes:", "label K is in range"),
    mutant(TENSORS, "if low < 0 or high >= classes:", "if high >= classes:", "negative labels are in range"),
    mutant(TENSORS, "labels[labels != ignore_index]", "labels[labels == ignore_index]", "only what is ignored counts"),
    mutant(TENSORS, "if labels.dtype != torch.int64:", "if labels.is_floating_point():", "int32 labels pass"),
    mutant(TENSORS, "    if classes < 2:", "    if classes < 1:", "one class is enough"),
    mutant(TENSORS, "(logits.shape[0], *logits.shape[2:])", "(logits.shape[0],)", "dense labels are refused"),
    mutant(
        TENSORS, "if first.shape[:1] != second.shape[:1]:", "if first.shape != second.shape:", "all shapes the same"
    ),
    mutant(TENSORS, "rows.sum(1, dtype", "rows.sum(0, dtype", "columns sum to 1"),
    mutant(
        TENSORS,
        "off <= sum_rounding(targets.dtype)",
        "off <= 10 * sum_rounding(targets.dtype)",
        "a loose sum",
    ),
    mutant(
        TENSORS,
        "not bool(low >= -rounding(targets.dtype))",
        "bool(low < -1e-6)",
        "NaN is a probability",
    ),
]

"""Predictions collected or kept wrongly."""

from mutants.harness import Mutant

STREAM, DEVICE, FILES, SAFE, ARRAYS = (
    f"nls_tutorial/predictions/{leaf}.py" for leaf in ("stream", "device", "files", "safe_file", "arrays")
)
COLLECT_TESTS, STREAM_TESTS, DEVICE_TESTS, FILES_TESTS, SAFE_TESTS = (
    f"tests/predictions/test_{leaf}.py" for leaf in ("collect", "stream", "device", "files", "safe_file")
)

MUTANTS = [
    Mutant(STREAM, "model.to(place).eval()", "model.to(place)", COLLECT_TESTS, "asked in training mode"),
    Mutant(STREAM, "module.training = training", "module.training = True", COLLECT_TESTS, "thaws a frozen layer"),
    Mutant(STREAM, "with torch.no_grad():", "if True:", COLLECT_TESTS, "drags gradients along"),
    Mutant(STREAM, "model.head(inner)", "_called(model, inputs)", COLLECT_TESTS, "asks the body twice"),
    Mutant(STREAM, 'checks.finite("logits", answer[0])', "pass", COLLECT_TESTS, "lets NaN through"),
    Mutant(STREAM, "indices.repeat_interleave(", "indices.repeat(", STREAM_TESTS, "the wrong sample's pixels"),
    Mutant(STREAM, "movedim(dim, -1).flatten", "flatten", STREAM_TESTS, "classes and pixels mixed"),
    Mutant(STREAM, "counts = answer[1] != ignore_index", "counts = answer[1] >= 0", STREAM_TESTS, "counts the border"),
    Mutant(STREAM, "if len(labels)\n", "\n", STREAM_TESTS, "an empty part"),
    Mutant(FILES, "group.shape != labels.shape", "False", FILES_TESTS, "groups that do not fit"),
    Mutant(
        STREAM,
        "isinstance(pair, tuple | list) or len(pair) != 2",
        "isinstance(pair, tuple | list)",
        STREAM_TESTS,
        "three of two",
    ),
    Mutant(DEVICE, "int(number or 0) >= count", "int(number or 0) > count", DEVICE_TESTS, "one GPU too many"),
    Mutant(DEVICE, 'else "cpu"\n', 'else "mps"\n', DEVICE_TESTS, "auto takes what may not be there"),
    Mutant(FILES, "_comes_back(predictions, _predictions(place, arrays))", "pass", FILES_TESTS, "loses a NUL"),
    Mutant(FILES, "if not -(2**63) <= predictions.seed < 2**63:", "if False:", FILES_TESTS, "a seed of 64 bits"),
    Mutant(FILES, "except Exception as error", "except ValueError as error", FILES_TESTS, "numpy's own errors pass"),
    Mutant(FILES, "and logits.dtype in FLOATS", "and logits.dtype.kind == 'f'", FILES_TESTS, "bytes the other way"),
    Mutant(
        ARRAYS, "claimed != there or ", "", f"{FILES_TESTS} tests/predictions/test_arrays.py", "claims are believed"
    ),
    Mutant(
        ARRAYS,
        " or max(shape, default=0) > len(content)",
        "",
        f"{FILES_TESTS} tests/predictions/test_arrays.py",
        "rows of nothing are believed",
    ),
    Mutant(ARRAYS, "if name in found:", "if False:", FILES_TESTS, "the second of two arrays"),
    Mutant(ARRAYS, "entry.compress_type != zipfile.ZIP_STORED or", "", FILES_TESTS, "what swells when it is read"),
    Mutant(ARRAYS, 'order="F" if fortran else "C"', 'order="C"', FILES_TESTS, "rows for columns"),
    Mutant(ARRAYS, "> LAST_LETTER", "> 2**40", FILES_TESTS, "numbers that are no letters"),
    Mutant(FILES, "names.shape == logits.shape[1:]", "True", FILES_TESTS, "too few class names"),
    Mutant(FILES, 'or str(found["format"]) != FORMAT', "", FILES_TESTS, "any archive passes"),
    Mutant(SAFE, "os.fsync(file.fileno())", "file.fileno()", SAFE_TESTS, "a name before its bytes"),
    Mutant(SAFE, "secrets.token_hex(8)", "'0' * 16", SAFE_TESTS, "two writers, one name"),
    Mutant(SAFE, "        os.replace(second, old)", "        pass", SAFE_TESTS, "loses the old file"),
]

"""Predictions collected or kept wrongly."""

from mutants.harness import Mutant

COLLECT, DEVICE, FILES, SAFE = (
    f"nls_tutorial/predictions/{leaf}.py" for leaf in ("collect", "device", "files", "safe_file")
)
COLLECT_TESTS, DEVICE_TESTS, FILES_TESTS, SAFE_TESTS = (
    f"tests/predictions/test_{leaf}.py" for leaf in ("collect", "device", "files", "safe_file")
)

MUTANTS = [
    Mutant(COLLECT, "model.to(place).eval()", "model.to(place)", COLLECT_TESTS, "asked in training mode"),
    Mutant(COLLECT, "module.training = training", "module.training = True", COLLECT_TESTS, "thaws a frozen layer"),
    Mutant(COLLECT, "with torch.no_grad():", "if True:", COLLECT_TESTS, "drags gradients along"),
    Mutant(COLLECT, "model.head(inner)", "model(images)", COLLECT_TESTS, "asks the body twice"),
    Mutant(COLLECT, 'checks.finite("logits", logits)', "pass", COLLECT_TESTS, "lets NaN through"),
    Mutant(DEVICE, "int(number or 0) >= count", "int(number or 0) > count", DEVICE_TESTS, "one GPU too many"),
    Mutant(DEVICE, 'else "cpu"\n', 'else "mps"\n', DEVICE_TESTS, "auto takes what may not be there"),
    Mutant(FILES, "    _predictions(place, arrays)  #", "    #", FILES_TESTS, "saves what cannot be loaded"),
    Mutant(FILES, "names.shape == logits.shape[1:]", "True", FILES_TESTS, "too few class names"),
    Mutant(FILES, 'or str(found["format"]) != FORMAT', "", FILES_TESTS, "any archive passes"),
    Mutant(SAFE, "os.fsync(file.fileno())", "file.fileno()", SAFE_TESTS, "a name before its bytes"),
    Mutant(SAFE, "secrets.token_hex(8)", "'0' * 16", SAFE_TESTS, "two writers, one name"),
    Mutant(SAFE, "        os.replace(second, old)", "        pass", SAFE_TESTS, "loses the old file"),
]

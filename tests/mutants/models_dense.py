"""Ways to build a U-Net or a Transformer wrongly."""

from mutants.harness import Mutant


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/models/{leaf}.py", old, new, f"tests/models/test_{leaf}.py", why)


MUTANTS = [
    mutant("unet", "torch.cat([shortcut, x], dim=1)", "torch.cat([shortcut, 0 * x], dim=1)", "nothing comes up"),
    mutant("unet", "size=shortcut.shape[-2:]", "scale_factor=2", "only even sizes fit"),
    mutant("transformer", "device=target.device).tril()", "device=target.device)", "sees the words to come"),
    mutant("transformer", "source_seen = (source != 0)", "source_seen = (source >= 0)", "the decoder sees padding"),
    mutant("transformer", "        seen = (source != 0)", "        seen = (source >= 0)", "the encoder sees padding"),
    mutant("transformer", "/ math.sqrt(query.shape[-1])", "", "scores are not scaled"),
    mutant("transformer", "embedded + self.places[: tokens.shape[1]]", "embedded", "places do not count"),
]

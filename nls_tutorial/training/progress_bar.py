"""A progress bar where somebody looks, and silence where nobody does."""

import sys
from collections.abc import Iterable

from tqdm.auto import tqdm

from nls_tutorial import checks


def progress_bar(done: int, epochs: int, progress: bool) -> Iterable[int]:
    """The epochs from `done` to `epochs`, with a bar in a terminal or a notebook if `progress` is true.

    A log file, a pipe or a test gets nothing. Nor does a notebook that is run to be stored and compared: whoever runs
    it so sets TQDM_DISABLE=1 in the environment. When training ends the bar goes away, and leaves no output behind.
    """
    if not isinstance(progress, bool):
        checks.refuse("progress", "must be True or False", repr(progress), "Use False for silence.", error=TypeError)
    if not (progress and (sys.stderr.isatty() or _in_notebook())):
        return range(done, epochs)
    return tqdm(range(done, epochs), desc="training", unit="epoch", initial=done, total=epochs, leave=False)


def _in_notebook() -> bool:
    """Whether this is a Jupyter kernel: JupyterLab, Notebook, VS Code, Colab."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell is not None and "IPKernelApp" in shell.config

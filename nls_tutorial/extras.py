"""What only some rooms need comes with an extra of the package: where it is missing, say which."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """What is imported inside comes with the extra "plots", "scenes", "data", "text", "detection" or "dask"; "course"
    brings all.

    Raises ModuleNotFoundError that names the package and the extra where it is not installed.

    >>> with needs("plots"):
    ...     import no_such_package
    Traceback (most recent call last):
        ...
    ModuleNotFoundError: no_such_package must be installed for this, but got no such package. It comes with the extra
    'plots': python -m pip install 'nls_tutorial[plots]'.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("", "nls_tutorial"):
            raise
        step = f"It comes with the extra {extra!r}: python -m pip install 'nls_tutorial[{extra}]'."
        message = f"{missing} must be installed for this, but got no such package. {step}"
        raise ModuleNotFoundError(message, name=error.name) from error

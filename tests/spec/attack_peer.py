"""Foolbox, imported without the warnings of what it imports."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import foolbox

__all__ = ["foolbox"]

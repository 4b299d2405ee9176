"""One room for each lesson: its exercises, its scenes, its study.

A lesson's room is imported by its name: `from nls_tutorial.lessons import l02_soften_a_label as lesson`.
"""

import pkgutil

__all__ = sorted(module.name for module in pkgutil.iter_modules(__path__))

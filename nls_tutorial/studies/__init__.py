"""Configuration → data → training → predictions → a small result; and how much of it the budget allows."""

from nls_tutorial.studies.along_training import measure_along_training
from nls_tutorial.studies.budget import Budget, budget
from nls_tutorial.studies.cell import cell_checkpoint
from nls_tutorial.studies.cell_file import Damaged
from nls_tutorial.studies.find import all_studies, find_study
from nls_tutorial.studies.fingerprint import images_digest
from nls_tutorial.studies.overfit_digits import (
    compare_losses,
    compare_losses_together,
    overfit_digits,
    score_runs,
    train_on_overfit_digits,
    train_together,
)
from nls_tutorial.studies.results_file import bundled, load_results, save_results
from nls_tutorial.studies.runner import CellsFailed, collect_study, run_study
from nls_tutorial.studies.store import Store, StoreFull, default_folder
from nls_tutorial.studies.study import DataFolder, Study

__all__ = [
    "Budget",
    "CellsFailed",
    "Damaged",
    "DataFolder",
    "Store",
    "StoreFull",
    "Study",
    "all_studies",
    "budget",
    "bundled",
    "cell_checkpoint",
    "collect_study",
    "compare_losses",
    "compare_losses_together",
    "default_folder",
    "find_study",
    "images_digest",
    "load_results",
    "measure_along_training",
    "overfit_digits",
    "run_study",
    "save_results",
    "score_runs",
    "train_on_overfit_digits",
    "train_together",
]

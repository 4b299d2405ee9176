"""Configuration → data → training → predictions → a small result; and how much of it the budget allows."""

from nls_tutorial.studies.adaptive import (
    RECIPES,
    Looks,
    Recipe,
    join_seeds,
    load_objects_away,
    look,
    objects_away_on_photographs,
    save_objects_away,
    take_objects_away,
    train_recipe,
)
from nls_tutorial.studies.budget import Budget, budget
from nls_tutorial.studies.cell import cell_checkpoint
from nls_tutorial.studies.cell_file import Damaged
from nls_tutorial.studies.find import all_studies, find_study
from nls_tutorial.studies.implicit_calibration import TABLE_3, beside_table_3
from nls_tutorial.studies.last_layer import (
    last_layer_on_photographs,
    load_last_layer,
    look_at_last_layers,
    save_last_layer,
)
from nls_tutorial.studies.padding import NLS_PADDING, accuracy_by_distance, at_border, nls_padding_pairs
from nls_tutorial.studies.people import labels_of_people, people_against_one_hot
from nls_tutorial.studies.results_file import bundled, load_results, save_results
from nls_tutorial.studies.runner import CellsFailed, collect_study, run_study
from nls_tutorial.studies.same_recipe import same_recipe
from nls_tutorial.studies.side_by_side import (
    POSTER,
    beside_poster,
    overfit_digits,
    score_side_by_side,
    side_by_side,
    train_on_overfit_digits,
)
from nls_tutorial.studies.store import Store, StoreFull, default_folder
from nls_tutorial.studies.study import DataFolder, Study
from nls_tutorial.studies.without_object import (
    CROWDED,
    TABLE_1,
    beside_table_1,
    label_maps,
    load_without_object,
    save_without_object,
    stored_without_object,
    together,
    without_object,
)

__all__ = [
    "Budget",
    "CROWDED",
    "CellsFailed",
    "Damaged",
    "DataFolder",
    "Looks",
    "NLS_PADDING",
    "POSTER",
    "RECIPES",
    "Recipe",
    "Store",
    "StoreFull",
    "Study",
    "TABLE_1",
    "TABLE_3",
    "accuracy_by_distance",
    "all_studies",
    "at_border",
    "beside_poster",
    "beside_table_1",
    "beside_table_3",
    "budget",
    "bundled",
    "cell_checkpoint",
    "collect_study",
    "default_folder",
    "find_study",
    "join_seeds",
    "label_maps",
    "labels_of_people",
    "last_layer_on_photographs",
    "load_last_layer",
    "load_objects_away",
    "load_results",
    "load_without_object",
    "look",
    "look_at_last_layers",
    "nls_padding_pairs",
    "objects_away_on_photographs",
    "overfit_digits",
    "people_against_one_hot",
    "run_study",
    "same_recipe",
    "save_last_layer",
    "save_objects_away",
    "save_results",
    "save_without_object",
    "score_side_by_side",
    "side_by_side",
    "stored_without_object",
    "take_objects_away",
    "together",
    "train_on_overfit_digits",
    "train_recipe",
    "without_object",
]

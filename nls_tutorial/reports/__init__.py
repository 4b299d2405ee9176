"""Your own data, without a notebook: reports on predictions and tables, from the command line or a script.

`python -m nls_tutorial report logits.npy labels.npy` reads what a model said, measures it with intervals and floors,
fits T on one part and pays it on the other, and writes one HTML file whose scenes move, and all numbers as JSON;
`audit table.csv` tests a published table. `calibrate FOLDER` trains on your pictures, with several losses and seeds,
and keeps a calibrated model in one file without pickle, which `predict` asks.
Nothing is written over, and a report is whole or not there.
"""

from nls_tutorial.reports.advice import in_words, temperature_in_words, what_to_do
from nls_tutorial.reports.audit import Finding, audit_table
from nls_tutorial.reports.audit_report import audit_report
from nls_tutorial.reports.calibrate_report import Outcome, calibrate_report
from nls_tutorial.reports.calibrate_runs import Plan, Trained, train_all
from nls_tutorial.reports.calibrated_model import Answer, CalibratedModel, load_model, predict
from nls_tutorial.reports.folder import free_folder, write_folder
from nls_tutorial.reports.outputs import Outputs, read_outputs
from nls_tutorial.reports.own_pictures import OwnPictures, own_pictures
from nls_tutorial.reports.page import Section, report_page
from nls_tutorial.reports.pairs import Comparison, compare
from nls_tutorial.reports.predictions_report import Report, Settings, predictions_report, score_table
from nls_tutorial.reports.published_file import PublishedRow, read_published
from nls_tutorial.reports.report_scenes import decision_scene, temperature_scene
from nls_tutorial.reports.rescaled import Rescaled, rescale, two_parts
from nls_tutorial.reports.row_groups import read_groups
from nls_tutorial.reports.scores import Score, Scores, macro_f1, measure

__all__ = [
    "Answer",
    "CalibratedModel",
    "Comparison",
    "Finding",
    "Outcome",
    "Outputs",
    "OwnPictures",
    "Plan",
    "PublishedRow",
    "Report",
    "Rescaled",
    "Score",
    "Scores",
    "Section",
    "Settings",
    "Trained",
    "audit_report",
    "audit_table",
    "calibrate_report",
    "compare",
    "decision_scene",
    "free_folder",
    "in_words",
    "load_model",
    "macro_f1",
    "measure",
    "own_pictures",
    "predict",
    "predictions_report",
    "read_groups",
    "read_outputs",
    "read_published",
    "report_page",
    "rescale",
    "score_table",
    "temperature_in_words",
    "temperature_scene",
    "train_all",
    "two_parts",
    "what_to_do",
    "write_folder",
]

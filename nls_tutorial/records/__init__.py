"""The frozen records that travel between rooms; each shows itself in a notebook."""

from torch.serialization import add_safe_globals

from nls_tutorial.records.bins import Bins
from nls_tutorial.records.cell import Cell, Score
from nls_tutorial.records.claim import Claim
from nls_tutorial.records.control import Control
from nls_tutorial.records.crop import Crop
from nls_tutorial.records.documents import Documents, DocumentSplits, Tokens
from nls_tutorial.records.drawn import Sketch, Spot
from nls_tutorial.records.floors import chance_floors
from nls_tutorial.records.grid import grid
from nls_tutorial.records.history import History
from nls_tutorial.records.images import Images
from nls_tutorial.records.label_maps import LabelMaps
from nls_tutorial.records.lesson import Lesson
from nls_tutorial.records.marks import Band, Bars, Handle, Line, Picture, Points, Rule, Shape, Text
from nls_tutorial.records.mean_std import MeanStd, mean_std
from nls_tutorial.records.padding_survey import PaddingSurvey
from nls_tutorial.records.predictions import Predictions
from nls_tutorial.records.projection import Projection
from nls_tutorial.records.published_run import PublishedRun
from nls_tutorial.records.published_table import PublishedRows, PublishedTable
from nls_tutorial.records.question import Amount, Choice
from nls_tutorial.records.results import Results
from nls_tutorial.records.samples import Samples
from nls_tutorial.records.scene import Axis, Panel, Readout, Scene
from nls_tutorial.records.sentences import PairSplits, SentencePairs, TokenPairs
from nls_tutorial.records.splits import Splits
from nls_tutorial.records.table import Table
from nls_tutorial.records.temperature_fit import TemperatureFit
from nls_tutorial.records.track import Track, Words, track, tracks_of
from nls_tutorial.records.verdict import Verdict, fact, verdict

Question = Choice | Amount | Sketch | Spot

# torch.load(…, weights_only=True), its default, takes these; each looks at what it is given
add_safe_globals(
    [
        Bins,
        Crop,
        Documents,
        DocumentSplits,
        History,
        Images,
        LabelMaps,
        MeanStd,
        PairSplits,
        Predictions,
        Projection,
        SentencePairs,
        Splits,
        TemperatureFit,
        TokenPairs,
        Tokens,
    ]
)

__all__ = [
    "Amount",
    "Axis",
    "Band",
    "Bars",
    "Bins",
    "Cell",
    "Choice",
    "Claim",
    "Control",
    "Crop",
    "DocumentSplits",
    "Documents",
    "Handle",
    "History",
    "Images",
    "LabelMaps",
    "Lesson",
    "Line",
    "MeanStd",
    "PaddingSurvey",
    "PairSplits",
    "Panel",
    "Picture",
    "Points",
    "Predictions",
    "Projection",
    "PublishedRows",
    "PublishedRun",
    "PublishedTable",
    "Question",
    "Readout",
    "Results",
    "Rule",
    "Samples",
    "Scene",
    "Score",
    "SentencePairs",
    "Shape",
    "Sketch",
    "Splits",
    "Spot",
    "Table",
    "TemperatureFit",
    "Text",
    "TokenPairs",
    "Tokens",
    "Track",
    "Verdict",
    "Words",
    "chance_floors",
    "fact",
    "grid",
    "mean_std",
    "track",
    "tracks_of",
    "verdict",
]

"""Pictures and texts: digits, generated scenes, CIFAR-10, photographs with boxes; docstrings, posts, translations.

Every function returns records (`Images`, `Splits`, `DocumentSplits`, `PairSplits`), pictures as float32 in [0, 1], is
seeded, draws from generators of its own, and gives the same bits for the same arguments. Train on the first part, fit
on the second, report the third.
"""

from nls_tutorial.data.birds import birds
from nls_tutorial.data.cifar10 import cifar10
from nls_tutorial.data.clauses import clauses
from nls_tutorial.data.corruptions import CORRUPTIONS, corrupt
from nls_tutorial.data.crowded_scenes import PIXEL_CLASSES, crowded_scene_splits, crowded_scenes
from nls_tutorial.data.digits import digits
from nls_tutorial.data.documentation import LIBRARIES, documentation, strip_documentation
from nls_tutorial.data.downloads import DownloadError
from nls_tutorial.data.farm import farm
from nls_tutorial.data.files import MissingFileError
from nls_tutorial.data.fine_sets import cub200, tiny_imagenet
from nls_tutorial.data.folder_groups import groups_by_pattern, groups_by_table
from nls_tutorial.data.folders import PictureFolder, image_folder
from nls_tutorial.data.group_splits import grouped_indices
from nls_tutorial.data.interface import interface_messages
from nls_tutorial.data.label_borders import ignore_border, near_border
from nls_tutorial.data.mail import split_header, strip_mail
from nls_tutorial.data.mask_files import voc_palette
from nls_tutorial.data.mask_folder import mask_folder, voc_segmentation
from nls_tutorial.data.multi30k import multi30k
from nls_tutorial.data.newsgroups import newsgroups
from nls_tutorial.data.noise import noisy_labels
from nls_tutorial.data.object_scenes import object_scene_splits, object_scenes
from nls_tutorial.data.official_files import official_files
from nls_tutorial.data.pairs import sentence_pairs
from nls_tutorial.data.photographs import photographs
from nls_tutorial.data.picture_list import PictureList, folder_list, imagenet_box_list
from nls_tutorial.data.removal import (
    box_pixels,
    cover_beside,
    fill_boxes,
    keep_own_object,
    pixel_mean,
    remove_objects,
)
from nls_tutorial.data.scenes import BACKGROUNDS, DISSIMILAR, SHAPES, SIMILAR, scene_splits, scenes
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.data.still_life import still_life
from nls_tutorial.data.subwords import Subwords, subwords, token_pairs
from nls_tutorial.data.text_folder import text_folder
from nls_tutorial.data.two_objects import two_objects
from nls_tutorial.data.voc import VOC_CLASSES, imagenet_boxes, voc_detection, voc_folder
from nls_tutorial.data.words import Vocabulary, split_words, vocabulary

__all__ = [
    "PIXEL_CLASSES",
    "crowded_scene_splits",
    "crowded_scenes",
    "ignore_border",
    "mask_folder",
    "near_border",
    "voc_palette",
    "voc_segmentation",
    "BACKGROUNDS",
    "CORRUPTIONS",
    "DISSIMILAR",
    "DownloadError",
    "LIBRARIES",
    "MissingFileError",
    "PictureFolder",
    "PictureList",
    "SHAPES",
    "SIMILAR",
    "Subwords",
    "VOC_CLASSES",
    "Vocabulary",
    "birds",
    "box_pixels",
    "cifar10",
    "clauses",
    "corrupt",
    "cover_beside",
    "cub200",
    "digits",
    "documentation",
    "disjoint_indices",
    "farm",
    "fill_boxes",
    "folder_list",
    "grouped_indices",
    "groups_by_pattern",
    "groups_by_table",
    "image_folder",
    "imagenet_box_list",
    "imagenet_boxes",
    "interface_messages",
    "keep_own_object",
    "multi30k",
    "newsgroups",
    "noisy_labels",
    "object_scene_splits",
    "object_scenes",
    "official_files",
    "photographs",
    "pixel_mean",
    "remove_objects",
    "scene_splits",
    "scenes",
    "voc_detection",
    "voc_folder",
    "sentence_pairs",
    "split_header",
    "split_words",
    "still_life",
    "strip_documentation",
    "strip_mail",
    "subwords",
    "text_folder",
    "tiny_imagenet",
    "token_pairs",
    "two_objects",
    "vocabulary",
]

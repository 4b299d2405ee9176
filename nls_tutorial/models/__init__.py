"""The networks of the course: each gives logits and, on request, the penultimate features that enter its last layer.

One convention for all: `model(images)` are the logits, `model.features(images)` the features, `model.head` the last
layer, `templates(model)` its weight rows.
"""

from nls_tutorial.models.activation import class_activation_maps
from nls_tutorial.models.classifier import Classifier, templates
from nls_tutorial.models.detector import Detector, detect, detector
from nls_tutorial.models.detector_targets import detection_loss, place_targets
from nls_tutorial.models.large import (
    TorchvisionClassifier,
    efficientnet_b0,
    mobilenet_v2,
    resnet18,
    resnet34,
    resnet50,
    resnet101,
)
from nls_tutorial.models.segmenters import TorchvisionSegmenter, deeplabv3, fcn
from nls_tutorial.models.small import BasicBlock, cnn, gap_cnn, mlp, plain_cnn, resnet_cifar
from nls_tutorial.models.texts import BagOfWords, WordConvolution, word_bag, word_cnn
from nls_tutorial.models.transformer import Attention, Transformer, transformer
from nls_tutorial.models.unet import UNet, unet

__all__ = [
    "Attention",
    "BagOfWords",
    "BasicBlock",
    "Classifier",
    "Detector",
    "TorchvisionClassifier",
    "TorchvisionSegmenter",
    "Transformer",
    "UNet",
    "WordConvolution",
    "class_activation_maps",
    "cnn",
    "detect",
    "detection_loss",
    "detector",
    "deeplabv3",
    "efficientnet_b0",
    "fcn",
    "mlp",
    "mobilenet_v2",
    "plain_cnn",
    "gap_cnn",
    "place_targets",
    "resnet_cifar",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "templates",
    "transformer",
    "unet",
    "word_bag",
    "word_cnn",
]

"""Networks of one shape as one: their weights lie one behind the other in stacked tensors."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.dropout import _DropoutNd

from nls_tutorial import checks
from nls_tutorial.training.calls import naming


class Stack:
    """Weights and buffers of n models of one shape, stacked (n, …); while it lasts, the models' own are views of them.

    So whoever looks at a model in the middle of training sees it as it is. `release` gives every model its own memory
    back, with what was learned in it.
    """

    def __init__(self, models: Sequence[nn.Module]) -> None:
        self.models = models
        self.own: list[dict[str, Tensor]] = []
        self.tensors: dict[str, Tensor] = {}

    def take(self, device: torch.device) -> None:
        """Bring the models to `device`, and stack what they hold."""
        held = [_held(model.to(device)) for model in self.models]
        stacked = {name: torch.stack([tensors[name].detach() for tensors in held]) for name in held[0]}
        self.own = [{name: tensor.data for name, tensor in tensors.items()} for tensors in held]
        for number, tensors in enumerate(held):
            for name, tensor in tensors.items():
                tensor.data = stacked[name][number]
        trained = {name for name, tensor in held[0].items() if tensor.requires_grad}
        self.tensors = {name: tensor.requires_grad_(name in trained) for name, tensor in stacked.items()}

    def release(self) -> None:
        """Give the models back memory of their own."""
        for model, own in zip(self.models, self.own, strict=False):
            for name, tensor in _held(model).items():
                own[name].copy_(tensor.data)
                tensor.data = own[name]
        self.own = []

    def weights(self, part: slice) -> list[nn.Parameter]:
        """The weights of some neighbours as an optimizer takes them: in the models' order, in the stack's memory.

        Of one model alone they have that model's shapes.
        """
        names = [name for name, _ in self.models[0].named_parameters()]
        chosen = part if part.stop - part.start > 1 else part.start
        return [nn.Parameter(self.tensors[n].detach()[chosen], self.tensors[n].requires_grad) for n in names]

    def gradients(self, part: slice) -> list[Tensor | None]:
        """What belongs to `weights(part)`, after a backward pass."""
        chosen = part if part.stop - part.start > 1 else part.start
        found = (self.tensors[name].grad for name, _ in self.models[0].named_parameters())
        return [None if gradient is None else gradient[chosen] for gradient in found]

    def forget_gradients(self) -> None:
        """No gradients, as after `zero_grad`."""
        for tensor in self.tensors.values():
            tensor.grad = None

    def predict(self, inputs: Any, shared: bool) -> Any:
        """What every network says, (n, …): of the same inputs, or each of its own (n, …)."""
        template = self.models[0]

        def one(tensors: dict[str, Tensor], given: Any) -> Any:
            if isinstance(given, dict):
                return torch.func.functional_call(template, tensors, (), given)
            return torch.func.functional_call(template, tensors, given if isinstance(given, tuple) else (given,))

        with naming("models", "must take the inputs that batch_of gives", {"inputs": inputs}):
            return torch.vmap(one, in_dims=(0, None if shared else 0))(self.tensors, inputs)


def check_alike(models: Sequence[nn.Module]) -> None:
    """Networks that differ in their weights only, and draw no random numbers of their own."""
    if not isinstance(models, Sequence) or len(models) == 0:
        checks.refuse("models", "must be a list of at least one model", repr(models)[:60], "Give [model, …].")
    for number, model in enumerate(models):
        if not isinstance(model, nn.Module):
            step = "Build one with nls_tutorial.models."
            seen = type(model).__name__
            checks.refuse(f"models[{number}]", "must be a torch.nn.Module", seen, step, error=TypeError)
    first = _shape(models[0])
    for number, model in enumerate(models):
        if _shape(model) != first:
            step = "Train them with train, or in groups of one shape each."
            checks.refuse("models", "must have one shape", f"models[{number}] unlike models[0]", step)
    if len({id(tensor) for model in models for tensor in _held(model).values()}) < len(models) * len(_held(models[0])):
        checks.refuse("models", "must not share weights", "a model or a weight twice", "Build each model anew.")
    for name, module in models[0].named_modules():
        if isinstance(module, _DropoutNd) and module.p > 0:
            step = "Use train: together, networks cannot draw the random numbers that each would draw alone."
            checks.refuse("models", "must not use dropout", f"{name} = {module}", step)
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.momentum is None:
            step = "Use train, or give batch norm a momentum."
            checks.refuse("models", "must have batch norm with a momentum", f"{name} = {module}", step)


def _held(model: nn.Module) -> dict[str, Tensor]:
    """Weights and buffers by name, each once."""
    return {**dict(model.named_parameters()), **dict(model.named_buffers())}


def _shape(model: nn.Module) -> object:
    held = {name: (tensor.shape, tensor.dtype, tensor.requires_grad) for name, tensor in _held(model).items()}
    return repr(model), [type(module) for module in model.modules()], held

"""What changes for clients, between two models."""

from generator.evolve.contract.api import contract_changes

__all__ = ["contract_changes"]

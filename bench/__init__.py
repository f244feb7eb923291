"""Figures of the product, each against its target: ``python -m bench``."""

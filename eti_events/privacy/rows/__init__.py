"""Rows of any table, below the models."""

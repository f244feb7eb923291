"""Diets, allergies and accessibility needs: health data."""

"""Uploaded and generated files (fichiers): encrypted, typed, with their retention."""

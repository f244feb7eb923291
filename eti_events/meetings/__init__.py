"""Meetings of an expert with a desk officer, a quarter of an hour each.

A desk officer (référent·e) opens a series (série) of slots (créneaux); experts book
one, or wait for one.
"""

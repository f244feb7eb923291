"""Badges (badges): the ticket's code on paper, one or all, as PDF and as a page."""

"""The agenda (programme): sessions, who speaks, drafts and published versions.

Organisers build the working copy; everybody else reads published snapshots of it.
"""

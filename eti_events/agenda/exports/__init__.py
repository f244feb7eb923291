"""The published programme as files: values in, bytes out.

Every format is written from a ``Leaf``: the part of the programme that its reader may
see, cut down to what was asked for. None of them knows who reads.
"""

"""Cleaning as a step of other tools. Each module needs the tool that it is named after;
the extras of the package bring them: ``pip install dechaff[spark]``.
"""

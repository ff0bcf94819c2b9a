"""One claim and its experiment a file; each declares a `core.lab.Lab`.

The docstring of a lab's file is what a learner reads after the run. Everything else
that the catalogue, the page, the command line and the tests need stands in the `Lab`.
"""

"""Models, one file a member: declare a `ModelSpec` and it is everywhere.

Selectors, races, comparisons, the command line and the contract test walk the
registry. A member names its parameters, builds an unfitted estimator and picks one of
the trainers in `core.trainers`.
"""

"""Ways to make a fitted model smaller, one file a member: declare a `ShrinkerSpec`.

A way names what it needs, and returns how the smaller model answers and how many bytes
it takes when stored. Score, latency and the label "faster too" or "smaller only" are
measured by `core.shrinking.before_after`, never claimed. The contract test finds a new
member by itself.
"""

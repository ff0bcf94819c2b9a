"""How models are fitted in steps: generators that yield a Tick after each piece.

`once` fits in one go, `staged` grows a forest tree by tree, `epochs` trains a net, by
`flat` where that knows how, and `plain` is the same loop as it is shown beside a race.
A trainer knows nothing of clocks, pages or scores: `core.train` adds those.
"""

"""What a model costs, measured in full: to train, to keep, to ask and to explain.

`tag` is the value and `surprise` what is odd about it; `operations` counts what an
answer takes, `asking` times answers, `gpu` says on which devices a model can be
measured, and `measure` does it all.
"""

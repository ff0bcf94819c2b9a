"""Data sets: any `DatasetSpec` at the top level of a file here is found by itself.

To add one, write a file with a function that takes the resolved values as a dict and
returns a `Dataset`, and one `DatasetSpec` that names it. Import numpy, pandas and
scikit-learn inside the function. The same values must give the same table every time:
take generators from `core.seeds.derive`, never from the clock. The contract test in
`tests/core/test_all_datasets.py` checks the new member unasked.

A real table lies in `assets/data`, with its source, licence and checksum in
`sources.toml` there; `tests/remake_data.py` makes the files from the packages that
distribute them. `core.bundled.as_dataset` turns one into a `Dataset`; with `EDITS`
among its `params` a person can leave out columns or split it by time.
"""

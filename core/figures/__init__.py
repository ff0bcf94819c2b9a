"""Figures: each reads one value and returns plotly, a table and a sentence.

To add one, write a file here (or add to one) with a module-level FigureSpec:

    KEY = FigureSpec(
        key="calibration", title="Calibration", page="evaluate", order=50,
        draw=draw,          # subject -> Plot, made with theme.figure
        frame=frame,        # subject -> the very numbers that are drawn
        sentence=sentence,  # subject -> one plain sentence made from the numbers
        applies=applies,    # subject -> bool, where it does not always fit
    )

The subject of each page is listed in `core.figure`. Draw from `frame`, so that picture
and table cannot differ; take colours from `core.palette`, axes and margins from
`core.figures.theme`; pass names that a person chose through `theme.label`. Set no text
colours: the page's light or dark theme does. The contract test finds the new member by
itself; give it an example in `tests/core/examples.py` if no present one fits.
"""

"""Crossover's core: from data to a verdict, without a browser.

Read it in the order in which data moves; each file holds one noun.

    errors       the two ways of saying no
    seeds        one integer a run, every use derives its own
    registry     members of a family, found on disk by type
    params       one adjustable input: label, default, range, help
    paths        where things are kept
    files        written whole, read back with care
    dataset      Dataset, DatasetSpec, DataConfig; load()
    reading      bytes that a person brought, read into cells
    table        cells into a Dataset, with notes on what was guessed
    traps        what in a table would fool a person
    split        Part, Split; split()
    encode       columns into numbers, fitted on the training part only
    summary      Summary; what a page shows of a table
    history      Step, History
    cost         Stopwatch, PeakMemory, Cost
    model        ModelSpec, Material, Tick
    nets         torch modules behind scikit-learn's interface
    surface      a model's answer at every point of a planar data set
    ranking      ROC and precision-recall curves and their areas
    resample     bootstrap intervals
    evaluate     Evaluation; evaluate()
    run          RunConfig, Run
    store        what is kept: runs, fitted models, uploads
    train        fit(): RunConfig -> Steps -> Run
    explain      Explanation, Agreement; which explainer fits
    explain_run  explain_run(): RunConfig -> Progress -> Explanation
    compare      Comparison: paired differences over splits
    palette      one colour and one marker a model family
    figure       FigureSpec, Lane, Pair
    race         RaceConfig: several runs on one seed, as text and back
    recording    a finished race, ready to be replayed
    report       finished runs as JSON
    works        what pages and the command line ask of the engine
    lab          Claim, Verdict, Lab; run_lab()
    engine       runs any of these generators in another process

Ribs (`datasets`, `models`, `trainers`, `explainers`, `figures`, `labs`) hold one
member a file; adding one touches nothing else. Files that declare import nothing
heavy; functions that compute import what they need.
"""

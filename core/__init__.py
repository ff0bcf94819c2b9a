"""Crossover's core: from data to a verdict, without a browser.

Read it in the order in which data moves; each file holds one noun.

    seeds      one integer a run, every use derives its own
    registry   members of a family, found on disk by type
    params     one adjustable input: label, default, range, help
    dataset    Dataset, DatasetSpec, DataConfig; load()
    table      a file that a person brought, read into a Dataset
    split      Part, Split; split()
    history    Step, History
    cost       Stopwatch, Cost
    model      ModelSpec, Material, Tick
    encode     columns into numbers, fitted on the training part only
    evaluate   Evaluation; evaluate()
    run        RunConfig, Run
    store      what is kept: runs, fitted models, uploads
    train      fit(): RunConfig -> Steps -> Run
    explain    Explanation; explain()
    lab        Claim, Verdict, Lab
    engine     runs any of these generators in another process

Ribs (`datasets`, `models`, `trainers`, `explainers`, `figures`, `labs`) hold one
member a file; adding one touches nothing else. Files that declare import nothing
heavy; functions that compute import what they need.
"""

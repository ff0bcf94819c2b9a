"""Crossover's core: from data to a verdict, without a browser.

Read it in the order in which data moves; each file holds one noun.

    errors       the ways of saying no
    seeds        one integer a run, every use derives its own
    registry     members of a family, found on disk by type
    params       one adjustable input: label, default, range, help
    limits       how much anybody may ask of this machine
    choices      what a person decides about a table that they brought
    paths        where things are kept
    files        written whole, and what a disk says
    dataset      Dataset, DatasetSpec, DataConfig; load()
    format       Source, Cells, FormatSpec; one declared file format each
    parsing/     from the bytes of a file to its cells
        unpack       what is packed in a file, in memory only
        foreign      files that are no tables, and what to do instead
        extent       how far the cells of a workbook reach
        encoding     the bytes of a text into UTF-8
        layout       where in a grid of rows the table stands
        header       names of columns, tidied and told apart
        dialect      how a text writes its table
        stray        rows that belong to no table, and which those are
        tidy         rows and columns that belong to no table, taken out
        grid         rows of values into columns and a table
        stretch      whole rows of a text, read at the same time
        swift        a stretch of plain cells, read by polars
        parse        the cells of a text, numbers where they are
        spelling     gaps, yes and no, and labels, as people spell them
    reading      bytes that a person brought, read into cells
    kinds/       what the text in a column means
        numerals     numbers as people write them
        dates        dates as people write them, and the parts of dates
        ids          names of columns that name rows, or whom rows are about
        cells        numbers and times of one column: what kind they are
        words        text of one column, each different cell once
        meaning      text of one column: what kind it is and what it means
    columns      understand(): Cells -> Table, every column with its kind
    target       which columns can be predicted, and as what task
    features     what models are given of each column
    table        to_dataset(): Table -> Dataset, with notes on what was guessed
    arrow        a Dataset as bytes that run nothing, and back
    kept         uploads read and understood once, kept beside their bytes
    bundled      tables that come with Crossover, and where each is from
    split        Part, Split; split()
    telling      how much one column alone tells of the target
    tally        the different values of each feature, counted once
    clue         what can be read off one column, row by row
    trap         Trap, TrapSpec; find_traps()
    encode       columns into numbers, fitted on the training part only
    codebook     what an encoder has learned, as plain numbers
    seen         one row, as the forest and the net see it
    strip        Strip; a split drawn as rows
    look         facts and samples of a table, small enough for a page
    summary      Summary; what a page shows of a table
    history      Step, History
    cost         Stopwatch, PeakMemory, Others, Meter, Cost
    prices       machines by the hour, watts and grids: what work costs
    bills        Bill: a month's money, energy and CO2; break-even
    model        ModelSpec, Material, Tick
    nets         torch modules behind scikit-learn's interface
    surface      a model's answer at every point of a planar data set
    score        Score, Evaluation, and the facts of every score
    statistics/  scores, curves and intervals from plain arrays
        ranking      ROC and precision-recall curves and their areas
        resample     bootstrap intervals
        proportion   shares with intervals, many p-values at once
        delong       areas under ROC curves that vary together
        optimism     the luck in the best of several scores
        power        power laws, with intervals beyond what was measured
        regress      scores of predicted amounts, residuals
    evaluate     evaluate(): answers to scores and curves
    run          RunConfig, Run
    storage/     what is kept
        pickled      pickles of our own, and who may read which
        sqlite       one SQLite file, shared by many processes
        database     another SQL database, by URL
        facts        rows about all that is kept, wherever they stand
        values       results and fitted models, as files bounded in bytes
        uploads      files that people bring, kept for a day
        store        what is kept: runs, fitted models, uploads
        fitted       Fitted; a model kept beside its run
    answers      Answers; what a model said to each row, kept beside its run
    quality/     what kept answers say
        threshold    Thresholds, Counts: one threshold, everything follows
        choosing     which threshold: by a budget, a price or a score
        bands        bootstrap bands around curves
        paired       two models on the same rows: DeLong, McNemar
        reliability  whether probabilities can be taken at their word
        conformal    intervals around amounts, and whether they hold
        grouping     the rows of a part in groups, by each column
        slices       scores of groups
        outliers     groups that differ from all others
    train        fit(): RunConfig -> Steps -> Run
    recall       the answers of a run that no longer has them
    calibrate    probabilities bent until they hold
    stratify     rows drawn so that every class has its share
    related      number columns that move together
    correlate    correlations of values and of ranks
    explain      Explanation, Agreement; which explainer fits
    shapley/     Shapley values
        coalition    who has joined: orders, coalitions and their weights
        game         how any model is asked about coalitions
        netgame      the same of a net, from its second layer on
        net_kernels  the same in machine code
        asking       Plan: what a model is asked for its Shapley values
        trees        fitted trees of any kind, as flat arrays
        tree_path    one row's way through one tree; impurity importance
        tree_steps   the nodes of trees in the order of a walk
        tree_tables  Shapley values at one leaf, pattern by pattern
        tree_single  the walk for a single row
        tree_kernels the walk for many rows; warm()
        tree_wide    the same for leaves that ask about very many columns
        tree_values  exact Shapley values, tree after tree
    latency/     how fast a model answers, asked in several ways
        pace         one row and batches, timed by turns
        onnxed       fitted models as ONNX, and ONNX Runtime's answers
        treewalk     trees as flat arrays, walked in machine code
        wrapper      latencies(): the library's time and the model's
    growing/     how cost grows
        growth       Growth: ladders of sizes and the lines through them
        rows         any number of rows and columns, drawn or generated
        ladder       growth(): RunConfigs -> Growth
    shrinking/   smaller models
        shrink       ShrinkerSpec, Shrunk: what a way of shrinking gains
        students     what learns from another model's answers
        before_after shrink(): RunConfig -> Shrunk
    compiled     functions compiled to machine code, kept on disk
    explain_run  explain_run(): RunConfig -> Progress -> Explanation
    importance   what a column is worth: shuffled, and by the trees' own splits
    dependence   what a model answers as one column changes
    sanity       the explanation of a model that knows nothing
    pricing/     what a model costs, measured in full
        tag          PriceTag: every price of one model on one device
        operations   what one answer takes, counted
        asking       seconds of one answer, and of many at once
        gpu          on which devices a model can be measured
        surprise     what of it surprises most people
        measure      measure(): RunConfigs -> PriceTags
    kit          what asking about made-up cases needs, kept beside a model
    whatif       a made-up case: what can be set, what the models say then
    flip         the smallest change that turns an answer
    inside       the way through a tree, the signals in a net
    compare      Comparison: paired differences over splits
    palette      one colour and one marker a model family
    plotting/    a chart as a plain dict
        nested       nested dicts as plotly means them
        subplots     where the panels of a figure stand
        spans        where the words of a line across a panel stand
        plot         Plot: a chart as plotly draws it, over a plain dict
    figure       FigureSpec, Lane, Pair
    race         RaceConfig: several runs on one seed, as text and back
    recording    a finished race, ready to be replayed
    onair        a race under way, in the shape of a recording
    quick        the quick form of a race
    swarm        the same race with many seeds
    splits       two models on repeated splits
    contest      who is ahead at which budget of CPU seconds
    budget       models trained on the same few CPU seconds each
    cases        single rows behind a number
    report       finished runs and tables, as JSON and in words
    explain_report  explanations, the same way
    advice       which model to build, in words made from the numbers
    advice_report  the same as a table and as a text to take along
    works        what pages and the command line ask of the engine
    size_works   what pages ask of it about growing, shrinking and single rows
    lab          Claim, Verdict, Lab; run_lab()
    arguments    what the arguments of the command line mean
    bench        hot paths beside the usual way
    engine       runs any of these generators in another process, or on another machine

Ribs (`formats`, `datasets`, `traps`, `models`, `trainers`, `explainers`, `shrinkers`,
`figures`, `labs`, `benches`) hold one member a file; adding one touches nothing else.
Files that declare import nothing heavy; functions that compute import what they need.
"""

"""What is kept: facts in a database, results, models and uploads as bounded files."""

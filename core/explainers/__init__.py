"""Ways to explain a model's answers, one a file."""

"""Ways to explain a model's probabilities, one a file."""

"""Shapley values: who has joined, what a model is asked, and exact values of trees."""

"""What the kept answers of models say: thresholds, bands, calibration, groups."""

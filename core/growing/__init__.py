"""How cost grows: ladders of sizes."""

"""The simulated surroundings: clock, chance, registers, post."""

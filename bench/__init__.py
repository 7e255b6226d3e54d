"""Speed, as ratios within one run: `make bench` prints them beside the budgets of the design."""

"""Jobs that outlive the process: whatever is begun is brought to its end, by this worker or another."""

"""Jobs that outlive the process: what one worker begins, another brings to its end."""

"""Payment requests: their states, the next step, and what the gateway is asked for."""

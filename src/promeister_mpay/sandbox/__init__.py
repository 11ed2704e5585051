"""A local gateway with the API of Resurs and a pay page, for training, tests and demonstration."""

"""The sandbox: a local gateway with the API of Resurs and a pay page, for training and tests."""

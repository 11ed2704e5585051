"""The use cases, one service class per topic; services reach the store and the gateway through `ports` only."""

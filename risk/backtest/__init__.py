"""The backtest: forecasts for real services against what became publicly known of them."""

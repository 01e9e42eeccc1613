"""The only rooms from which anything outside is touched: files, terminal, network, processes."""

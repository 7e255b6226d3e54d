"""The only place that talks to the network: it fills a Snapshot.

Nothing is imported here, so that the settings can be read without loading an HTTP client.
"""

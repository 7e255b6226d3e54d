"""Scans of fleets on behalf of people: durable, each once, and shown while they go on.

::

    ask ─▶ fleets (row) ─▶ job "fleet" ─▶ Scanner ─▶ fleet_rows, reports
                                             └─▶ Board: one message, changed in its place
"""

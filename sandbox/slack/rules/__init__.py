"""What Slack accepts and what it refuses: written from its documentation, knowing no bot's code.

::

    blocks.toml   the shapes of Block Kit and their limits, as data
    schema        holds a payload against them
    relations     what must fit between fields: ids used twice, sums, what a modal needs
    surfaces      the questions asked of all this: a message, a view, options
"""

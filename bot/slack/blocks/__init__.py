"""What the bot says, as data: pure functions from a Report to what Slack shows.

::

    text                     foreign text made inert, fitted into limits
    limits kit surfaces      Block Kit as types that carry Slack's limits
    validate                 `payload(message)`: the only way from here to a dict that is sent
    ids press                action_ids, what a press carries, and buttons
    words rows findings docs parts of messages
    report ladder            the message about an app, in three steps of plainness
    states guide             short messages; help and documentation
    views home               modals and App Home

Nothing here knows the network, Bolt, the clock or a setting.
"""

"""Signed pages: a report, a fleet, what was over time; a badge and a calendar.

::

    /reports/SIGNED                      one report
    /reports/fleet/SIGNED[.csv|.json]    one scan of a fleet
    /reports/trend/SIGNED[.svg|.png]     the last 90 days of an app
    /reports/fleet-trend/SIGNED[.svg|.png]
    /badge/SIGNED.svg  /calendar/SIGNED.ics

`bot.web.signed` makes the last part; what it names is read again from the store whenever a page is
asked for. Nothing here asks Heroku or Slack.
"""

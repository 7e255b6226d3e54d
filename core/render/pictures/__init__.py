"""Pictures as SVG: an app's days as a strip, a fleet's share as a line, a badge.

Each is whole in itself, says in words what it shows, and looks the same without colour. A `Theme`
is written into it where the picture has to stand alone; on a page of ours the page has the colours.
"""

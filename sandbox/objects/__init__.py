"""The JSON objects of Heroku's APIs, made from the rows of a sample app.

Each function makes one object, complete by Heroku's own schema.
"""

"""What Acme wants of its Heroku apps."""

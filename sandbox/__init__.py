"""A simulated clicSEQUR: enrolment by the 2009 guide and an OpenID provider behind it."""

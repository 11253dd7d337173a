"""Protected resources: userinfo, the registration to the e-service, and what they tell."""

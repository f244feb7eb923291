"""What an event hands on of how it takes registrations: rules, quotas, questions."""

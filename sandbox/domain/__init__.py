"""The nouns of the sandbox: values, entities, lifecycles. No I/O, no clock."""

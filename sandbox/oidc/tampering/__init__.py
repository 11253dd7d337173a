"""Spoiling honest answers on command: one pure function a fault, in a module a place."""

"""Turns zones into values: ink, check marks, readings by the engines, agreement between fields, trust."""

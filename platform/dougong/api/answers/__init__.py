"""Answers: the shape of what every route gives back, one file per part of the product.

Closed models, from which the OpenAPI document and with it the frontend's types are made. Uses errors and
problems. Public: the models, and `answered`, by which a route names its own.
"""

"""Sheets: tables of rows that people bring and take, as CSV and as XLSX workbooks.

A workbook of somebody else is opened in a child process with limits only. Uses the ground. Public: open_table,
Reading, Table, CsvWriter, XlsxWriter.
"""

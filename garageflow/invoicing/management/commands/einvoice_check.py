from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from garageflow.invoicing.judge import NotAnInvoice, judge, xml_of_file


class Command(BaseCommand):
    help = (
        "Judge e-invoices (XML, or PDF with factur-x.xml inside) by XSD and Schematron: EN 16931, and the "
        "French rules between French parties. Exit code 1 if anything is found. The rules of Peppol are not "
        "checked."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        invoices, is_wrong = {}, False
        for file in files:
            try:
                invoices[str(file)] = xml_of_file(file)
            except (NotAnInvoice, OSError) as error:
                is_wrong = True
                self.stdout.write(f"{file}: {error}")
        findings = judge(invoices) if invoices else []
        for name in invoices:
            found = [finding for finding in findings if finding.file == name]
            self.stdout.write(f"{name}: {len(found)} findings" if found else f"{name}: ok")
            for finding in found:
                self.stdout.write(f"  {finding.judge} {finding.rule}: {finding.text}")
        if findings or is_wrong:
            sys.exit(1)

"""A plugin that prints one JSON line for each test of pytest: where, outcome, words."""

import json

WORDS = {"passed": "passed", "failed": "failed", "skipped": "skipped"}


def pytest_runtest_logreport(report):
    if report.when != "call" and not (report.when == "setup" and report.skipped):
        return
    words = report.longrepr[2].removeprefix("Skipped: ") if report.skipped else str(report.longrepr or "")
    path = report.nodeid.split("::")
    print("\n" + json.dumps({"path": path, "state": WORDS[report.outcome], "message": words}))

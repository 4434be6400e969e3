"""Every check of a camera box as a pytest item, judged by camproof.

``pytest --camproof`` runs ``camproof check --format json`` once per session, before anything is collected, and makes an item
of each finding (``camproof::ready[yard]``) and one of the verdict (``camproof::box-verdict``). There is no fixture to request.
Several boxes may be judged in one session: what names a box may be repeated, and the items are then ``camproof[north]::…``.
"""

from __future__ import annotations

import itertools
import json
import shlex
import subprocess
from pathlib import Path

import pytest

OK, FAILED, UNKNOWN, SKIPPED = range(4)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("camproof", "a camera box, proved by camproof")
    group.addoption("--camproof", action="store_true", help="collect the checks of the camera box")
    for option, words in (
        ("--camproof-config", "configuration for `camproof check`"),
        ("--camproof-report", "a JSON report made before, instead of a check"),
        ("--camproof-replay", "a sweep saved before, instead of a check"),
    ):
        words += " (may be repeated: a box each)"
        group.addoption(option, metavar="FILE", action="append", default=[], help=words)
    group.addoption("--camproof-args", metavar="ARGS", default="", help="more arguments for `camproof check`")
    group.addoption(
        "--camproof-unknown",
        choices=("fail", "skip"),
        default="fail",
        help="what an essential check is that could not be told (default: fail)",
    )
    group.addoption(
        "--camproof-warn",
        choices=("pass", "fail"),
        default="pass",
        help="what a warning is (default: pass)",
    )
    parser.addini("camproof_command", "the command line of camproof (default: camproof)", default="camproof")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "camproof: a check of a camera box")
    options = ("camproof", "camproof_config", "camproof_report", "camproof_replay")
    if any(config.getoption(option) for option in options):
        config.pluginmanager.register(BoxPlugin(config), "camproof-box")


class BoxPlugin:
    """Proves each box once and adds its items to the session."""

    def __init__(self, config: pytest.Config) -> None:
        shared = getattr(config, "workerinput", {}).get("camproof")
        self.reports = json.loads(shared) if shared else read_reports(config)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node) -> None:
        """Workers of pytest-xdist get the reports of the one sweep: a sweep of their own might differ."""
        node.workerinput["camproof"] = json.dumps(self.reports)

    def pytest_collection_modifyitems(self, session: pytest.Session, items: list) -> None:
        for name, report in self.reports.items():
            box = Box.from_parent(session, name=name, path=session.path, nodeid=name, report=report)
            # Collected as everything else is, so that pytest counts them.
            items.extend(session.genitems(box))

    def pytest_report_header(self) -> list[str]:
        return [f"{name}: {header(report)}" for name, report in self.reports.items()]


def header(report: dict) -> str:
    box = report["box"]
    return f"{box['hostname']}{', simulated devices' if box.get('simulated') else ''}, {report['startedAt']}"


def read_reports(config: pytest.Config) -> dict[str, dict]:
    """The JSON reports by suite. Raises UsageError, so that a box that could not be judged never looks like an empty run."""
    reports = [(file, saved_report(file)) for file in config.getoption("camproof_report")]
    for option, flag in (("camproof_replay", "--replay"), ("camproof_config", "--config")):
        reports += [(file, check(config, [flag, file])) for file in config.getoption(option)]
    if len(reports) == 0:
        reports = [("", check(config, []))]
    if len(reports) == 1:
        return {"camproof": reports[0][1]}
    # Told apart by their files: boxes of one make are often called the same.
    named: dict[str, dict] = {}
    for file, report in reports:
        named[numbered(f"camproof[{Path(file).name.split('.')[0]}]", named)] = report
    return named


def numbered(name: str, taken) -> str:
    """The name, or the next one like it that is free."""
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(free for free in names if free not in taken)


def saved_report(file: str) -> dict:
    try:
        return checked(json.loads(Path(file).read_text(encoding="utf-8")), file)
    except (OSError, ValueError) as error:
        raise pytest.UsageError(f"camproof: {file} is no report: {error}") from error


def check(config: pytest.Config, words: list[str]) -> dict:
    command = [*shlex.split(config.getini("camproof_command")), "check", "--format", "json", *words]
    command += shlex.split(config.getoption("camproof_args"))
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError as error:
        raise pytest.UsageError(f"camproof: {command[0]} could not be run: {error}") from error
    # 0, 1 and 2 are verdicts; everything else says why there is none.
    if done.returncode not in (0, 1, 2):
        raise pytest.UsageError(f"camproof ended with {done.returncode}: {done.stderr.strip()}")
    try:
        return checked(json.loads(done.stdout), "its report")
    except ValueError as error:
        raise pytest.UsageError(f"camproof gave no JSON: {error}") from error


def checked(report: dict, what: str) -> dict:
    if not isinstance(report, dict) or report.get("schema") != 1 or "findings" not in report:
        raise pytest.UsageError(f"camproof: {what} is not of schema 1")
    return report


class Box(pytest.Collector):
    """The suite of all items of one box."""

    def __init__(self, *, report: dict, **rest) -> None:
        super().__init__(**rest)
        self.report = report

    def collect(self):
        user = self.report["box"].get("user", "")
        names: set[str] = set()
        for finding in self.report["findings"]:
            # A check may find several things about one subject.
            name = numbered(f"{finding['checkId']}[{finding['subject']}]", names)
            names.add(name)
            yield CheckItem.from_parent(self, name=name, finding=finding, user=user)
        yield VerdictItem.from_parent(self, name="box-verdict", report=self.report)


class NotProved(Exception):
    """A check that did not pass; the message has evidence, cause and next steps."""


class BoxItem(pytest.Item):
    def __init__(self, **rest) -> None:
        super().__init__(**rest)
        self.add_marker("camproof")

    def repr_failure(self, excinfo, style=None):
        if isinstance(excinfo.value, NotProved):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self):
        return self.path, None, self.nodeid


class CheckItem(BoxItem):
    """One check of one camera, stream or of the box."""

    def __init__(self, *, finding: dict, user: str, **rest) -> None:
        super().__init__(**rest)
        self.finding = finding
        self.user = user
        self.user_properties.append(("camproof_status", finding["status"]))

    def runtest(self) -> None:
        outcome = outcome_of(self.finding)
        warns = self.finding["status"] == "warn" and self.config.getoption("camproof_warn") == "fail"
        untold = outcome == UNKNOWN and self.config.getoption("camproof_unknown") == "fail"
        if outcome == FAILED or warns or untold:
            raise NotProved("\n".join(details(self.finding, self.user)))
        if outcome != OK:
            reason = self.finding.get("reason")
            pytest.skip(f"{self.finding['status']}: {self.finding['summary']}{f' ({reason})' if reason else ''}")


class VerdictItem(BoxItem):
    """The verdict of the whole box: it fails also where nothing was found to judge."""

    def __init__(self, *, report: dict, **rest) -> None:
        super().__init__(**rest)
        self.report = report

    def runtest(self) -> None:
        if self.report["verdict"] not in ("pass", "warn"):
            raise NotProved(f"{self.report['verdict']}: {self.report['headline']}")


def outcome_of(finding: dict) -> int:
    """As everywhere in camproof: an advisory check that could not be told changes nothing."""
    status = finding["status"]
    if status in ("pass", "warn"):
        return OK
    if status == "fail":
        return FAILED
    return UNKNOWN if status == "unknown" and finding["weight"] == "essential" else SKIPPED


def details(finding: dict, user: str) -> list[str]:
    """What was seen and expected, the cause, and what to do, for the user who asked."""
    diagnosis = finding.get("diagnosis") or {}
    lines = [f"{finding['status']}: {finding['summary']}"]
    for evidence in finding["evidence"]:
        lines.append(f"saw: {evidence['label']}: {evidence['actual']} [{evidence['source']}]")
        if "expected" in evidence:
            lines.append(f"expected: {evidence['expected']}")
    if diagnosis:
        likely = "likely: " if diagnosis["confidence"] == "likely" else ""
        lines.append(f"cause: {likely}{diagnosis['cause']} [{diagnosis['code']}]")
    for step in diagnosis.get("nextSteps", ()):
        sudo = "sudo " if step.get("privilege") == "root" and user != "root" else ""
        command = f": {sudo}{shlex.join(step['argv'])}" if step.get("argv") else ""
        lines.append(f"do: {step['text']}{command}")
    return lines

"""Every check of a camera box as a pytest item, judged by camproof.

``pytest --camproof`` runs ``camproof check --format json`` once per session, before anything is collected, and makes an item
of each finding (``camproof::ready[yard]``) and one of the verdict (``camproof::box-verdict``). There is no fixture to request.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

OK, FAILED, UNKNOWN, SKIPPED = range(4)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("camproof", "a camera box, proved by camproof")
    group.addoption("--camproof", action="store_true", help="collect the checks of the camera box")
    group.addoption("--camproof-config", metavar="FILE", help="configuration for `camproof check`")
    group.addoption("--camproof-report", metavar="FILE", help="a JSON report made before, instead of a check")
    group.addoption("--camproof-replay", metavar="FILE", help="a sweep saved before, instead of a check")
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
    options = ("camproof", "camproof_report", "camproof_replay")
    if any(config.getoption(option) for option in options):
        config.pluginmanager.register(BoxPlugin(config), "camproof-box")


class BoxPlugin:
    """Proves the box once and adds its items to the session."""

    def __init__(self, config: pytest.Config) -> None:
        shared = getattr(config, "workerinput", {}).get("camproof")
        self.report = json.loads(shared) if shared else read_report(config)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node) -> None:
        """Workers of pytest-xdist get the report of the one sweep: a sweep of their own might differ."""
        node.workerinput["camproof"] = json.dumps(self.report)

    def pytest_collection_modifyitems(self, session: pytest.Session, items: list) -> None:
        box = Box.from_parent(session, name="camproof", path=session.path)
        items.extend(box.items_of(self.report))

    def pytest_report_header(self) -> str:
        box = self.report["box"]
        simulated = ", simulated devices" if box.get("simulated") else ""
        return f"camproof: {box['hostname']}{simulated}, {self.report['startedAt']}"


def read_report(config: pytest.Config) -> dict:
    """The JSON report. Raises UsageError, so that a box that could not be judged never looks like an empty test run."""
    saved = config.getoption("camproof_report")
    if saved:
        try:
            return checked(json.loads(Path(saved).read_text(encoding="utf-8")), saved)
        except (OSError, ValueError) as error:
            raise pytest.UsageError(f"camproof: {saved} is no report: {error}") from error
    command = [*shlex.split(config.getini("camproof_command")), "check", "--format", "json"]
    for option, flag in (("camproof_config", "--config"), ("camproof_replay", "--replay")):
        value = config.getoption(option)
        if value:
            command += [flag, value]
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
    """The suite that all items are in."""

    def collect(self):
        return []

    def items_of(self, report: dict):
        seen: dict[str, int] = {}
        for finding in report["findings"]:
            name = f"{finding['checkId']}[{finding['subject']}]"
            seen[name] = seen.get(name, 0) + 1
            # A check may find several things about one subject.
            number = f"-{seen[name]}" if seen[name] > 1 else ""
            yield CheckItem.from_parent(self, name=name + number, finding=finding, user=report["box"].get("user", ""))
        yield VerdictItem.from_parent(self, name="box-verdict", report=report)


class NotProved(Exception):
    """A check that did not pass; the message has evidence, cause and next steps."""


class BoxItem(pytest.Item):
    def repr_failure(self, excinfo, style=None):
        if isinstance(excinfo.value, NotProved):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self):
        return self.path, None, f"camproof::{self.name}"


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
        lines.append(f"cause: {diagnosis['cause']} [{diagnosis['code']}]")
    for step in diagnosis.get("nextSteps", ()):
        sudo = "sudo " if step.get("privilege") == "root" and user != "root" else ""
        command = f": {sudo}{shlex.join(step['argv'])}" if step.get("argv") else ""
        lines.append(f"do: {step['text']}{command}")
    return lines

"""The plugin, run by pytest itself over made-up reports and commands."""

import json
import stat

import pytest

pytest_plugins = "pytester"


def finding(check, status, subject="box", **over):
    return {
        "checkId": check,
        "subject": subject,
        "status": status,
        "summary": f"{check} is {status}",
        "evidence": [{"label": "seen", "actual": "this", "source": "GET /x"}],
        "title": check,
        "link": None,
        "weight": "essential",
        **over,
    }


DIAGNOSIS = {
    "code": "service-down",
    "cause": "nothing listens",
    "confidence": "certain",
    "nextSteps": [
        {"text": "see who listens", "argv": ["ss", "-ltnup"]},
        {"text": "start it", "argv": ["systemctl", "start", "x"], "privilege": "root"},
    ],
}


def report(*findings, verdict="pass"):
    return {
        "schema": 1,
        "box": {"hostname": "box", "simulated": False, "user": "tech"},
        "startedAt": "2026-01-01T00:00:00.000Z",
        "verdict": verdict,
        "headline": "1 of 1 cameras",
        "findings": list(findings),
    }


@pytest.fixture
def saved(pytester):
    def save(*findings, **over):
        path = pytester.path / "report.json"
        path.write_text(json.dumps(report(*findings, **over)))
        return f"--camproof-report={path}"

    return save


def test_an_item_for_each_finding_and_the_verdict(pytester, saved):
    option = saved(finding("ready", "pass", "yard"), finding("ports", "warn"))
    result = pytester.runpytest(option, "--collect-only", "-q")
    result.stdout.fnmatch_lines(["camproof::ready?yard?", "camproof::ports?box?", "camproof::box-verdict", "3 tests collected*"])
    result = pytester.runpytest(option)
    result.stdout.fnmatch_lines(["collected 3 items"])
    result.assert_outcomes(passed=3)


def test_a_failure_shows_evidence_cause_and_command(pytester, saved):
    option = saved(finding("json-rpc", "fail", diagnosis=DIAGNOSIS), verdict="fail")
    result = pytester.runpytest(option)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "*fail: json-rpc is fail",
            "*saw: seen: this [[]GET /x[]]",
            "*cause: nothing listens [[]service-down[]]",
            "*do: see who listens: ss -ltnup",
            "*do: start it: sudo systemctl start x",
        ]
    )


def test_blocked_and_off_are_skipped_with_the_reason(pytester, saved):
    option = saved(finding("ready", "blocked"), finding("power", "off", reason="not-configured"))
    result = pytester.runpytest(option, "-rs")
    result.assert_outcomes(skipped=2, passed=1)
    result.stdout.fnmatch_lines(["*power is off (not-configured)*"])


@pytest.mark.parametrize(
    ("more", "weight", "outcomes"),
    [
        ((), "essential", {"failed": 1, "passed": 1}),
        (("--camproof-unknown=skip",), "essential", {"skipped": 1, "passed": 1}),
        ((), "advisory", {"skipped": 1, "passed": 1}),
    ],
)
def test_unknown_fails_unless_told_otherwise(pytester, saved, more, weight, outcomes):
    pytester.runpytest(saved(finding("ready", "unknown", weight=weight)), *more).assert_outcomes(**outcomes)


def test_a_warning_may_be_made_to_fail(pytester, saved):
    pytester.runpytest(saved(finding("ports", "warn")), "--camproof-warn=fail").assert_outcomes(failed=1, passed=1)


def test_findings_alike_are_told_apart(pytester, saved):
    option = saved(finding("kernel-log", "warn"), finding("kernel-log", "warn"))
    result = pytester.runpytest(option, "--collect-only", "-q")
    result.stdout.fnmatch_lines(["*kernel-log?box?", "*kernel-log?box?-2"])


def command(pytester, script):
    path = pytester.path / "camproof"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    pytester.makeini(f"[pytest]\ncamproof_command = {path}")


def test_the_command_runs_once_with_what_it_was_given(pytester):
    text = json.dumps(report(finding("ready", "pass")))
    command(pytester, f"echo \"$*\" >> calls; cat <<'EOF'\n{text}\nEOF\nexit 1")
    pytester.runpytest("--camproof", "--camproof-config=/x.yaml", "--camproof-args=--passive").assert_outcomes(passed=2)
    assert (pytester.path / "calls").read_text() == "check --format json --config /x.yaml --passive\n"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'bad key' >&2; exit 78", "camproof ended with 78: bad key"),
        ("echo no json", "camproof gave no JSON"),
        ("echo '{}'", "not of schema 1"),
    ],
)
def test_no_verdict_is_an_error_and_no_empty_run(pytester, script, words):
    command(pytester, script)
    result = pytester.runpytest("--camproof")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{words}*"])


def test_a_missing_command_is_an_error(pytester):
    pytester.makeini("[pytest]\ncamproof_command = /no/such/camproof")
    assert pytester.runpytest("--camproof").ret == pytest.ExitCode.USAGE_ERROR


def test_several_boxes_are_told_apart_by_their_files(pytester):
    names = ["north.json", "more/north.json", "south.json"]
    for name in names:
        path = pytester.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(report(finding("ready", "pass", "yard"))))
    options = [f"--camproof-report={name}" for name in names]
    result = pytester.runpytest(*options, "--collect-only", "-q")
    boxes = ("camproof?north?", "camproof?north?-2", "camproof?south?")
    result.stdout.fnmatch_lines([line for box in boxes for line in (f"{box}::ready?yard?", f"{box}::box-verdict")])
    pytester.runpytest(*options).assert_outcomes(passed=6)


def test_each_configuration_is_checked_once(pytester):
    command(pytester, f"echo \"$*\" >> calls; cat <<'EOF'\n{json.dumps(report(finding('ready', 'pass')))}\nEOF")
    options = ("--camproof-config=a.yaml", "--camproof-config=b.yaml", "--camproof-replay=c.json.gz")
    pytester.runpytest(*options).assert_outcomes(passed=6)
    calls = (pytester.path / "calls").read_text().splitlines()
    asked = ("--replay c.json.gz", "--config a.yaml", "--config b.yaml")
    assert calls == [f"check --format json {one}" for one in asked]


@pytest.mark.parametrize(
    ("words", "outcomes"),
    [
        (("-m", "camproof"), {"passed": 2, "deselected": 1}),
        (("-m", "not camproof"), {"passed": 1, "deselected": 2}),
        (("-k", "yard"), {"passed": 1, "deselected": 2}),
    ],
)
def test_items_can_be_chosen_as_tests_are(pytester, saved, words, outcomes):
    pytester.makepyfile("def test_mine(): pass")
    option = saved(finding("ready", "pass", "yard"))
    pytester.runpytest(option, "--strict-markers", *words).assert_outcomes(**outcomes)


def test_without_the_option_nothing_is_collected(pytester):
    assert pytester.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_tests_of_the_project_stand_beside_it(pytester, saved):
    pytester.makepyfile("def test_mine(): pass")
    pytester.runpytest(saved(finding("ready", "pass"))).assert_outcomes(passed=3)


def test_workers_share_the_report(pytester, saved):
    pytest.importorskip("xdist")
    pytester.runpytest(saved(finding("ready", "pass", "yard")), "-n2").assert_outcomes(passed=2)

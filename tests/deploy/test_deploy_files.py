"""The files that put Unlatch on a server are valid and agree with the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).parents[2]
MANIFESTS = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))


def documents() -> list[dict[str, Any]]:
    """Return every Kubernetes object of the manifests."""
    return [one for path in MANIFESTS for one in yaml.safe_load_all(path.read_text("utf-8"))]


def locked(name: str) -> dict[str, str]:
    """Return the pinned versions of a lock file."""
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\;]+)", (ROOT / name).read_text("utf-8"), re.M))


def test_the_dockerfile_has_no_complaint() -> None:
    """The linter finds nothing."""
    program = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert program is not None
    told = subprocess.run([program, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout


def test_what_the_dockerfile_copies_exists() -> None:
    """A moved folder breaks here and not at the customer's."""
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.M)
    names = [name for line in copied for name in line.split()]

    assert names
    assert all((ROOT / name).exists() for name in names)


def test_the_image_runs_as_nobody_special() -> None:
    """The last user of the image is not root."""
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.M)

    assert users[-1] == "10001:10001"


@pytest.mark.parametrize("document", documents(), ids=lambda one: str(one["kind"]))
def test_a_manifest_is_valid(document: dict[str, Any]) -> None:
    """Against the published schema, with unknown keys refused."""
    kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)


def test_pods_have_no_rights_that_they_do_not_need() -> None:
    """No root, no writable root file system, no token of the cluster."""
    (deployment,) = [one for one in documents() if one["kind"] == "Deployment"]
    pod = deployment["spec"]["template"]["spec"]

    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    for container in [*pod["initContainers"], *pod["containers"]]:
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_compose_starts_a_service_a_worker_and_a_database() -> None:
    """All three, and no secret in the file."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    services = yaml.safe_load(text)["services"]

    assert set(services) == {"service", "worker", "database"}
    assert services["service"]["ports"] == ["127.0.0.1:8401:8401"]
    assert "${POSTGRES_PASSWORD:?" in text


def test_the_image_installs_the_versions_that_were_tested() -> None:
    """The image's lock is a part of the lock that the tests run with."""
    tested, shipped = locked("requirements.lock"), locked("requirements-service.lock")

    assert {"fastapi", "langgraph", "openai", "atlassian-python-api", "procrastinate", "mcp"} <= set(shipped)
    assert {name: tested.get(name) for name in shipped} == shipped
    assert not {"pytest", "playwright", "inspect-ai", "mypy"} & set(shipped)

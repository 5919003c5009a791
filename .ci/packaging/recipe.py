"""Renders the conda recipe of a release for every platform, with the builder's own parser
(py-rattler-build), and builds and tests the package of this platform from the archive
beside it.

python .ci/packaging/recipe.py dist
"""

import hashlib
import re
import sys
import tempfile
from pathlib import Path
from platform import machine

from rattler_build import PlatformConfig, RenderConfig, Stage0Recipe, ToolConfiguration, VariantConfig

PLATFORMS = {
    "linux-64": "linux-amd64.tar.gz",
    "linux-aarch64": "linux-arm64.tar.gz",
    "osx-64": "darwin-amd64.tar.gz",
    "osx-arm64": "darwin-arm64.tar.gz",
    "win-64": "windows-amd64.zip",
}


def main(dist: Path) -> None:
    text = (dist / "recipe.yaml").read_text(encoding="utf-8")
    text = re.sub(r'url: ".*/(rapport-[^"/]+)"', lambda m: f'url: "{(dist / m[1]).as_uri()}"', text)
    text = re.sub(r'sha256: "not built: [^"]*"', f'sha256: "{"0" * 64}"', text)
    with tempfile.TemporaryDirectory() as work:
        recipe = Path(work) / "recipe.yaml"
        recipe.write_text(text, encoding="utf-8")
        built = [name for name, ending in PLATFORMS.items() if one(recipe, dist, name, ending, Path(work))]
    print(f"the conda recipe renders for {', '.join(PLATFORMS)}; built and tested: {', '.join(built) or 'none'}")


def one(recipe: Path, dist: Path, platform: str, ending: str, work: Path) -> bool:
    """Renders for a platform; builds where it is this one and its archive is there."""
    config = RenderConfig(platform=PlatformConfig(target_platform=platform))
    [variant] = Stage0Recipe.from_file(recipe).render(VariantConfig(), config)
    [source] = variant.recipe.to_dict()["source"]
    if not str(source["url"]).endswith(ending):
        sys.exit(f"FAILED: {platform} takes {source['url']}, want …{ending}")
    archive = next(dist.glob(f"rapport-*-{ending}"), None)
    if archive is None:
        return False
    if hashlib.sha256(archive.read_bytes()).hexdigest() != source["sha256"]:
        sys.exit(f"FAILED: {platform}: another checksum than that of {archive.name}")
    if platform != here():
        return False
    variant.run_build(tool_config=ToolConfiguration(test_strategy="native"), output_dir=work / "out", channels=[])
    return True


def here() -> str:
    """The platform at hand, in conda's words."""
    system = {"linux": "linux", "darwin": "osx", "win32": "win"}[sys.platform]
    arm = {"linux": "aarch64", "osx": "arm64", "win": "arm64"}[system]
    return f"{system}-{arm if machine().lower() in ('arm64', 'aarch64') else '64'}"


main(Path(sys.argv[1]).resolve())

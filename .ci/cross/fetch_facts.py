"""Brings what others recorded of Apple's frameworks: pinned packages, checked by hash, kept in build/.

PyObjC (MIT): its metadata, made from Apple's SDK, and the protocols that its modules carry.
NativeScript's macOS package (MIT): TypeScript declarations, made from Apple's SDK.
metal-cpp (Apache-2.0, within mlx-metal): Apple's own C++ view of Metal.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import target

# The newest, and the one whose metadata was made from macOS 13's SDK: what only the newer has is younger.
PYOBJC = "12.2.2"
PYOBJC_OF_13 = "9.0.1"
NEW = ("3.12", "cp312", "macosx_10_13_universal2")
OLD = ("3.11", "cp311", "macosx_10_9_universal2")
MLX = ("3.12", "cp312", "macosx_14_0_arm64")


def pyobjc(framework: str, new: str, old: str) -> tuple[tuple[str, tuple[str, str, str], str], ...]:
    package = f"pyobjc-framework-{framework}"
    return (f"{package}=={PYOBJC}", NEW, new), (f"{package}=={PYOBJC_OF_13}", OLD, old)


# Requirement, tag, SHA-256.
WHEELS = (
    *pyobjc(
        "Metal",
        "fb0421195ded2a02a83c94dbc1bf815b4a879c51804c43bcaf4680a6dc1b4aa2",
        "3df130e57be86236f8d1e46a60b57d17a279da5ae492df8dc2d1c9e44507021e",
    ),
    *pyobjc(
        "Quartz",
        "7f668979d0c7320bf8f7ed6e030da578f93ab0f5dd619b295ec735cd8d5faa34",
        "93ee6e339ab6928115a92188a0162ec80bf62cd0bd908d54695c1b9f9381ea45",
    ),
    *pyobjc(
        "VideoToolbox",
        "23ad4b0f98cde71400d5e9d71ea6a6cd6490f3df4501cd56a968a9222bd34db9",
        "2da628f91c7dc4208edf581effdc826909c7c970807f186c0301df3e7527b19c",
    ),
    *pyobjc(
        "CoreMedia",
        "84f5deee8d366bf73069a0525509637aa578ccd0e6688923b09999a8bc3077a8",
        "182b89c85afa068ba077ff6c0ef4ed17e1f3997512bfb8aca2d4c3c7f58da771",
    ),
    *pyobjc(
        "IOSurface",
        "17ca25726aee45048e9c1725e843617d457ea74f9793bcb1953010d28607598b",
        "c06c94b8a69350a9f5d6dfad63b7018387b9d90cb0d2cc90942afad5ed049b34",
    ),
    *pyobjc(
        "Cocoa",
        "e106f395531e67694376b0f1184612cbeea3ec8b9bf56b55ef41d026171d2a2d",
        "f062c3bb5cc89902e6d164aa9a66ffc03638645dd5f0468b6f525ac997c86e51",
    ),
    ("mlx-metal==0.29.3", MLX, "f426d4b67f96b4d6f0ed50d5992933595aadb370dc3e9ed2410bafbc16229882"),
)
NPM_PACKAGE = "@nativescript/macos-node-api@0.4.0"
NPM_SHA256 = "fa49477022566ede234db5274ea3a2e1d0b63009db3b1b1c3bc9b8789ad554f6"

PYOBJC_FOLDER = target.FACTS / "pyobjc"
PYOBJC_OF_13_FOLDER = target.FACTS / "pyobjc_of_13"
TYPESCRIPT_FOLDER = target.FACTS / "typescript"
METAL_CPP_FOLDER = target.FACTS / "metal_cpp"


class CannotFetch(Exception):
    """A download failed; carries what was said."""


def downloaded(command: list[str], folder: Path, sha256: str) -> Path:
    """The one file that the command puts into the folder, with the pinned content."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    files = list(folder.iterdir())
    if done.returncode != 0 or len(files) != 1:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotFetch(f"{' '.join(command[:6])} … failed: {said[-1] if said else 'it said nothing'}")
    found = hashlib.sha256(files[0].read_bytes()).hexdigest()
    if found != sha256:
        raise CannotFetch(f"{files[0].name} has the hash {found}, expected is {sha256}.")
    return files[0]


def fetch_wheel(requirement: str, tag: tuple[str, str, str], sha256: str) -> None:
    version, abi, platform = tag
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", version, "--implementation", "cp", "--abi", abi]
    command += ["--platform", platform, "-d", ".", requirement]
    is_metal_cpp = requirement.startswith("mlx-metal")
    wheel = downloaded(command, target.FACTS / "download", sha256)
    with zipfile.ZipFile(wheel) as archive:
        if not is_metal_cpp:
            archive.extractall(PYOBJC_OF_13_FOLDER if tag == OLD else PYOBJC_FOLDER)
            return
        inside = "mlx/include/metal_cpp/"
        for name in archive.namelist():
            if name.startswith(inside) and not name.endswith("/"):
                path = METAL_CPP_FOLDER / name.removeprefix(inside)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name))


def fetch_typescript() -> None:
    if not shutil.which("npm"):
        install_npm()
    command = ["npm", "pack", "--silent", NPM_PACKAGE]
    archive = downloaded(command, target.FACTS / "download", NPM_SHA256)
    TYPESCRIPT_FOLDER.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and member.name.startswith("package/types/"):
                content = tar.extractfile(member)
                assert content
                (TYPESCRIPT_FOLDER / Path(member.name).name).write_bytes(content.read())


def install_npm() -> None:
    sys.path.insert(0, str(target.ROOT / ".ci"))
    import machine

    if not (machine.apt_allowed() and machine.apt_install(["npm"])):
        raise CannotFetch("this machine has no npm and may not install it")


def fetch() -> None:
    """Fetches what is missing or was pinned otherwise; the stamp, written last, says it is whole."""
    wanted = repr((WHEELS, NPM_PACKAGE, NPM_SHA256))
    stamp = target.FACTS / "stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    shutil.rmtree(target.FACTS, ignore_errors=True)
    for requirement, tag, sha256 in WHEELS:
        fetch_wheel(requirement, tag, sha256)
    fetch_typescript()
    shutil.rmtree(target.FACTS / "download")
    stamp.write_text(wanted)


def main() -> int:
    try:
        fetch()
    except CannotFetch as failure:
        target.unavailable(f"the recorded facts can't be fetched: {failure}")
    print(f"facts: {len(WHEELS)} wheels and one npm package in {target.FACTS.relative_to(target.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

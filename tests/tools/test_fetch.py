# SPDX-License-Identifier: BSD-2-Clause
"""Third-party sources: the private list of mirrors, checksums, unpacking, and loud failures."""

import hashlib
import importlib.machinery
import importlib.util
import io
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools/fetch_source"
loader = importlib.machinery.SourceFileLoader("fetch_source", str(TOOL))
fetch = importlib.util.module_from_spec(importlib.util.spec_from_loader("fetch_source", loader))
loader.exec_module(fetch)


class Fixture(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.etc = self.top / "etc"
        (self.etc / "sources.list.d").mkdir(parents=True)

    def put(self, name, text):
        (self.etc / name).write_text(text)

    def lines(self):
        return fetch.source_lines(self.etc)


class SourcesTest(Fixture):
    def test_one_line_form(self):
        self.put("sources.list", "deb http://a/debian bookworm main contrib # note\n#deb http://b x y\n"
                                 "deb [arch=amd64 signed-by=/k.gpg] https://c/d s main\ndeb cdrom:[x]/ s main\n")
        self.assertEqual(self.lines(), ["deb-src http://a/debian bookworm main contrib",
                                        "deb-src [signed-by=/k.gpg] https://c/d s main"])

    def test_binary_and_source_lines_are_one(self):
        self.put("sources.list", "deb http://a d main\ndeb-src http://a d main\n")
        self.assertEqual(self.lines(), ["deb-src http://a d main"])

    def test_stanzas(self):
        self.put("sources.list.d/debian.sources", "Types: deb\n# note\nURIs: http://a/debian http://b/debian\n"
                 "Suites: bookworm bookworm-updates\nComponents: main\nSigned-By: /k.gpg\n\n"
                 "Types: deb\nURIs: http://c\nSuites: s\nComponents: main\nEnabled: no\n")
        self.assertEqual(self.lines(), [f"deb-src [signed-by=/k.gpg] http://{m}/debian {s} main"
                                        for m in "ab" for s in ("bookworm", "bookworm-updates")])

    def test_continued_fields_and_flat_repositories(self):
        self.put("sources.list.d/x.sources", "Types: deb deb-src\nURIs:\n http://a\nSuites:\n s/\nSigned-By:\n"
                 " -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----\n")
        self.assertEqual(self.lines(), ["deb-src http://a s/"])

    def test_other_files_are_not_read(self):
        self.put("sources.list.d/x.list.disabled", "deb http://a d main\n")
        self.put("sources.list.d/y.sources.bak", "Types: deb\nURIs: http://a\nSuites: d\n")
        self.assertEqual(self.lines(), [])


class RepositoryTest(Fixture):
    """A repository in a folder, through the real apt."""

    def make_repository(self, content=b"int x;\n"):
        repository = self.top / "repository"
        repository.mkdir()
        tarball = repository / "thing_1.0.orig.tar.gz"
        with tarfile.open(tarball, "w:gz") as archive:
            for name, data in (("thing-1.0/lib/x.c", content), ("thing-1.0/other/y.c", b"no"),
                               ("thing-1.0/lib/../../evil", b"no")):
                item = tarfile.TarInfo(name)
                item.size = len(data)
                archive.addfile(item, io.BytesIO(data))
        sha = hashlib.sha256(tarball.read_bytes()).hexdigest()
        md5 = hashlib.md5(tarball.read_bytes()).hexdigest()
        size = tarball.stat().st_size
        dsc = repository / "thing_1.0-1.dsc"
        body = ("Format: 3.0 (quilt)\nSource: thing\nVersion: 1.0-1\nMaintainer: x\nFiles:\n"
                f" {md5} {size} {tarball.name}\nChecksums-Sha256:\n {sha} {size} {tarball.name}\n")
        dsc.write_text(body)
        own = dsc.read_bytes()
        (repository / "Sources").write_text(
            "Package: thing\nFormat: 3.0 (quilt)\nBinary: thing\nVersion: 1.0-1\nMaintainer: x\nArchitecture: any\n"
            f"Directory: .\nFiles:\n {hashlib.md5(own).hexdigest()} {len(own)} {dsc.name}\n"
            f" {md5} {size} {tarball.name}\nChecksums-Sha256:\n {hashlib.sha256(own).hexdigest()} {len(own)} {dsc.name}\n"
            f" {sha} {size} {tarball.name}\n\n")
        self.put("sources.list", f"deb [trusted=yes] file:{repository} ./\n")
        self.repository = repository
        return sha

    def run_tool(self, sha, members="lib", package="thing"):
        return subprocess.run(
            [str(TOOL), "--package", package, "--tarball", "thing_1.0.orig.tar.gz", "--sha256", sha, "--members", members,
             "--into", str(self.top / "out"), "--work", str(self.top / "work"), "--etc", str(self.etc)],
            capture_output=True, text=True, timeout=60)

    def assert_loud(self, done, text):
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(text, done.stderr)
        self.assertFalse((self.top / "out").exists())

    def test_fetch_and_unpack(self):
        done = self.run_tool(self.make_repository())
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        found = sorted(p.relative_to(self.top / "out").as_posix() for p in (self.top / "out").rglob("*") if p.is_file())
        self.assertEqual(found, ["lib/x.c"])

    def test_second_time_without_network(self):
        sha = self.make_repository()
        self.run_tool(sha)
        self.put("sources.list", "")
        self.assertEqual(self.run_tool(sha).returncode, 0)

    def test_another_checksum(self):
        self.make_repository()
        self.assert_loud(self.run_tool("0" * 64), "thing")

    def test_changed_download(self):
        sha = self.make_repository()
        tarball = self.repository / "thing_1.0.orig.tar.gz"
        tarball.write_bytes(tarball.read_bytes()[:-1] + b"x")
        self.assert_loud(self.run_tool(sha), "thing")

    def test_damaged_copy_is_fetched_again(self):
        sha = self.make_repository()
        self.assertEqual(self.run_tool(sha).returncode, 0)
        copy = self.top / "work/downloads/thing_1.0.orig.tar.gz"
        copy.unlink()  # apt links to a repository in a folder
        copy.write_bytes(b"damaged")
        self.assertEqual(self.run_tool(sha).returncode, 0)
        self.assertEqual(hashlib.sha256(copy.read_bytes()).hexdigest(), sha)

    def test_unknown_package(self):
        sha = self.make_repository()
        self.assert_loud(self.run_tool(sha, package="nothing"), "nothing")

    def test_missing_folder(self):
        self.assert_loud(self.run_tool(self.make_repository(), members="lib src"), "has no src/")

    def test_no_mirror(self):
        self.assert_loud(self.run_tool("0" * 64), "no package mirror")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: BSD-2-Clause
"""tools/check_config, and ./ax and make in front of it: every wrong value is one line."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
NAMES = ("A ARGS SMP LOG MODE MEM FEATURES TASK SEL4_PREFIX ICOUNT BLK NET GRAPHIC DISK DISK_IMG VIRTIO NET_DEV V "
         "ROOT EL CNODE_BITS BUILD SYSTEM MAKEFLAGS AX_LOCKED").split()
GENUINE = """#define CONFIG_ARCH_AARCH64  1
#define CONFIG_PLAT_QEMU_ARM_VIRT  1
#define CONFIG_MAX_NUM_NODES  {nodes}
#define CONFIG_ROOT_CNODE_SIZE_BITS  13
#define CONFIG_EXPORT_PTMR_USER  1
#define CONFIG_EXPORT_PCNT_USER  1
#define CONFIG_EXPORT_VCNT_USER  1
/* disabled: CONFIG_KERNEL_MCS */
"""


class ConfigTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.app = self.folder / "app"
        self.app.mkdir()
        (self.app / "main.c").write_text("\n")
        self.env = {k: v for k, v in os.environ.items() if k not in NAMES}

    def check(self, *options, **variables):
        variables.setdefault("A", str(self.app))
        done = subprocess.run([str(TOP / "tools/check_config"), *options], env={**self.env, **variables},
                              capture_output=True, text=True, timeout=30)
        return done

    def good(self, **variables):
        done = self.check(**variables)
        self.assertEqual((done.returncode, done.stderr), (0, ""), variables)
        return dict(line.split("=", 1) for line in done.stdout.splitlines())

    def bad(self, text, **variables):
        done = self.check(**variables)
        self.assertEqual(done.returncode, 2, variables)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(text, done.stderr)

    def prefix(self, config=GENUINE.format(nodes=4), memory="- end: 0x80000000\n  start: 0x40000000\n"):
        prefix = self.folder / "prefix"
        for sub in ("bin", "libsel4/include/kernel", "support"):
            (prefix / sub).mkdir(parents=True, exist_ok=True)
        (prefix / "bin/kernel.elf").write_text("")
        (prefix / "libsel4/include/kernel/gen_config.h").write_text(config)
        (prefix / "support/platform_gen.yaml").write_text(f"devices:\n- end: 0x100000000000\n  start: 0x0\nmemory:\n{memory}")
        return str(prefix)

    def test_defaults(self):
        c = self.good()
        self.assertEqual([c[k] for k in ("SMP", "LOG", "MODE", "TASK", "MEM_MB", "EL", "KCONF")],
                         ["1", "warn", "release", "thread", "128", "1", "smp0-release"])

    def test_memory(self):
        for text, megabytes in (("128M", "128"), ("8G", "8192"), ("2g", "2048"), ("300m", "300")):
            self.assertEqual(self.good(MEM=text)["MEM_MB"], megabytes)
        for text in ("127M", "9G", "1", "x", "0128M", "-1G", "1T", "8193M", "99999999999M"):
            self.bad("from 128M to 8G", MEM=text)

    def test_cores(self):
        for text in ("0", "9", "-1", "x", "1x", "10", "01"):
            self.bad("from 1 to 8", SMP=text)

    def test_choices(self):
        for name, wrong in (("LOG", "loud"), ("MODE", "fast"), ("TASK", "x"), ("BLK", "yes"), ("NET_DEV", "x"),
                            ("EL", "3"), ("VIRTIO", "3"), ("ICOUNT", "11"), ("V", "2"), ("CNODE_BITS", "14")):
            self.bad(f"{name}={wrong}", **{name: wrong})

    def test_log_builds_nothing_else(self):
        first, second = self.good(LOG="off"), self.good(LOG="trace", MEM="8G", FEATURES="sched-rr")
        self.assertEqual(first["IMAGE"], second["IMAGE"])

    def test_features(self):
        self.assertEqual(self.good(FEATURES="sched-rr")["PARAMS"].strip(), "sched=rr")
        self.bad("not one of", FEATURES="sched-lottery")
        self.bad("only one", FEATURES="sched-rr,sched-fifo")

    def test_arguments(self):
        (self.app / "features.mk").write_text("APP_PARAMS := seed=1\n")
        self.assertEqual(self.good(ARGS="seed=2,seconds=60")["PARAMS"].split(), ["seed=1", "seed=2", "seconds=60"])
        self.assertEqual(self.good(ARGS="fault=restart:3")["PARAMS"].split(), ["seed=1", "fault=restart:3"])
        self.bad("ARGS", ARGS="a;b")
        self.bad("ARGS", ARGS="a b")
        self.good(ARGS="x" * 700)
        self.bad("at most 700", ARGS="x" * 701)

    def test_features_of_the_application(self):
        (self.app / "features.mk").write_text("APP_FEATURES := sched-fifo\nAPP_PARAMS := a=1\n")
        self.assertEqual(self.good()["PARAMS"].split(), ["a=1", "sched=fifo"])
        self.assertEqual(self.good(FEATURES="sched-rr")["PARAMS"].split(), ["a=1", "sched=rr"])

    def test_features_that_are_compiled_in(self):
        self.assertEqual((self.good()["VARIANT"], self.good(FEATURES="trace")["VARIANT"]),
                         ("smp0-release", "smp0-release-trace"))
        self.bad("only one", FEATURES="trace,trace")
        # They leave the application's choice in other groups alone.
        (self.app / "features.mk").write_text("APP_FEATURES := sched-rr\n")
        self.assertEqual(self.good(FEATURES="trace")["PARAMS"].split(), ["sched=rr"])
        self.assertEqual(self.good(FEATURES="trace,sched-cfs")["PARAMS"].split(), ["sched=cfs"])

    def test_application(self):
        self.bad("no such folder", A="apps/there-is-none")
        empty = self.folder / "empty"
        empty.mkdir()
        self.bad("no application", A=str(empty))

    def test_paths_that_make_cannot_take(self):
        """A description may name them, and the tree may lie there."""
        for name in ("my apps", "a:b", "a$b", "a'b"):
            app = self.folder / name / "app"
            app.mkdir(parents=True)
            (app / "main.c").write_text("\n")
            self.bad_system(f"[a]\napp = {app}\n", "the application lies there")
        tree = self.folder / "my tree"
        (tree / "tools").mkdir(parents=True)
        (tree / "tools/check_config").write_bytes((TOP / "tools/check_config").read_bytes())
        done = subprocess.run(["bash", str(tree / "tools/check_config")], env={**self.env, "A": str(self.app)},
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("this tree lies there", done.stderr)

    def test_equal_names_outside_the_tree_are_kept_apart(self):
        other = self.folder / "other" / "app"
        other.mkdir(parents=True)
        (other / "main.c").write_text("\n")
        self.assertNotEqual(self.good()["IMAGE"], self.good(A=str(other))["IMAGE"])

    def test_paths_are_real_ones(self):
        """make exports a PWD that is a link: nothing may be named through it."""
        self.env["PWD"] = "/proc/self/cwd"
        app = next(iter(sorted((TOP / "apps").glob("*/*.c"))), None)
        if app:
            name = app.parent.relative_to(TOP).as_posix()
            done = subprocess.run(["tools/check_config"], env={**self.env, "A": name}, cwd=TOP, capture_output=True, text=True)
            self.assertIn(f"APP={app.parent.name}\n", done.stdout)

    def test_dangerous_text(self):
        for text in ("$(x)", "a b", "a;b", "a'b", 'a"b', "a`b`", "a#b", "a\nb", "a:b"):
            self.bad("in a value", A=text)

    def test_root_task(self):
        self.bad("no such file", A="", ROOT="none.elf")
        text = self.folder / "text.elf"
        text.write_text("hello")
        self.bad("not an ELF", A="", ROOT=str(text))
        text.write_bytes(b"\x7fELF" + bytes(100))
        self.assertEqual(self.good(A="", ROOT=str(text))["ROOT_ELF"], str(text))
        self.bad("not two of them", ROOT=str(text))

    def described(self, text=None, **variables):
        """What the root task is told about the system that a description, or a list, makes."""
        if text is not None:
            (self.folder / "two.system").write_text(text)
            variables.update(A="", SYSTEM=str(self.folder / "two.system"))
        done = self.check("--system", **variables)
        self.assertEqual((done.returncode, done.stderr), (0, ""), variables)
        return done.stdout

    def bad_system(self, text, words):
        (self.folder / "two.system").write_text(text)
        self.bad(words, A="", SYSTEM=str(self.folder / "two.system"))

    def test_list_of_applications(self):
        other = self.folder / "other"
        other.mkdir()
        (other / "main.c").write_text("\n")
        (other / "features.mk").write_text("APP_PARAMS := a=1\n")
        both = f"{self.app},{other},{self.app}"
        self.assertEqual(self.described(A=both), "".join(
            f"[{name}]\nimage = {image}\ncores = 0-0\ndevices = rtc virtio\n{more}"
            for name, image, more in (("app.0", 0, ""), ("other.1", 1, "params = a=1\n"), ("app.2", 0, ""))))
        self.assertIn("params = a=1 sched=rr\n", self.described(A=both, FEATURES="sched-rr"))
        (other / "features.mk").write_text("APP_DISK := 16M\n")
        self.assertEqual([line for line in self.described(A=both).splitlines() if line.startswith("devices")],
                         ["devices = rtc", "devices = rtc virtio", "devices = rtc"])
        config = self.good(A=both)
        self.assertEqual(config["APP_DIRS"].split(), [str(self.app), str(other)])
        self.assertEqual(config["APP_DIR"], "")
        self.assertNotEqual(config["IMAGE"], self.good(A=f"{other},{self.app}")["IMAGE"])
        self.bad("missing next to a comma", A=f"{self.app},")
        self.bad("no such folder", A=f"{self.app},apps/there-is-none")
        self.bad("at most 8 instances", A=",".join([str(self.app)] * 9))
        self.bad("not two of them", A=f"{self.app},{other}", SYSTEM="x")

    def test_description(self):
        text = (f"# two\n [a]\n\tapp = {self.app}\nmemory=64M\nfault = restart:3\n"
                "[b]\napp = app\nmemory = 25%\ncores = 0\ndevices = virtio:1\nparams = x=1  y\n")
        self.assertEqual(self.described(text), "[a]\nimage = 0\ncores = 0-0\nmemory = 64M\ndevices = rtc\n"
                         "fault = restart:3\n[b]\nimage = 0\ncores = 0-0\nmemory = 25%\ndevices = virtio:1\n"
                         "params = x=1 y\n")
        self.assertIn("memory = 64M\n", self.described(text.replace("\n", "\r\n")))

    def test_wrong_descriptions(self):
        begin = f"[a]\napp = {self.app}\n"
        for text, words in (
                ("", "describes no instance"), ("[a]\n", "has no app"), ("app = x\n", "before the first [name]"),
                ("[a b]\n", "a name has"), (f"[{'x' * 32}]\n", "a name has"), (begin + "color = red\n", ":3: color"),
                (begin + "cores\n", ":3: cores"), (begin + "cores =\n", "has no value"),
                (begin + "app = x\n", "app is given twice"), (begin + begin, "two instances called a"),
                ("[a]\napp = none\n", "no such folder"), (begin + "cores = 1\n", "cores 0 to 0; use SMP=2"),
                (begin + "cores = x\n", "give all, a core"), (begin + "cores = 1-0\n", "first core comes first"),
                (begin + "memory = 8\n", "a size such as 64M"), (begin + "memory = 8M\n", "at least 16M"),
                (begin + "memory = 101%\n", "a size such as"), (begin + "memory = 128M\n", "in all of MEM=128M"),
                (begin + "memory = 60%\n" + begin.replace("a]", "b]") + "memory = 41%\n", "101 % in all"),
                (begin + "memory = 100%\n" + begin.replace("a]", "b]") + "memory = 20M\n", "100 % of the memory"),
                (begin + "memory = 100%\n" + begin.replace("a]", "b]"), "no memory is left"),
                (begin + "devices = virtio:1\n" + begin.replace("a]", "b]") + "devices = rtc virtio:1\n", "given to a"),
                (begin + "devices = disk\n", "disk is not rtc"), (begin + "devices = none rtc\n", "none stands alone"),
                (begin + "fault = retry\n", "give stop, restart"), (begin + "fault = restart:1000001\n", "restart:N"),
                (begin + "params = $x\n", "letters, digits"), (begin + "params = [a]x\n", "letters, digits"), (begin + f"params = {'x' * 256}\n", "more than 255")):
            self.bad_system(text, words)
        self.bad("no such file", A="", SYSTEM=str(self.folder / "none"))

    def test_disk(self):
        disk, none = self.folder / "disk", str(self.folder / "none")
        self.bad("no such disk image", BLK="y", DISK_IMG=none)
        self.bad("no such disk image", DISK=none)
        self.bad("not a file", DISK=str(self.folder))
        for size, good in ((0, False), (511, False), (513, False), (512, True), (1 << 20, True)):
            disk.write_bytes(bytes(size))
            if good:
                c = self.good(DISK=str(disk))
                self.assertEqual((c["BLK"], c["DISK_IMG"], c["DISK_NEW"]), ("y", str(disk), ""))
            else:
                self.bad("multiple of 512", DISK=str(disk))
        self.bad("not both", DISK=str(disk), DISK_IMG=str(disk))
        self.bad("leave it out", DISK=str(disk), BLK="n")
        self.assertEqual(self.good()["BLK"], "n")

    def test_disk_of_the_application(self):
        (self.app / "features.mk").write_text("APP_DISK := 16M\n")
        c = self.good()
        self.assertEqual((c["BLK"], c["DISK_NEW"]), ("y", "16M"))
        self.assertTrue(c["DISK_IMG"].startswith("build/"), c["DISK_IMG"])
        self.assertEqual(self.good(BLK="n")["DISK_NEW"], "")
        disk = self.folder / "disk"
        disk.write_bytes(bytes(512))
        self.assertEqual(self.good(DISK=str(disk))["DISK_NEW"], "")
        (self.app / "features.mk").write_text("APP_DISK := large\n")
        self.bad("give a size such as 16M", BLK="")

    def test_prefix_decides_cores_and_memory(self):
        task = self.folder / "task.elf"
        task.write_bytes(b"\x7fELF")
        four, one = {"A": "", "ROOT": str(task)}, GENUINE.format(nodes=1)
        c = self.good(SEL4_PREFIX=self.prefix(), **four)
        self.assertEqual((c["SMP"], c["MEM_MB"], c["CNODE_BITS"]), ("4", "1024", "13"))
        self.good(SEL4_PREFIX=self.prefix(), SMP="4", MEM="1G", **four)
        self.bad("use SMP=4", SEL4_PREFIX=self.prefix(), SMP="1")
        self.good(SEL4_PREFIX=self.prefix(one), SMP="1", MEM="1G")
        self.bad("use MEM=1024M", SEL4_PREFIX=self.prefix(one), MEM="2G")

    def test_prefix_of_another_configuration(self):
        config = GENUINE.format(nodes=1)
        for line, word in (("#define CONFIG_KERNEL_MCS  1\n", "KernelIsMCS=OFF"),
                           ("#define CONFIG_ARM_HYPERVISOR_SUPPORT  1\n", "HypervisorSupport=OFF"),
                           ("#define CONFIG_VERIFICATION_BUILD  1\n", "VerificationBuild=OFF")):
            self.bad(word, SEL4_PREFIX=self.prefix(config + line))
        for missing in ("CONFIG_PLAT_QEMU_ARM_VIRT", "CONFIG_ARCH_AARCH64", "CONFIG_EXPORT_PTMR_USER"):
            self.bad("this kernel is", SEL4_PREFIX=self.prefix(config.replace(missing, "CONFIG_OTHER")))

    def test_no_prefix(self):
        self.bad("no such folder", SEL4_PREFIX=str(self.folder / "none"))
        self.bad("not an installed seL4", SEL4_PREFIX=str(self.app))

    def one_line(self, command):
        build = self.folder / "build"
        done = subprocess.run(command, env={**self.env, "BUILD": str(build)}, cwd=TOP, capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0, command)
        self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), command)
        self.assertFalse(build.exists(), command)
        return done.stderr

    def test_command_refuses_before_it_builds(self):
        for words in ("run SMP=9", "run LOG=loud", "build A=apps/none", "frobnicate", "run X=1", "run what", "install",
                      "clean --hard", "run MEM=1M", "debug TASK=x", "test SMP=1"):
            self.one_line(["./ax", *words.split()])

    def test_every_command_has_help(self):
        for command in ("help", "run", "build", "test", "soak", "bench", "trace", "debug", "install", "list", "clean"):
            done = subprocess.run(["./ax", command, "--help"], env=self.env, cwd=TOP, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), command)
            self.assertIn("usage: ./ax", done.stdout)

    def test_make_refuses_the_same(self):
        self.assertIn("SMP=9: give a number of cores from 1 to 8", self.one_line(["make", "run", "SMP=9"]))
        self.assertIn("LOG=loud", self.one_line(["make", "LOG=loud"]))

    def test_command_without_apt(self):
        """A missing tool that cannot be installed: the packages are named."""
        tools = self.folder / "bin"
        tools.mkdir()
        for tool in ("bash", "env", "dirname", "awk", "sed", "head", "tail", "cksum", "cut", "basename", "od", "tr",
                     "sort", "find", "grep", "xargs", "id", "mkdir", "cat", "seq"):
            target = subprocess.run(["which", tool], capture_output=True, text=True).stdout.strip()
            if target:
                (tools / tool).symlink_to(target)
        tree = self.folder / "tree"
        (tree / "mk").mkdir(parents=True)
        (tree / "tools").mkdir()
        for name in ("ax", "tools/check_config", "tools/disk.sh", "tools/system.sh", "mk/features.txt"):
            (tree / name).write_bytes((TOP / name).read_bytes())
            (tree / name).chmod(0o755)
        (tree / "mk/packages.txt").write_text("lacking-package /there/is/none run,build what it is for\n")
        done = subprocess.run([str(tools / "bash"), str(tree / "ax"), "run", f"A={self.app}"], env={"PATH": str(tools)},
                              capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn("cannot install lacking-package", done.stderr)

    def test_everybody_knows_the_same_variables(self):
        lists = {"ax": r'^words="([^"]*)"', "Makefile": r"^words := ([^\n]*)", "tools/check_config": r"^for name in ([^;]*);",
                 "tools/axlib/images.py": r"^VARIABLES = \(([^)]*)\)"}
        known = {name: set(re.findall(r"[A-Z]\w*", re.search(expression, (TOP / name).read_text(), re.M)[1]))
                 for name, expression in lists.items()}
        for name, words in known.items():
            self.assertEqual(words, known["ax"], name)
        self.assertLessEqual(known["ax"], set(NAMES))

    def test_packages_are_declared_whole(self):
        """Every row has a package, a file, commands that exist, and a reason."""
        for line in (TOP / "mk/packages.txt").read_text().splitlines():
            if line and not line.startswith("#"):
                package, file, commands, why = line.split(None, 3)
                self.assertTrue(file.startswith("/") and why, package)
                self.assertLessEqual(set(commands.split(",")), {"list", "build", "run", "test", "soak", "bench", "debug",
                                                                "install", "trace"})


if __name__ == "__main__":
    unittest.main()

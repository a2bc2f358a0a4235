# SPDX-License-Identifier: BSD-2-Clause
"""The runner with a QEMU that is a script: ends, statuses, input, timeouts, signals, the terminal."""

import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest
from pathlib import Path

from axlib import machine

TOOLS = Path(__file__).resolve().parents[2] / "tools"

FAKE = """#!{python}
import os, sys, time
append = sys.argv[sys.argv.index("-append") + 1]
token = dict(w.split("=", 1) for w in append.split())["arcel4.token"]
open(os.environ["FAKE_PID"], "w").write(str(os.getpid()))
def put(text):
    sys.stdout.buffer.write(text.encode()); sys.stdout.flush()
def end(status):
    put("@@arcel4:%s:exit:%d@@\\r\\n" % (token, status))
    time.sleep(60)
{body}
"""


class Fixture(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.pid = self.folder / "pid"
        self.env = dict(os.environ, PATH=f"{folder.name}:{os.environ['PATH']}", FAKE_PID=str(self.pid))

    def fake(self, body):
        path = self.folder / "qemu-system-aarch64"
        path.write_text(FAKE.format(python=sys.executable, body=body))
        path.chmod(0o755)

    def command(self, *arguments):
        return [str(TOOLS / "qemu"), "--image", "none", *arguments]

    def run_tool(self, body, *arguments, **keywords):
        self.fake(body)
        return subprocess.run(self.command(*arguments), env=self.env, capture_output=True, timeout=30, **keywords)

    def assert_gone(self):
        pid = int(self.pid.read_text())
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)


class CommandTest(unittest.TestCase):
    def test_more_cores_than_the_host(self):
        host = len(os.sched_getaffinity(0))
        for cores, icount, expected in ((host, "n", False), (host + 1, "n", True), (host + 1, "3", False)):
            command = machine.Options(image="none", smp=cores, icount=icount).command()
            self.assertEqual("tcg,thread=single" in command, expected)


class RunnerTest(Fixture):
    def test_status_and_output(self):
        done = self.run_tool('put("hello\\n"); end(7)', stdin=subprocess.DEVNULL)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (7, b"hello\n", b""))
        self.assert_gone()

    def test_partial_line_gets_its_newline(self):
        done = self.run_tool('put("hel"); put("lo"); end(0)', stdin=subprocess.DEVNULL)
        self.assertEqual((done.returncode, done.stdout), (0, b"hello\n"))

    def test_end_without_status_is_a_failure(self):
        done = self.run_tool('put("dead\\n")', stdin=subprocess.DEVNULL)
        self.assertEqual((done.returncode, done.stdout), (1, b"dead\n"))
        self.assertEqual(done.stderr.count(b"\n"), 1)
        self.assertIn(b"did not report an exit status", done.stderr)

    def test_killed_machine_is_a_failure(self):
        done = self.run_tool("os.kill(os.getpid(), 9)", stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"signal 9", done.stderr)

    def test_timeout(self):
        done = self.run_tool('put("on"); time.sleep(60)', "--timeout", "0.5", stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 124)
        self.assert_gone()

    def test_input_and_its_end(self):
        body = """
line = sys.stdin.readline()
put("got " + line)
end(len(line))
"""
        done = self.run_tool(body, input=b"abc\n")
        self.assertEqual((done.returncode, done.stdout), (4, b"got abc\n"))

    def test_end_of_input_does_not_end_the_system(self):
        body = 'put("a"); time.sleep(0.5); put("b\\n"); end(0)'
        done = self.run_tool(body, input=b"")
        self.assertEqual((done.returncode, done.stdout), (0, b"ab\n"))

    def test_much_input(self):
        body = """
count = 0
while count < 300000:
    count += len(os.read(0, 1000))
put(str(count)); end(0)
"""
        done = self.run_tool(body, input=b"x" * 300000)
        self.assertEqual((done.returncode, done.stdout), (0, b"300000\n"))

    def test_input_from_a_file(self):
        path = self.folder / "input"
        path.write_bytes(b"abc\n")
        with open(path, "rb") as file:
            done = self.run_tool("put(sys.stdin.readline()); end(0)", stdin=file)
        self.assertEqual((done.returncode, done.stdout), (0, b"abc\n"))

    def test_input_held_until_a_text(self):
        body = """
import select
early = select.select([0], [], [], 0.5)[0]
put("ready> ")
line = sys.stdin.readline()
end(9 if early else len(line))
"""
        done = self.run_tool(body, "--input-after", "ready>", input=b"ab\n")
        self.assertEqual(done.returncode, 3)

    def test_signal_ends_the_machine(self):
        self.fake('put("on"); time.sleep(60)')
        runner = subprocess.Popen(self.command(), env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.assertEqual(os.read(runner.stdout.fileno(), 2), b"on")
        runner.send_signal(signal.SIGTERM)
        self.assertEqual(runner.wait(10), 128 + signal.SIGTERM)
        runner.stdout.close()
        self.assert_gone()

    def test_killed_runner_leaves_no_machine(self):
        self.fake('put("on"); time.sleep(60)')
        runner = subprocess.Popen(self.command(), env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.assertEqual(os.read(runner.stdout.fileno(), 2), b"on")
        runner.kill()
        runner.wait(10)
        runner.stdout.close()
        for _ in range(100):
            try:
                os.kill(int(self.pid.read_text()), 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)
        self.fail("QEMU is still there")

    def test_full_disk(self):
        self.fake('put("hello"); end(0)')
        with open("/dev/full", "wb") as full:
            done = subprocess.run(self.command(), env=self.env, stdin=subprocess.DEVNULL, stdout=full,
                                  stderr=subprocess.PIPE, timeout=30)
        self.assertEqual((done.returncode, done.stderr), (1, b"ax: the console: No space left on device\n"))
        self.assert_gone()

    def test_missing_qemu(self):
        self.env["PATH"] = str(self.folder)
        done = subprocess.run([sys.executable, *self.command()], env=self.env, capture_output=True, timeout=30)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"not found", done.stderr)


class TerminalTest(Fixture):
    def start(self, body):
        self.fake(body)
        try:
            master, slave = pty.openpty()
        except OSError as error:
            self.skipTest(f"no pseudo-terminals here: {error}")
        self.addCleanup(os.close, master)
        before = termios.tcgetattr(slave)

        def child():
            os.setsid()
            import fcntl
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        runner = subprocess.Popen(self.command(), env=self.env, stdin=slave, stdout=slave, stderr=slave,
                                  preexec_fn=child)
        return runner, master, slave, before

    def read_until(self, master, text):
        seen = b""
        while text not in seen:
            self.assertTrue(select.select([master], [], [], 10)[0], f"{text} did not come, only {seen}")
            seen += os.read(master, 4096)
        return seen

    def test_raw_while_running_and_put_back(self):
        body = 'put("ready"); byte = os.read(0, 1); put("<%d>" % byte[0]); end(byte[0])'
        runner, master, slave, before = self.start(body)
        self.read_until(master, b"ready")
        self.assertFalse(termios.tcgetattr(slave)[3] & (termios.ICANON | termios.ECHO | termios.ISIG))
        os.write(master, b"\x03")
        self.read_until(master, b"<3>")
        self.assertEqual(runner.wait(10), 3)
        self.assertEqual(termios.tcgetattr(slave), before)
        os.close(slave)

    def test_put_back_after_a_signal(self):
        runner, master, slave, before = self.start('put("ready"); time.sleep(60)')
        self.read_until(master, b"ready")
        runner.terminate()
        self.assertEqual(runner.wait(10), 128 + signal.SIGTERM)
        self.assertEqual(termios.tcgetattr(slave), before)
        os.close(slave)

    def test_put_back_after_death(self):
        runner, master, slave, before = self.start('put("ready"); sys.exit(0)')
        self.read_until(master, b"did not report")
        self.assertEqual(runner.wait(10), 1)
        self.assertEqual(termios.tcgetattr(slave), before)
        os.close(slave)


if __name__ == "__main__":
    unittest.main()

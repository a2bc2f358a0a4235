# SPDX-License-Identifier: BSD-2-Clause
"""The exit line in a stream of console output."""

import random
import unittest

from axlib.sentinel import Sentinel

TOKEN = "0123456789abcdef"
LINE = f"@@arcel4:{TOKEN}:exit:3@@".encode()


def run(*pieces):
    sentinel = Sentinel(TOKEN)
    shown = b"".join(sentinel.feed(p) for p in pieces) + sentinel.close()
    return shown, sentinel.status


class SentinelTest(unittest.TestCase):
    def test_whole_line_is_removed(self):
        self.assertEqual(run(b"hello\r\n" + LINE + b"\r\n"), (b"hello\r\n", 3))

    def test_every_split(self):
        text = b"x@@y\r\n" + LINE
        for cut in range(len(text) + 1):
            self.assertEqual(run(text[:cut], text[cut:]), (b"x@@y\r\n", 3), cut)

    def test_byte_by_byte(self):
        text = b"@@@@arcel4:" + LINE + b"\n"
        self.assertEqual(run(*[text[i:i + 1] for i in range(len(text))]), (b"@@@@arcel4:", 3))

    def test_behind_partial_output(self):
        self.assertEqual(run(b"no newline" + LINE), (b"no newline", 3))

    def test_nothing_after_it_is_shown(self):
        self.assertEqual(run(LINE + b"\r\nlate", b"later"), (b"", 3))

    def test_another_token_is_text(self):
        other = LINE.replace(b"0123", b"9999")
        self.assertEqual(run(other), (other, None))

    def test_statuses(self):
        for status in (0, 1, 9, 42, 99, 100, 255):
            self.assertEqual(run(f"@@arcel4:{TOKEN}:exit:{status}@@".encode())[1], status)

    def test_no_statuses(self):
        for status in ("", "256", "1000", "-1", "x", "1x", " 1"):
            text = f"@@arcel4:{TOKEN}:exit:{status}@@".encode()
            self.assertEqual(run(text), (text, None), status)

    def test_incomplete_line_is_shown_at_the_end(self):
        self.assertEqual(run(LINE[:-1]), (LINE[:-1], None))

    def test_random_noise_is_kept(self):
        source = random.Random(1)
        for _ in range(300):
            noise = bytes(source.choice(b"@arcel4:exit0123\n") for _ in range(200))
            pieces, rest = [], noise
            while rest:
                cut = source.randint(1, 9)
                pieces.append(rest[:cut])
                rest = rest[cut:]
            self.assertEqual(run(*pieces), (noise, None))


if __name__ == "__main__":
    unittest.main()

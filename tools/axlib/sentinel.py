# SPDX-License-Identifier: BSD-2-Clause
"""The line by which a system tells its exit status, found in a stream of bytes."""


class Sentinel:
    """Takes `@@arcel4:<token>:exit:<status>@@` of one token out of a console stream.

    feed() returns what may be shown; a beginning that could still become the line is held back until
    it is decided. After the line, status is 0 to 255 and the rest of the stream is dropped.
    """

    def __init__(self, token):
        self.head = f"@@arcel4:{token}:exit:".encode()
        self.status = None
        self.held = b""

    def feed(self, data):
        if self.status is not None:
            return b""
        data = self.held + data
        self.held = b""
        shown = b""
        while data:
            start = data.find(b"@")
            if start < 0:
                return shown + data
            shown, data = shown + data[:start], data[start:]
            verdict = self.parse(data)
            if verdict is None:
                self.held = data
                return shown
            if verdict is not False:
                self.status = verdict
                return shown
            shown, data = shown + data[:1], data[1:]
        return shown

    def parse(self, data):
        """The status if data begins with the line, None if it still may, False if it does not."""
        head = self.head
        if len(data) < len(head):
            return None if head.startswith(data) else False
        if not data.startswith(head):
            return False
        rest = data[len(head):]
        digits = rest[:len(rest) - len(rest.lstrip(b"0123456789"))]
        tail = rest[len(digits):]
        if len(digits) > 3 or (tail and not digits):
            return False
        if digits and int(digits) > 255:
            return False
        if len(tail) >= 2:
            return int(digits) if tail.startswith(b"@@") else False
        return None if b"@@".startswith(tail) else False

    def close(self):
        """What was held back when the stream ended."""
        held, self.held = self.held, b""
        return held

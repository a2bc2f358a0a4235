# SPDX-License-Identifier: BSD-2-Clause
"""Models, searched exhaustively by Spin; the functions that they model must not have changed."""

from axlib import models
from axlib.gate import TOP, Unit

SEARCH_SECONDS = 600


class Searched(Unit):
    """One model: its functions, each of its runs, and whether all of it is ever executed."""

    def __init__(self, path):
        self.path = path
        super().__init__(f"models/{path.stem}")
        try:
            self.model = models.read(path)
        except models.Bad as bad:
            self.model, self.bad = None, str(bad)

    def words(self):
        if not self.model:
            return []
        return [f"{self.name}/{n}" for n in ("functions", "executed", *(r.name for r in self.model.runs))]

    def run(self):
        if not self.model:
            return [self.failed(self.bad)]
        result = [self.functions()]
        every, executed = set(), set()
        for run in self.model.runs:
            outcome, lines = self.search(run)
            result.append(outcome)
            every |= lines[0]
            executed |= lines[1]
        if all(r.outcome == "passed" for r in result[1:]):
            never = sorted(every - executed)
            why = f"{len(never)} line(s) are never executed: {', '.join(map(str, never))}"
            result.append(self.failed(why, "/executed") if never else self.passed("/executed"))
        return result

    def functions(self):
        changes = models.changed(TOP, self.model)
        if not changes:
            return self.passed("/functions")
        first = changes[0] + (f" ({len(changes)} such)" if len(changes) > 1 else "")
        return self.failed(f"{first}: see whether the model still says what it does, then run "
                           f"tools/check_models --update {self.path.stem}", "/functions")

    def execute(self, *command, cwd):
        return self.command(*command, cwd=cwd, timeout=SEARCH_SECONDS)

    def search(self, run):
        """The result of a run; and if it is to hold, the model's lines and those that it executed."""
        name = f"/{run.name}"
        nothing = (set(), set())
        folder = TOP / "build/models" / self.path.stem / run.name
        try:
            output, table = models.search(self.model, run, folder, self.execute)
            found = models.verdict(output)
        except models.Bad as bad:
            return self.failed(str(bad), name), nothing
        if found and not run.wanted:
            models.replay(run, folder, self.path.name, self.execute)
            return self.failed(f"{found}: the log has the execution", name), nothing
        if found != run.wanted:
            return self.failed(f"wanted: {run.wanted}; found: {found or 'nothing'}", name), nothing
        return self.passed(name), nothing if run.wanted else models.lines_of(table, output)


def units(_):
    return [Searched(path) for path in models.all_paths(TOP)]

"""Random message streams: after every run, each column of each row is what a model expects."""

import random
from collections import Counter

import pytest


class History:
    """Several runs of a tap and the loader; rows and states are compared after each."""

    def __init__(self, seed, model, warehouse, singer, folder):
        self.dice, self._model = random.Random(seed), model
        self._warehouse, self._singer = warehouse, singer
        self.config = {
            "load_method": self.dice.choice(["upsert", "upsert", "upsert", "append-only"]),
            "hard_delete": self.dice.random() < 0.5,
            "add_record_metadata": self.dice.random() < 0.3,
        }
        if self.dice.random() < 0.4:
            mapped = {"__filter__": "secret != ''", "secret": "md5(secret)", "tag": "'fixed'"}
            self.config["stream_maps"] = {"s0": mapped}
        names = [f"s{n}" for n in range(self.dice.randint(1, 3))]
        self.streams = [model.Stream(n, self.dice, singer, folder, self.config) for n in names]
        self._state, self._began = {}, Counter()

    def run(self, version, end=None):
        for stream in self.streams:
            stream.change()
            stream.table.begin()
        messages = self._interleaved(version)
        end = end or self.dice.choice(["complete"] * 4 + ["cut", "truncated", "malformed"])
        if end != "complete":
            messages = messages[: self.dice.randint(len(self.streams), len(messages))]
        lines = [line for line, *_ in messages]
        size = self.dice.choice([1, 2, 5, 100])
        if end == "truncated":
            lines.append(b'{"type": "RECORD", "stream": "s0", "rec')
        elif end == "malformed":
            # Then all rows are committed, or none.
            size = self.dice.choice([1, 10**6])
            lines.append(b'{"type": "STATE", "value": 7}')
        outcome = self._warehouse.load(
            lines,
            newline_at_end=end != "truncated",
            batch_size_rows=size,
            **self.config,
        )
        assert outcome.exit_code == (end in {"truncated", "malformed"}), outcome.errors
        self._apply(messages, end, is_committed=end != "malformed" or size == 1)
        if outcome.states:
            self._state = outcome.states[-1]
        states = [state for *_, state in messages if state]
        if states and end != "malformed":
            assert self._state == states[-1]
        self.compare()
        return end

    def _apply(self, messages, end, *, is_committed):
        """Apply the effects of what was committed; completeness counts at a normal end only."""
        completions = []
        for line, effect, _ in messages:
            if effect is None or not is_committed:
                continue
            if b'"ACTIVATE_VERSION"' in line:
                completions.append(effect)
            else:
                effect()
        if end in {"complete", "cut"}:
            for complete in completions:
                complete()

    def _interleaved(self, version):
        """Return the messages of all streams in a random order, with states in between."""
        messages = [(stream.schema(), None, None) for stream in self.streams]
        position = dict(self._state)
        parts = {s.name: s.messages(version, position.get(s.name, 0)) for s in self.streams}
        modes = {stream.name: stream.mode for stream in self.streams}
        while parts:
            name = self.dice.choice(sorted(parts))
            found = next(parts[name], None)
            if found is None:
                del parts[name]
                continue
            line, effect, reached = found
            messages.append((line, effect, None))
            if modes[name] == "log":
                position[name] = reached
            if self.dice.random() < 0.3:
                messages.append(self._state_message(position))
            if self.dice.random() < 0.1:
                messages.append((self.dice.choice(self.streams).schema(), None, None))
        return [*messages, self._state_message(position)]

    def _state_message(self, position):
        state = position | {"at": self.dice.random()}
        return self._singer.state(state), None, state

    def evolve(self):
        for stream in self.streams:
            if self.dice.random() < 0.4:
                stream.evolve()

    def compare(self):
        read, normalized = self._model.parsed, self._model.normalized
        stored = self._warehouse.contents([stream.name for stream in self.streams])
        for stream, rows in zip(self.streams, stored, strict=True):
            parsed = ({n: read(v, stream.kinds.get(n)) for n, v in r.items()} for r in rows)
            expected = Counter(normalized(row, stream) for row in stream.table.rows)
            assert Counter(normalized(row, stream) for row in parsed) == expected, stream.name


@pytest.mark.histories(4)
def test_after_any_message_stream_every_column_is_as_the_model_expects(
    warehouse, singer, message_streams, tmp_path, seed
):
    history = History(seed, message_streams, warehouse, singer, tmp_path)
    for version in range(1, 6):
        end = history.run(version)
        if end == "complete":
            history.evolve()
    history.run(6, "complete")

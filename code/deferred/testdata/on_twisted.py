"""Carries out programs on Twisted's Deferreds, and prints a trace of each.

The language is described in program_test.go. Programs come on the standard input, each ended by an
empty line. A trace ends with an empty line too.
"""

import sys
import warnings

from twisted.internet.defer import (
    AlreadyCalledError, CancelledError, Deferred, DeferredList, FirstError, TimeoutError,
    _InternalInlineCallbacksCancelledError, fail, gatherResults, inlineCallbacks, maybeDeferred, succeed)
from twisted.internet.task import Clock
from twisted.logger import globalLogBeginner
from twisted.python.failure import Failure


def observe(event):
    """Notes what a list logs when a canceller raises."""
    if "canceller" in (event.get("log_format") or ""):
        Run.current.say("reported", show(event["log_failure"].value))


globalLogBeginner.beginLoggingTo([observe], redirectStandardIO=False)
warnings.simplefilter("ignore")
sys.setrecursionlimit(4000)

FUEL = 200


class Trouble(Exception):
    """An error of a program."""


def bounded(original):
    """A method cancel that gives up when Deferreds wait for each other, which would never end."""
    def cancel(d):
        Run.cancels += 1
        Run.depth += 1
        try:
            if Run.depth > 200 or Run.cancels > 2000:
                Run.skip = True
            if not Run.skip:
                original(d)
        finally:
            Run.depth -= 1
    return cancel


def of_others(original):
    """The same for a list that waits for itself: what ends that is the program's lack of fuel."""
    def cancel(d):
        if d in Run.lists and not d.called:
            Run.skip = True
            return
        Run.lists.append(d)
        try:
            original(d)
        finally:
            Run.lists.pop()
    return cancel


Deferred.cancel = bounded(Deferred.cancel)
DeferredList.cancel = bounded(of_others(DeferredList.cancel))


def show(value, depth=0):
    if isinstance(value, tuple) and isinstance(value[0], bool):  # in a DeferredList's list
        value = value[1]
    if depth == 4:
        return "..."  # lists of lists of lists can get very long
    depth += 1
    if isinstance(value, Failure):
        return "!" + show(value.value, depth)
    if isinstance(value, Trouble):
        return value.args[0]
    if isinstance(value, FirstError):
        return "first(%d %s)" % (value.index, show(value.subFailure.value, depth))
    if isinstance(value, (CancelledError, _InternalInlineCallbacksCancelledError)):
        return "Cancelled"
    if isinstance(value, TimeoutError):
        return "Timeout(%d)" % value.args[0]
    if isinstance(value, AlreadyCalledError):
        return "AlreadyFired"
    if isinstance(value, BaseException):
        return "?" + repr(value)
    if isinstance(value, list):
        return "[" + " ".join(show(item, depth) for item in value) + "]"
    if isinstance(value, tuple):
        return "one(%d %s)" % (value[1], show(value[0], depth))
    if isinstance(value, Deferred):
        return "?Deferred"
    return "-" if value is None else value


class Run:
    skip = False  # it has done what has no counterpart
    depth = cancels = 0  # cancel calling cancel, and all of them
    lists = []  # that are being cancelled, each on behalf of the one before

    def __init__(self, text):
        self.functions = {}
        for line in text.splitlines():
            name, body = line.split(":")
            self.functions[name] = [s.split() for s in body.split(";") if s.strip()]
        self.variables = {}
        self.pauses = {}
        self.cancelling = []
        self.clock = Clock()
        self.trace = []
        self.fuel = FUEL

    def say(self, *words):
        self.trace.append(" ".join(words))

    def run(self):
        Run.current = self
        self.execute_all("main", None)
        self.say("end")
        self.say("timers", str(len(self.clock.getDelayedCalls())))
        for name in sorted(self.variables):
            self.say(name, self.state(self.variables[name]))
        return self.trace

    def state(self, d):
        if not d.called:
            state = "unfired"
        elif isinstance(d.result, Deferred):
            state = "waiting"
        elif d.paused:
            state = "paused"
        else:
            state = show(d.result)
        if d._debugInfo is not None and d._debugInfo.failResult is not None:
            state += " unhandled " + show(d._debugInfo.failResult)
        return state

    def function(self, name):
        """Returns a function for a chain: what it is called with is the result."""
        def called(result, *rest):
            self.say(name, "<-", show(result))
            try:
                return self.outcome(name, result)
            finally:
                self.say(name, "->")
        return called

    def canceller(self, name):
        def cancel(d):
            if d in self.cancelling:
                Run.skip = True
                return
            self.cancelling.append(d)
            lists, Run.lists = Run.lists, []
            try:
                self.function(name)(None)
            finally:
                Run.lists = lists
                self.cancelling.remove(d)
        return cancel

    def outcome(self, name, result):
        for s in self.functions[name][:-1]:
            self.execute(s, result)
        return self.conclude(self.functions[name][-1], result)

    def conclude(self, s, result):
        if s[0] in ("raise", "panic"):
            raise Trouble(s[1])
        if s[0] == "pass":
            return result
        if s[1][0] == "d":
            return self.variables.get(s[1])
        return self.value(s[1], result)

    def value(self, word, result):
        if word != "in":
            return word
        return None if isinstance(result, Failure) else result

    def coroutine(self, name):
        @inlineCallbacks
        def body():
            self.say(name, "starts")
            try:
                result = yield from self.turns(name)
            except Exception as e:
                self.say(name, "ends !" + show(e, 1))
                raise
            self.say(name, "ends", show(result))
            return result
        return body()

    def turns(self, name):
        """The function of a coroutine. It is a generator, which ends when it is collected."""
        for s in self.functions[name][:-1]:
            if s[0] not in ("await", "try"):
                self.execute(s, None)
                continue
            self.fuel -= 1
            d = self.variables.get(s[1])
            if self.fuel < 0 or d is None:
                continue
            self.say(name, s[0], s[1])
            try:
                got = yield d
                self.say(name, "got", show(got))
            except Exception as e:
                self.say(name, "got !" + show(e, 1))
                if s[0] == "await":
                    raise
        result = self.conclude(self.functions[name][-1], None)
        if isinstance(result, Deferred):
            result = yield result
        return result

    def execute_all(self, name, result):
        for s in self.functions[name]:
            if self.fuel > 0:
                self.say(*s)
            try:
                self.execute(s, result)
            except Exception as e:
                self.say("raised", show(e))

    def timer(self, name):
        def call():
            self.say(name, "timer")
            self.execute_all(name, None)
        return call

    def execute(self, s, result):
        self.fuel -= 1
        if self.fuel < 0:
            return
        op, *words = s
        if op in ("timer", "advance", "new", "newc", "succeed", "fail", "maybe", "inline",
                  "list", "gather", "then", "await", "try", "return", "raise", "panic", "pass"):
            return getattr(self, "do_" + op, lambda *_: None)(result, *words)
        d = self.variables.get(words[0])
        if d is not None:
            getattr(self, "do_" + op)(result, d, *words[1:])

    def do_new(self, result, d):
        self.variables[d] = Deferred()

    def do_newc(self, result, d, f):
        self.variables[d] = Deferred(self.canceller(f))

    def do_succeed(self, result, d, v):
        self.variables[d] = succeed(self.value(v, result))

    def do_fail(self, result, d, e):
        self.variables[d] = fail(Trouble(e))

    def do_maybe(self, result, d, f):
        self.variables[d] = maybeDeferred(self.function(f), None)

    def do_then(self, result, d, x, f):
        x = self.variables.get(x)
        if x is None:
            return
        outer = Deferred()
        outer.callback(None)
        outer.addCallback(lambda _: x)
        def convert(value):
            outer.result = None  # what it had is of another type, and not to be had
            return self.function(f)(value)
        outer.addCallback(convert)
        self.variables[d] = outer

    def do_inline(self, result, d, f):
        self.variables[d] = self.coroutine(f)

    def members(self, names):
        return [self.variables[x] for x in names if x in self.variables]

    def do_list(self, result, d, options, *xs):
        self.variables[d] = DeferredList(
            self.members(xs), fireOnOneCallback="c" in options,
            fireOnOneErrback="e" in options, consumeErrors="x" in options)

    def do_gather(self, result, d, options, *xs):
        gathering = gatherResults(self.members(xs), consumeErrors="x" in options)
        callback = gathering.callback

        def checked(value):
            if value is not gathering.resultList and not gathering.called:
                del gathering.callbacks[0]  # which takes the values out of a list of results
            callback(value)
        gathering.callback = checked
        self.variables[d] = gathering

    def do_callback(self, result, d, f):
        d.addCallback(self.function(f))

    def do_errback(self, result, d, f):
        d.addErrback(self.function(f))

    def do_both(self, result, d, f):
        d.addBoth(self.function(f))

    def do_pair(self, result, d, f, g):
        d.addCallbacks(self.function(f), self.function(g))

    def do_chain(self, result, d, x):
        x = self.variables.get(x)
        if x is not None:
            d.chainDeferred(x)

    def do_timeout(self, result, d, seconds, f=None):
        d.addTimeout(int(seconds), self.clock, f and self.function(f))

    def do_fire(self, result, d, v):
        try:
            d.callback(self.value(v, result))
        except AlreadyCalledError:
            self.say("already fired")

    def do_err(self, result, d, e):
        try:
            d.errback(Trouble(e))
        except AlreadyCalledError:
            self.say("already fired")

    def do_cancel(self, result, d):
        d.cancel()

    def do_pause(self, result, d):
        d.pause()
        self.pauses[d] = self.pauses.get(d, 0) + 1

    def do_unpause(self, result, d):
        if self.pauses.get(d, 0) > 0:
            self.pauses[d] -= 1
            d.unpause()

    def do_timer(self, result, seconds, f):
        self.clock.callLater(int(seconds), self.timer(f))

    def do_advance(self, result, seconds):
        self.clock.advance(int(seconds))


def main():
    for text in sys.stdin.read().split("\n\n"):
        if not text.strip():
            continue
        run = Run(text)
        Run.skip, Run.depth, Run.cancels = False, 0, 0
        trace = run.run()
        if Run.skip:
            trace = ["skip"]
        print("\n".join(trace), end="\n\n")


main()

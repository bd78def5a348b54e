"""The twelve examples of chapter 19 in Twisted: each prints what ours does."""

import gc

from twisted.internet import defer, protocol, reactor, task
from twisted.logger import globalLogPublisher


def say(text):
    print(text)


def hears(clock=None):
    """Return a callback and an errback that say what they hear."""
    when = (lambda: "%.1f s: " % clock.seconds()) if clock else (lambda: "  ")

    def callback(poem):
        say("%sthe callback hears: %s" % (when(), poem))
        return poem

    def errback(failure):
        cancelled = failure.check(defer.CancelledError)
        say("%sthe errback hears: %s" % (when(), "cancelled" if cancelled else failure.getErrorMessage()))

    return callback, errback


def canceller(d):
    say("  the canceller is called")


def cancel(d):
    say("Cancel")
    d.cancel()
    say("Cancel has returned")


def one():
    d = defer.Deferred()
    d.addCallback(hears()[0])
    cancel(d)


def two():
    cancel(defer.Deferred().addCallbacks(*hears()))


def three():
    d = defer.Deferred().addCallbacks(*hears())
    say("Callback")
    d.callback("tide")
    cancel(d)


def four():
    d = defer.Deferred().addCallbacks(*hears())
    say("Cancel")
    d.cancel()
    say("Callback")
    d.callback("tide")
    say("Callback has returned: <nil>")  # it raised nothing


def five():
    cancel(defer.Deferred(canceller).addCallbacks(*hears()))


def six():
    d = defer.Deferred(lambda d: d.callback("the first verse")).addCallbacks(*hears())
    say("Cancel")
    d.cancel()


def seven():
    d = defer.Deferred(lambda d: d.errback(Exception("interrupted at verse two"))).addCallbacks(*hears())
    say("Cancel")
    d.cancel()


def eight():
    d = defer.Deferred(canceller).addCallbacks(*hears())
    say("Callback")
    d.callback("tide")
    cancel(d)


def written(clock, d):
    say("%.1f s: the poem is written" % clock.seconds())
    d.callback("tide")


def timed(cancelled, stops):
    clock = task.Clock()
    d = defer.Deferred((lambda d: call.cancel()) if stops else None)
    call = clock.callLater(0.5, written, clock, d)
    d.addCallbacks(*hears(clock))
    if cancelled:
        clock.callLater(0.2, d.cancel)
    clock.pump([0.1] * 6)


def twelve():
    outer = defer.Deferred(lambda d: say("  the outer canceller is called"))
    inner = defer.Deferred(lambda d: say("  the inner canceller is called"))

    def translate(poem):
        say("  a callback has %s, and asks for a translation" % poem)
        return inner

    outer.addCallback(translate).addCallbacks(*hears())
    say("Callback")
    outer.callback("tide")
    cancel(outer)


def again():
    """A canceller that cancels: the one thing that Twisted does otherwise."""
    calls = []

    def over_and_over(d):
        calls.append(d)
        if len(calls) < 3:
            d.cancel()

    d = defer.Deferred(over_and_over).addCallbacks(*hears())
    d.cancel()
    say("the canceller was called %d times" % len(calls))


def panics():
    def fail(d):
        raise Exception("no brakes")

    d = defer.Deferred(fail).addCallbacks(*hears())
    for _ in range(2):
        try:
            d.cancel()
        except Exception as e:
            say("we, who cancel, catch: %s" % e)
    d.callback("tide")


def late():
    d = defer.Deferred(lambda d: None).addCallbacks(*hears())
    d.cancel()
    try:
        d.callback("tide")
    except defer.AlreadyCalledError:
        say("already called")


class Line(protocol.Protocol):
    def connectionMade(self):
        self.transport.abortConnection()
        say("abortConnection has returned")

    def connectionLost(self, reason):
        say("the protocol hears of it")
        reactor.stop()


def hangs_up():
    """Hang up on a connection that is being made, and on one that is there."""
    port = reactor.listenTCP(0, protocol.Factory.forProtocol(protocol.Protocol), interface="127.0.0.1")
    factory = protocol.ClientFactory.forProtocol(Line)
    factory.clientConnectionFailed = lambda connector, reason: say("the factory hears of it")
    connector = reactor.connectTCP("127.0.0.1", port.getHost().port, factory)
    connector.disconnect()
    say("disconnect has returned")
    connector.connect()
    reactor.run()


examples = {
    "cancel-1": one, "cancel-2": two, "cancel-3": three, "cancel-4": four, "cancel-5": five, "cancel-6": six,
    "cancel-7": seven, "cancel-8": eight, "cancel-9": lambda: timed(False, False), "cancel-10": lambda: timed(True, False),
    "cancel-11": lambda: timed(True, True), "cancel-12": twelve, "again": again, "panics": panics, "late": late,
    "hangs-up": hangs_up,
}


def observe(event):
    """Say what Twisted reports of an error that nothing has handled."""
    failure = event.get("log_failure")
    if failure is not None and failure.check(defer.CancelledError):
        say("unhandled: cancelled")


globalLogPublisher.addObserver(observe)
for name, example in examples.items():
    say("# " + name)
    example()
    gc.collect()

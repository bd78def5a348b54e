"""Says how Twisted's coroutines behave where the chapter says that ours do the same, or do not."""

import gc

from twisted.internet.defer import Deferred, inlineCallbacks, returnValue, succeed


def show(d):
    if not d.called:
        return "no result yet"
    shown = []
    d.addBoth(lambda result: shown.append(getattr(result, "type", type("", (), {})).__name__
                                          if hasattr(result, "type") else result))
    return shown[0]


@inlineCallbacks
def waits(d):
    """Returns what d has, by a plain return."""
    try:
        value = yield d
    except Exception as e:
        print("  the body has", type(e).__name__)
        raise
    print("  the body has", value)
    return value


print("a value that is there:", show(waits(succeed("tide"))))
print("one that is no Deferred:", show(waits("tide")))

poem = Deferred()
first, second = waits(poem), waits(poem)
poem.callback("tide")
print("two that wait for one:", show(first), show(second), show(poem))

poem = Deferred(lambda d: print("  the canceller of the poem is called"))
d = waits(poem)
d.cancel()
print("cancelled:", show(d))


@inlineCallbacks
def swallows():
    yield succeed(None)
    try:
        returnValue("tide")
    except:
        print("  a bare except has what returnValue raises")


print("returnValue:", show(swallows()))


@inlineCallbacks
def forgets():
    try:
        yield Deferred()
    finally:
        print("  the collector ends it, and it cleans up")


print("abandoned:")
forgets()
gc.collect()

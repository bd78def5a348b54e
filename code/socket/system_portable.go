//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package socket

// System is the stack of this machine, which has no poller of its own that this package knows.
var System = Portable(Blocking)

//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

// System is the stack of this machine.
var System Stack = native{}

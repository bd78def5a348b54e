//go:build unix && !linux

package main

// followParent does nothing: only Linux tells a process that its parent has gone.
func followParent() {}

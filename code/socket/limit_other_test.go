//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package socket_test

// descriptorLimit is how many descriptors this process may have.
func descriptorLimit() int { return 1 << 20 }

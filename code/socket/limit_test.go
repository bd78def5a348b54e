//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket_test

import "golang.org/x/sys/unix"

// descriptorLimit is how many descriptors this process may have.
func descriptorLimit() int {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 256
	}
	return int(min(uint64(limit.Cur), 1<<20))
}

//go:build unix

package main

import "syscall"

// openFiles returns how many files a process may have open. Go has raised the limit as far as it
// goes before main is called.
func openFiles() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 256
	}
	return int(min(uint64(limit.Cur), 1<<30))
}

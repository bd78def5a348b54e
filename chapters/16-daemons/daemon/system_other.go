//go:build !unix

package daemon

import (
	"fmt"
	"os"
	"runtime"
)

// onReload does nothing: there is no SIGHUP here.
func onReload(f func()) (stop func()) { return func() {} }

// runs reports whether there is a process of this number.
func runs(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	p.Release()
	return runtime.GOOS == "windows" // where FindProcess finds what runs
}

func become(name string) error {
	return fmt.Errorf("user %s: a process cannot change its user on %s", name, runtime.GOOS)
}

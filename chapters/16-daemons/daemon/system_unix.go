//go:build unix

package daemon

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"os/user"
	"strconv"
	"syscall"
)

// onReload calls f, on a goroutine of its own, after each SIGHUP until stop is called. Signals
// that come while f runs make one more call when it has returned.
func onReload(f func()) (stop func()) {
	hups := make(chan os.Signal, 1)
	signal.Notify(hups, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-hups:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(hups)
		close(done)
	}
}

// runs reports whether there is a process of this number.
func runs(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// become makes the whole process belong to another user. There is no way back.
func become(name string) error {
	u, err := user.Lookup(name)
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	if os.Getuid() == uid {
		return nil
	}
	// The groups first: afterwards we may not.
	if err := syscall.Setgroups([]int{gid}); err != nil {
		return fmt.Errorf("become %s: %w", name, err)
	}
	if err := syscall.Setgid(gid); err != nil {
		return fmt.Errorf("become %s: %w", name, err)
	}
	if err := syscall.Setuid(uid); err != nil {
		return fmt.Errorf("become %s: %w", name, err)
	}
	return nil
}

package reactor

import (
	"syscall"
	"testing"
	"time"
)

// TestNoDescriptorsLeft takes away all descriptors that are not in use, while somebody calls, and
// gives them back.
func TestNoDescriptorsLeft(t *testing.T) {
	inRealWorlds(t, func(t *testing.T, w *world) {
		no := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		port := w.listen(serving(&talker{name: "server", onMade: func(*talker) { w.Stop() }}))
		visitor, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
		no(err)
		defer syscall.Close(visitor)

		var limit syscall.Rlimit
		no(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
		none := limit
		none.Cur = 0
		no(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none))
		restore := func() { syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit) }
		defer restore()
		no(syscall.Connect(visitor, &syscall.SockaddrInet4{
			Port: int(port.LocalAddr().Port()), Addr: port.LocalAddr().Addr().As4()}))

		waits := 0
		w.poller = counting{w.poller, &waits}
		var rest func()
		rest = func() {
			if w.log.String() == "" { // nobody has been turned away yet
				w.CallLater(time.Millisecond, rest)
				return
			}
			waits = 0
			w.CallLater(300*time.Millisecond, func() {
				if waits > 20 {
					t.Errorf("the loop went round %d times with nothing to do", waits)
				}
				restore()
			})
		}
		rest()
		w.run()
		expectOneWarning(t, w, port)
	})
}

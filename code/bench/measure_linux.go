package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// loopbacks is how many addresses this machine has for itself: 127.0.0.1 to 127.0.0.64, and more.
const loopbacks = 64

// cpu returns the processor time that a server has used, in user mode and in the kernel together.
func (s *server) cpu() (time.Duration, error) {
	const schedulerClock = 2
	var t unix.Timespec
	id := int32(^s.Process.Pid)<<3 | schedulerClock // the clock of a process, as clock_getcpuclockid(3) makes it
	if err := unix.ClockGettime(id, &t); err != nil {
		return 0, fmt.Errorf("processor time of the server: %w", err)
	}
	return time.Duration(t.Nano()), nil
}

// memory returns the resident memory of a server, in bytes. What the kernel keeps for its sockets
// is not in it.
func (s *server) memory() (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		var kilobytes int
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10, nil
		}
	}
	return 0, fmt.Errorf("no VmRSS for process %d", s.Process.Pid)
}

// others says how busy the machine is, before we make it busy.
func others() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	var load float64
	if fmt.Sscan(string(text), &load); load < 0.5 {
		return ""
	}
	return fmt.Sprintf("\nThe machine is at work already (load %.1f): trust no more than the ratios of CPU time.", load)
}

//go:build unix

package terminal

import (
	"os/exec"
	"syscall"
)

// Supported reports whether this system has what sessions need: symbolic links and signals to
// groups of processes.
const Supported = true

// group gives the process a group of its own, so that it and its children can be ended together,
// and so that a Ctrl-C at our terminal reaches us first.
func group(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func interrupt(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }

func kill(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

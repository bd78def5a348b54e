//go:build !unix

package terminal

import "os/exec"

// Supported reports whether this system has what sessions need: symbolic links and signals to
// groups of processes.
const Supported = false

func group(*exec.Cmd) {}

func interrupt(cmd *exec.Cmd) { cmd.Process.Kill() }

func kill(cmd *exec.Cmd) { cmd.Process.Kill() }

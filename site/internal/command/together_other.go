//go:build !unix

package command

import "os/exec"

// together leaves cmd as it is: at the end of its context it is killed, and on Windows Ctrl-C
// reaches everything in the console window by itself.
func together(*exec.Cmd) {}

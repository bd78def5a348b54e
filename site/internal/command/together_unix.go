//go:build unix

package command

import (
	"os/exec"
	"syscall"
	"time"
)

// together puts cmd and whatever it starts into a process group, and has the end of its context
// end the group: a request first, which lets them clean up, and a kill when their grace is over. (The
// request is SIGTERM: what a shell has put in the background does not hear SIGINT.)
func together(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		group := -cmd.Process.Pid
		// Should a grandchild survive its parent, nobody waits for it: this does, or the guardian,
		// when this process ends before.
		release := Guard(cmd.Process.Pid)
		time.AfterFunc(grace, func() {
			_ = syscall.Kill(group, syscall.SIGKILL)
			release()
		})
		return syscall.Kill(group, syscall.SIGTERM)
	}
}

//go:build unix

package command

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// guardian is a shell that reads what there is to clear up, and clears it up when its input ends,
// as it does when this process has, by whatever signal.
const guardian = `
trap '' HUP INT QUIT TERM
groups=
while read -r sign what; do
	case $sign in
	+group) groups="$groups $what" ;;
	-group) kept=; for g in $groups; do [ "$g" = "$what" ] || kept="$kept $g"; done; groups=$kept ;;
	+folder) set -- "$@" "$what" ;;
	-folder) for f; do shift; [ "$f" = "$what" ] || set -- "$@" "$f"; done ;;
	esac
done
for g in $groups; do kill -KILL "-$g"; done
[ $# -eq 0 ] || rm -rf -- "$@" || { sleep 1; rm -rf -- "$@"; }
`

// guard returns where the guardian reads, having started it: nil where there can be none.
var guard = sync.OnceValue(func() *os.File {
	r, w, err := os.Pipe()
	if err != nil {
		return nil
	}
	defer r.Close()
	cmd := exec.Command("/bin/sh", "-c", guardian, "guardian")
	cmd.Stdin, cmd.Dir = r, "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // out of reach of what ends us
	if err := cmd.Start(); err != nil {
		w.Close()
		return nil
	}
	_ = cmd.Process.Release() // it ends after us
	return w
})

// keep has the guardian clear something up, a "group" of processes or a "folder", unless the
// function it returns is called first.
func keep(kind, what string) (release func()) {
	w := guard()
	if w == nil {
		return func() {}
	}
	fmt.Fprintf(w, "+%s %s\n", kind, what)
	return func() { fmt.Fprintf(w, "-%s %s\n", kind, what) }
}

// Guard has the process group of id killed when this process ends, however it does, unless the
// function it returns is called first.
func Guard(id int) (release func()) { return keep("group", fmt.Sprint(id)) }

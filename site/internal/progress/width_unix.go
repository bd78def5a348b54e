//go:build unix

package progress

import (
	"os"

	"golang.org/x/sys/unix"
)

// width returns how many columns the terminal has now.
func width(terminal *os.File) int {
	size, err := unix.IoctlGetWinsize(int(terminal.Fd()), unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 {
		return columns
	}
	return int(size.Col)
}

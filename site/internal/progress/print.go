package progress

import (
	"fmt"
	"io"
)

// Print prints a line that stays to w, which may be the same terminal as the display's, while a step is
// shown.
func (d *Display) Print(w io.Writer, line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.erase()
	fmt.Fprintln(w, line)
}

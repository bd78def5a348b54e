package poetry

import (
	"fmt"
	"io"
)

// Publish writes the poems that came to w, an empty line between two, and returns an error if failed
// of them did not come, or if w does. An empty text is none.
func Publish(w io.Writer, poems []string, failed int) error {
	printed := 0
	for _, text := range poems {
		if text == "" {
			continue
		}
		if printed++; printed > 1 {
			fmt.Fprintln(w)
		}
		if _, err := fmt.Fprint(w, text); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d poems did not come", failed, len(poems))
	}
	return nil
}

//go:build !js

package drawer

import (
	"fmt"
	"io"
	"os"
)

// Main draws what standard input says, and writes that to standard output. When it cannot, it says
// so under the program's name, and ends it with 1.
func Main(name string, draw func(text []byte) ([]byte, error)) {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		text, err = draw(text)
	}
	if err == nil {
		_, err = os.Stdout.Write(append(text, '\n'))
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

//go:build !js

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// main reads a file from standard input, and writes what there is to know about it.
func main() {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(read(text))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gofile:", err)
		os.Exit(1)
	}
}

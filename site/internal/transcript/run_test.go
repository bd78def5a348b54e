//go:build unix

package transcript

import (
	"errors"
	"strings"
	"testing"
	"time"

	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/terminal"
)

func TestABlockThatTakesTooLongIsEnded(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/main.go", `package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println(os.Args[1])
	}
	time.Sleep(time.Hour)
}
`)
	term, err := terminal.New(root)
	if err != nil {
		t.Fatal(err)
	}
	defer term.Close()
	for _, test := range []struct {
		commands []Command
		want     string
		printed  string
	}{
		{[]Command{{Line: "go run ./chapters/01-one here"}}, `"go run ./chapters/01-one here" had not ended after `, "here\n"},
		{[]Command{{Line: "go run ./chapters/01-one", Background: true}, {Line: "go version"}},
			`"go run ./chapters/01-one" had not printed its first line after `, "$ go run"},
	} {
		var failed *RunError
		// Where a program takes a second to print a line, it gets more.
		for limit := time.Second; limit < 2*time.Minute; limit *= 4 {
			b := Block{Commands: test.commands, Limit: limit}
			if err := b.Prepare(t.Context(), term); err != nil {
				t.Fatal(err)
			}
			_, err = b.Run(t.Context(), term)
			if want := test.want + limit.String(); !errors.As(err, &failed) || failed.Problem != want {
				t.Fatalf("got %v, want %s", err, want)
			}
			if strings.Contains(failed.Printed, test.printed) {
				break
			}
		}
		if !strings.Contains(failed.Printed, test.printed) {
			t.Errorf("what it had printed so far is %q", failed.Printed)
		}
	}
}

// Package figures has the figures of a chapter drawn again, by the test that draws them.
//
//	err := figures.Draw(ctx, c, true)  // rewrite those that differ
//	err := figures.Draw(ctx, c, false) // complain about those that differ
//
// The one rule: a figure is what TestFigures of its chapter draws, and nothing else writes it.
package figures

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
)

// A DrawError is a chapter whose figures could not be drawn, or are not what they would be now.
type DrawError struct {
	Problem string
	Output  string // of the test
}

func (e *DrawError) Error() string { return e.Problem }

var figure = regexp.MustCompile(`figures/[\w-]+\.svg`)

// differing returns the names of the figures that the test complains about, with their verb.
func differing(output string) string {
	names := figure.FindAllString(output, -1)
	slices.Sort(names)
	names = slices.Compact(names)
	switch len(names) {
	case 0:
		return "figures are"
	case 1:
		return names[0] + " is"
	}
	return strings.Join(names, ", ") + " are"
}

// Has reports whether the chapter has figures, or shows some.
func Has(c *chapter.Chapter) bool {
	for _, link := range c.Links {
		if link.Image {
			return true
		}
	}
	entries, _ := os.ReadDir(filepath.Join(c.Dir(), "figures"))
	return len(entries) > 0
}

// Draw runs TestFigures of the chapter, with -update when the files may change. Its error is a
// [*DrawError], or ctx's.
func Draw(ctx context.Context, c *chapter.Chapter, update bool) error {
	if _, err := os.Stat(filepath.Join(c.Dir(), "figures_test.go")); err != nil {
		return &DrawError{Problem: "nothing draws the figures: write figures_test.go with TestFigures"}
	}
	args := []string{"test", "-run=^TestFigures$", "./" + c.Folder}
	if update {
		args = append(args, "-count=1", "-args", "-update")
	}
	output, err := command.New(ctx, c.Root, "go", args...).With("CGO_ENABLED=0").Combined()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && !errors.As(err, new(*exec.ExitError)):
		return &DrawError{Problem: err.Error()}
	case strings.Contains(output, "[build failed]"):
		return &DrawError{"the chapter's tests do not compile, so its figures cannot be drawn", output}
	case err != nil && update:
		return &DrawError{"TestFigures fails", output}
	case err != nil:
		return &DrawError{differing(output) + " not what the code draws now: run `go tool book sync`", output}
	case strings.Contains(output, "no tests to run"):
		return &DrawError{Problem: "there is no TestFigures to draw the figures: write one in figures_test.go"}
	}
	return nil
}

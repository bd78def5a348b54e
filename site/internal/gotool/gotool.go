// Package gotool compiles the tools that go.mod names, and says how far it is: Hugo takes minutes
// the first time on a machine, and no time later.
//
//	hugo, err := gotool.Path(ctx, root, "github.com/gohugoio/hugo", step.Status)
//
// The one rule: what is run is what "go tool" would run, from Go's own build cache. This package
// only fills that cache beforehand, in steps it can count.
package gotool

import (
	"context"
	"fmt"
	"path"
	"strings"

	"slowpoetry/site/internal/command"
)

// environment is that of every compilation: nobody needs a C compiler.
const environment = "CGO_ENABLED=0"

// Path returns the path of a tool's program, having compiled it where that was needed. The tool
// is named by its package. How far it is goes to status.
func Path(ctx context.Context, root, tool string, status func(format string, args ...any)) (string, error) {
	if err := compile(ctx, root, tool, status); err != nil {
		return "", err
	}
	status("linking")
	return command.New(ctx, root, "go", "tool", "-n", path.Base(tool)).With(environment).Output()
}

// compile compiles the packages that tool imports, in so far as they are not in the build cache.
func compile(ctx context.Context, root, tool string, status func(format string, args ...any)) error {
	stale, imports, err := missing(ctx, root, tool, status)
	if err != nil || stale == 0 {
		return err
	}
	done := 0
	args := append([]string{"build", "-v"}, imports...)
	return command.New(ctx, root, "go", args...).With(environment).Run(func(string) {
		done = min(done+1, stale) // with -v each line names a package
		status("compiled %d of %d packages", done, stale)
	})
}

// missing counts the packages that tool needs and that are not compiled yet, and returns those
// that its main package imports. On the way the go command fetches the sources.
func missing(ctx context.Context, root, tool string, status func(format string, args ...any)) (stale int, imports []string, err error) {
	const format = `{{.ImportPath}} {{.Stale}} {{range .Imports}}{{.}} {{end}}`
	fetched := 0
	err = command.New(ctx, root, "go", "list", "-deps", "-f", format, tool).With(environment).Run(func(line string) {
		if strings.HasPrefix(line, "go: ") {
			fetched++
			status("fetched %d modules", fetched)
			return
		}
		fields := strings.Fields(line)
		switch {
		case len(fields) < 2:
		case fields[0] == tool: // its program is linked later, and always counts as stale
			imports = fields[2:]
		case fields[1] == "true":
			stale++
		}
	})
	if err == nil && imports == nil {
		err = fmt.Errorf("%s is no package that can be built", tool)
	}
	return stale, imports, err
}

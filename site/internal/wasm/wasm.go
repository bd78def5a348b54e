// Package wasm builds the programs that run in the reader's page: the program of each chapter, the
// player, which draws what they do, and the simulator of chains. All are Go, compiled for js/wasm.
//
//	report, err := wasm.Build(ctx, root, step.Status)
//	fmt.Println(report) // 4 programs, 4.3 MB, 1 of them new
//
// leaves in [Folder] a 02-slow-poetry.wasm.gz for each chapter, player.wasm.gz, simulator.wasm.gz,
// and the wasm_exec.js that belongs to the Go that compiled them. They are compressed here, and
// unpacked by the page, so that any host of static files will do; and their memory has a limit.
//
// The one rule: a file whose sources have not changed is not touched, so that a second build takes
// no time, and nobody who watches the folder wakes up for nothing.
package wasm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"slowpoetry/site/internal/command"
)

// Folder returns where the page's programs are. Its name has no dot before it: Hugo would not see
// when something changes there.
func Folder(root string) string { return filepath.Join(root, "site", "wasm") }

// workshop returns the folder of what is not for the page: the programs as they were compiled. It
// is not in the other, so that Hugo, which watches that, hears only of what is ready.
func workshop(root string) string { return filepath.Join(root, "site", ".wasm-raw") }

// glue is the file that goes with every program.
const glue = "wasm_exec.js"

// helpers are the packages that draw what the page's programs did, and that fire its chains.
var helpers = []string{"./site/cmd/player", "./site/cmd/simulator"}

// Helpers returns the packages of the book that are compiled for the page beside the chapters, as paths
// from the root with "./" before them.
func Helpers() []string {
	foreign := func(tool string) bool { return !strings.HasPrefix(tool, "./") }
	return append(slices.Clone(helpers), slices.DeleteFunc(slices.Clone(tools), foreign)...)
}

// A Report says what a build did.
type Report struct {
	Programs int   // that are there now
	New      int   // of them, that were not there before, or were different
	Bytes    int64 // that all of them have, compressed
}

// add counts a file.
func (r *Report) add(p *packed) {
	r.Programs++
	r.Bytes += p.size
	if p.inside != nil {
		r.New++
	}
}

func (r Report) String() string {
	text := fmt.Sprintf("%d programs, %.1f MB", r.Programs, float64(r.Bytes)/1e6)
	if r.New > 0 {
		text += fmt.Sprintf(", %d of them new", r.New)
	}
	return text
}

// MakeFolders makes the folders of what is compiled for the page, empty unless they are there.
func MakeFolders(root string) error {
	var err error
	for _, folder := range []string{workshop(root), Folder(root), Bench(root)} {
		err = errors.Join(err, os.MkdirAll(folder, 0o755))
	}
	return err
}

// Names returns the names of what is there for the page, those that somebody is just writing excepted.
func Names(root string) (names []string) {
	for _, folder := range []string{Folder(root), Bench(root)} {
		entries, _ := os.ReadDir(folder) // where there is no folder, nothing is there
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), ".") {
				names = append(names, filepath.Base(folder)+"/"+entry.Name())
			}
		}
	}
	return names
}

// Build brings the folder up to date. How far it is goes to status.
func Build(ctx context.Context, root string, status func(format string, args ...any)) (r Report, err error) {
	packages, err := programs(root)
	if err != nil {
		return r, err
	}
	if err := MakeFolders(root); err != nil {
		return r, err
	}
	raw := workshop(root)
	if err := copyGlue(ctx, root); err != nil {
		return r, err
	}
	status("%d programs", len(packages))
	if err := compile(ctx, root, raw, packages, status); err != nil {
		return r, err
	}
	keep := []string{glue}
	var ready []*packed // all at once: whoever watches the folder makes the site again for each change
	for i, pkg := range packages {
		name := filepath.Base(pkg)
		status("%d of %d: packing %s", i+1, len(packages), name)
		one, err := compress(root, name)
		if err != nil {
			return r, err
		}
		ready = append(ready, one)
		r.add(one)
		keep = append(keep, name, filepath.Base(one.to))
	}
	for _, one := range ready {
		if err := one.write(root); err != nil {
			return r, err
		}
	}
	return r, errors.Join(sweep(Folder(root), keep), sweep(raw, keep))
}

// programs lists the packages to build: those of the chapters that have a program, in their
// order, and the helpers.
func programs(root string) ([]string, error) {
	mains, err := fs.Glob(os.DirFS(root), "chapters/[0-9][0-9]-*/main.go")
	if err != nil {
		return nil, err
	}
	if len(mains) == 0 {
		return nil, errors.New("there are no programs: no chapter has a main.go")
	}
	var packages []string
	for _, main := range mains {
		packages = append(packages, "./"+path.Dir(main))
	}
	return append(packages, helpers...), nil
}

// compile builds packages, into a folder, and shows what it has compiled. The go command sees for itself
// whether what is there is good still. It does not use the profile that comes with Go's compiler: that
// makes hot functions larger, and a browser takes a while to optimize these, beside the program, on the
// cores that there are.
func compile(ctx context.Context, root, to string, packages []string, status func(format string, args ...any), flags ...string) error {
	args := []string{"build", "-v", "-trimpath", "-pgo=off", "-ldflags=-s -w", "-o", to + string(filepath.Separator)}
	return goForPage(ctx, root, slices.Concat(args, flags, packages)...).Run(func(line string) {
		if !strings.ContainsAny(line, " \t") { // with -v each such line names a package
			status("compiled %s", line)
		}
	})
}

// goForPage returns the go command, at work for the page.
func goForPage(ctx context.Context, root string, args ...string) *command.Cmd {
	return command.New(ctx, root, "go", args...).With("GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
}

// compress makes a program's compressed file.
func compress(root, name string) (*packed, error) {
	from := filepath.Join(workshop(root), name)
	program, err := os.ReadFile(from)
	if err != nil {
		return nil, err
	}
	if program, err = Limit(program); err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	return pack(filepath.Join(Folder(root), name+".wasm.gz"), program)
}

// copyGlue copies the glue of the installed Go.
func copyGlue(ctx context.Context, root string) error {
	goroot, err := command.New(ctx, root, "go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(goroot, "lib", "wasm", glue))
	if err != nil {
		return fmt.Errorf("this Go has no %s: %w", glue, err)
	}
	to := filepath.Join(Folder(root), glue)
	if have, err := os.ReadFile(to); err == nil && bytes.Equal(have, text) {
		return nil
	}
	return replace(root, to, text)
}

// replace writes a file as a whole: there is no moment at which a half of it can be read.
func replace(root, path string, text []byte) error {
	beside, err := os.CreateTemp(workshop(root), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(beside.Name())
	_, err = beside.Write(text)
	err = errors.Join(err, beside.Chmod(0o644), beside.Close())
	if err != nil {
		return err
	}
	return os.Rename(beside.Name(), path)
}

// sweep removes what is in the folder and not in keep: programs of chapters that are called
// something else now. What somebody is just writing is left alone.
func sweep(folder string, keep []string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if slices.Contains(keep, entry.Name()) || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		err := os.Remove(filepath.Join(folder, entry.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

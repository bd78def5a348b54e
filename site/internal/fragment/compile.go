package fragment

import (
	"context"
	"encoding/json"
	"errors"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
)

// compile returns what the compiler says about a fragment: "" when it says nothing. A fragment
// that is a file is a program of its own; any other is compiled as part of the chapter's program,
// whose declarations and imports it can use.
func compile(ctx context.Context, c *chapter.Chapter, body string, f form) (said string, err error) {
	temp, remove, err := command.Scratch()
	if err != nil {
		return "", err
	}
	defer remove()

	folder, text := c.Folder+"/fragment", body
	if !f.file {
		folder = c.Folder
		imports, err := importsFor(c.Dir(), body)
		if err != nil {
			return "", err
		}
		text = strings.Replace(f.before, "package p;", "package main; "+imports, 1) + body + f.after
	}
	source := filepath.Join(temp, "fragment.go")
	if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
		return "", err
	}
	// The file need not be in the chapter's folder to be compiled there.
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{
		filepath.Join(c.Root, filepath.FromSlash(folder), "fragment_of_the_text.go"): source,
	}})
	if err != nil {
		return "", err
	}
	list := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o644); err != nil {
		return "", err
	}
	cmd := command.New(ctx, c.Root, "go", "build", "-overlay", list, "-gcflags=-e", "-o", os.DevNull, "./"+folder)
	out, err := cmd.With("CGO_ENABLED=0").Combined()
	switch {
	case err == nil:
		return "", nil
	case errors.As(err, new(*exec.ExitError)):
		return out, nil
	}
	return "", err
}

var qualifier = regexp.MustCompile(`\b([a-z]\w*)\.`)

// importsFor returns the imports that body needs, as the program in dir has them, or else of the
// standard packages with just these names.
func importsFor(dir, body string) (string, error) {
	known, err := importsOf(dir)
	if err != nil {
		return "", err
	}
	own := map[string]bool{}
	if tree, err := parser.ParseFile(token.NewFileSet(), "", "package p; "+body, parser.ImportsOnly); err == nil {
		for _, spec := range tree.Imports {
			if p, err := strconv.Unquote(spec.Path.Value); err == nil {
				own[path.Base(p)] = true
			}
		}
	}
	var imports []string
	for _, match := range qualifier.FindAllStringSubmatch(body, -1) {
		name := match[1]
		clause := known[name]
		if clause == "" {
			if p, err := build.Import(name, "", build.FindOnly); err == nil && p.Goroot {
				clause = strconv.Quote(name)
			}
		}
		if clause != "" && !own[name] {
			imports = append(imports, "import "+clause+"; ")
			own[name] = true
		}
	}
	slices.Sort(imports)
	return strings.Join(imports, ""), nil
}

// importsOf returns what the Go files in dir import, by the name they use.
func importsOf(dir string) (map[string]string, error) {
	files, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, file), nil, parser.ImportsOnly)
		if err != nil {
			return nil, err
		}
		for _, spec := range tree.Imports {
			if spec.Name != nil {
				known[spec.Name.Name] = spec.Name.Name + " " + spec.Path.Value
			} else if p, err := strconv.Unquote(spec.Path.Value); err == nil {
				known[path.Base(p)] = spec.Path.Value
			}
		}
	}
	return known, nil
}

package daemon

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"slowpoetry/code/book/program"
)

// A file is a configuration file that is being read.
type file struct {
	*settings
	path string
}

// complain notes a mistake in the line of a node.
func (f *file) complain(n ast.Node, format string, args ...any) {
	f.wrong = append(f.wrong, mistake{line(n), f.place(n) + ": " + fmt.Sprintf(format, args...)})
}

func (f *file) place(n ast.Node) string { return fmt.Sprintf("%s:%d", f.path, line(n)) }

func line(n ast.Node) int { return n.GetToken().Position.Line }

// longest is how many bytes a configuration file may have. Some files, such as /dev/full, never end.
const longest = 1 << 20

// load reads a configuration file. Its errors blame the command line.
func load(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, program.Usagef("%v", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, longest+1))
	if err == nil && len(text) > longest {
		err = fmt.Errorf("%s is longer than any configuration", path)
	}
	if err != nil {
		return nil, program.Usagef("%v", err)
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), nil
}

// readFile sets the daemon's own options, in own, and adds the services of the file. It notes all
// mistakes.
func (s *settings) readFile(path string, text []byte, own *flag.FlagSet) {
	tree, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		line, message := 1, err.Error()
		if e := yaml.Error(nil); errors.As(err, &e) {
			line, message = e.GetToken().Position.Line, e.GetMessage()
		}
		s.wrong = append(s.wrong, mistake{line, fmt.Sprintf("%s:%d: this is not YAML: %s", path, line, message)})
		return
	}
	f := &file{s, path}
	for _, doc := range tree.Docs {
		if doc.Body == nil {
			continue
		}
		f.each(doc.Body, "the file", func(key string, at ast.Node, value ast.Node) {
			if key != "services" {
				f.set(own, "poetryd", key, at, value)
				return
			}
			f.each(value, "services", func(name string, at ast.Node, value ast.Node) {
				if err := checkName(name); err != nil {
					f.complain(at, "%v", err)
				} else if spec := f.service(name, at, value); spec != nil {
					s.services = append(s.services, spec)
				}
			})
		})
	}
}

// each calls do with the keys and values of n, or complains that n is not a mapping.
func (f *file) each(n ast.Node, what string, do func(key string, at ast.Node, value ast.Node)) (ok bool) {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		f.complain(n, "%s: want lines of the form KEY: VALUE", what)
		return false
	}
	seen := map[string]string{}
	for _, p := range pairs {
		key := p.Key.GetToken().Value
		if before, twice := seen[key]; twice {
			f.complain(p.Key, "%s has been set before, in %s", key, before)
			continue
		}
		seen[key] = f.place(p.Key)
		do(key, p.Key, p.Value)
	}
	return true
}

// service reads one service.
func (f *file) service(name string, at ast.Node, body ast.Node) *spec {
	var spec *spec
	var options []func() bool
	named := false
	ok := f.each(body, name, func(key string, at ast.Node, value ast.Node) {
		if key != "service" {
			options = append(options, func() bool { return f.set(spec.flags, spec.kind, key, at, value) })
			return
		}
		named = true
		kind, ok := one(value)
		if !ok {
			f.complain(value, "%s: want one of %s", key, strings.Join(kindNames(), ", "))
			return
		}
		if k, ok := kinds[kind]; ok {
			spec = newSpec(name, k, f.place(at))
			return
		}
		f.complain(value, "%s", noKind(kind))
	})
	if ok && !named {
		f.complain(at, "%s: want a line service: with one of %s", name, strings.Join(kindNames(), ", "))
	}
	if spec == nil {
		return nil
	}
	spec.line, spec.place = line(at), f.place(at)+": "+name
	for _, set := range options {
		if !set() {
			spec.wrong = true
		}
	}
	return spec
}

// set sets one option, or complains.
func (f *file) set(flags *flag.FlagSet, of, key string, at ast.Node, value ast.Node) (ok bool) {
	option := flags.Lookup(key)
	if option == nil || key == "config" || ofTheRun(key) {
		f.complain(at, "%s has no option %q: want one of %s", of, key, strings.Join(optionNames(flags), ", "))
		return false
	}
	text, ok := one(value)
	if !ok {
		f.complain(at, "%s: want one value", key)
		return false
	}
	if err := option.Value.Set(text); err != nil {
		if err.Error() == "parse error" { // package flag's own values say no more
			what, about := flag.UnquoteUsage(option)
			if err = fmt.Errorf("want a %s: %s", what, about); what == "" {
				err = errors.New("want true or false")
			}
		}
		f.complain(value, "%s: %s: %v", key, text, err)
		return false
	}
	return true
}

// one returns the value of n, if it is one, and in one line.
func one(n ast.Node) (text string, ok bool) {
	switch n.(type) {
	case *ast.NullNode, *ast.LiteralNode:
		return "", false
	}
	_, scalar := n.(ast.ScalarNode)
	return n.GetToken().Value, scalar
}

func optionNames(flags *flag.FlagSet) []string {
	names := map[string]bool{}
	flags.VisitAll(func(f *flag.Flag) { names[f.Name] = f.Name != "config" && !ofTheRun(f.Name) })
	maps.DeleteFunc(names, func(_ string, offered bool) bool { return !offered })
	return slices.Sorted(maps.Keys(names))
}

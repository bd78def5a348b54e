package listing

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// A Part is a stretch of a source file, ready to be shown.
type Part struct {
	Text string // without the marks of regions; ends in a newline
	Line int    // of its first line in the file, or 0 when the lines shown are not consecutive there

	First, Last int // the lines of the file that it covers
}

// Extract returns the part of source that target names: without a declaration's doc comment
// when doc is false.
func Extract(source []byte, target Target, doc bool) (Part, error) {
	lines := strings.SplitAfter(string(source), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	first, last := 1, len(lines)
	if target.Name != "" {
		if path.Ext(target.File) != ".go" {
			return Part{}, fmt.Errorf("%s is no Go file: show it whole, or a :region of it", target.File)
		}
		var err error
		first, last, err = Find(target.File, source, target.Name, doc && target.Region == "")
		if err != nil {
			return Part{}, err
		}
	}
	if target.Region != "" {
		var err error
		first, last, err = region(lines, first, last, target)
		if err != nil {
			return Part{}, err
		}
	}
	return show(lines, first, last, target.Region != ""), nil
}

// mark is a line that begins or ends a region: //listing:name in Go, and the same after the
// comment sign of Python, of Haskell, of Erlang.
var mark = regexp.MustCompile(`^[ \t]*(?://|#|--|%)listing:([\w-]+)[ \t]*\n?$`)

// IsMark reports whether a line begins or ends a region, and so is not shown.
func IsMark(line string) bool { return mark.MatchString(line) }

// region returns the first and the last line between the marks of target.Region, looking from
// line first to line last.
func region(lines []string, first, last int, target Target) (from, to int, err error) {
	type open struct {
		name string
		line int
	}
	var stack []open
	var names []string
	where := target.File
	if target.Name != "" {
		where = target.Name + " in " + where
	}
	for n := first; n <= last; n++ {
		match := mark.FindStringSubmatch(lines[n-1])
		switch {
		case match == nil:
			if strings.Contains(lines[n-1], "// listing:") {
				return 0, 0, fmt.Errorf("%s:%d: a region's mark has no space in it: write //listing:%s", target.File, n, target.Region)
			}
		case match[1] != "end":
			names = append(names, match[1])
			stack = append(stack, open{match[1], n})
		case len(stack) == 0:
			return 0, 0, fmt.Errorf("%s:%d: //listing:end ends no region", target.File, n)
		default:
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if top.name != target.Region {
				continue
			}
			if from != 0 {
				return 0, 0, fmt.Errorf("there are two regions %q in %s", target.Region, where)
			}
			if from, to = top.line+1, n-1; from > to {
				return 0, 0, fmt.Errorf("%s:%d: the region %q is empty", target.File, top.line, target.Region)
			}
		}
	}
	switch {
	case len(stack) > 0:
		return 0, 0, fmt.Errorf("%s:%d: the region %q has no //listing:end", target.File, stack[0].line, stack[0].name)
	case from == 0 && len(names) == 0:
		return 0, 0, fmt.Errorf("there is no region %q in %s: mark it with //listing:%[1]s and //listing:end", target.Region, where)
	case from == 0:
		return 0, 0, fmt.Errorf("there is no region %q in %s%s", target.Region, where, suggest(target.Region, names))
	}
	return from, to, nil
}

// show cuts out the lines from first to last, without the marks among them.
func show(lines []string, first, last int, dedented bool) Part {
	part := Part{First: first, Last: last}
	var shown []string
	consecutive := true
	for n := first; n <= last; n++ {
		line := lines[n-1]
		if IsMark(line) {
			continue
		}
		blank := strings.TrimSpace(line) == ""
		if blank && len(shown) == 0 {
			continue
		}
		switch {
		case len(shown) == 0:
			part.Line = n
		case n != part.Line+len(shown):
			consecutive = consecutive && blank
		}
		shown = append(shown, line)
	}
	for len(shown) > 0 && strings.TrimSpace(shown[len(shown)-1]) == "" {
		shown = shown[:len(shown)-1]
	}
	if !consecutive {
		part.Line = 0
	}
	if dedented {
		dedent(shown)
	}
	part.Text = strings.Join(shown, "")
	if part.Text != "" && !strings.HasSuffix(part.Text, "\n") {
		part.Text += "\n"
	}
	return part
}

// dedent takes the white space away that all lines begin with.
func dedent(lines []string) {
	common, found := "", false
	for _, line := range lines {
		text := strings.TrimLeft(line, " \t")
		if text == "\n" || text == "" {
			continue
		}
		indent := line[:len(line)-len(text)]
		if !found {
			common, found = indent, true
		}
		for !strings.HasPrefix(indent, common) {
			common = common[:len(common)-1]
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, common)
	}
}

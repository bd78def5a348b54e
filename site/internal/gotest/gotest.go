// Package gotest runs Go tests and tells what became of them: what failed, in full, and what was
// skipped, with the reason.
//
//	result, err := gotest.Run(cmd, step.Print, step.Status)   // cmd is "go test -json …"
//
// The one rule: a test that passes is not worth a line, and a test that did not run is.
package gotest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/remember"
)

// A Result counts what ran.
type Result struct {
	Passed, Failed, Skipped int // tests, their subtests included
	Packages                int // that have tests
	Cached                  int // of these, whose results are remembered: nothing they depend on has changed
	Remembered              int // parts of tests that were left out for the same reason: see package remember
}

// Add counts what another run has counted.
func (r *Result) Add(other Result) {
	r.Passed += other.Passed
	r.Failed += other.Failed
	r.Skipped += other.Skipped
	r.Packages += other.Packages
	r.Cached += other.Cached
	r.Remembered += other.Remembered
}

func (r Result) String() string {
	text := fmt.Sprintf("%d tests in %d packages", r.Passed+r.Failed, r.Packages)
	switch {
	case r.Cached > 0 && r.Remembered > 0:
		text += fmt.Sprintf(" (unchanged: %d, and %d parts of others)", r.Cached, r.Remembered)
	case r.Cached > 0:
		text += fmt.Sprintf(" (%d unchanged)", r.Cached)
	case r.Remembered > 0:
		text += fmt.Sprintf(" (%d parts unchanged)", r.Remembered)
	}
	if r.Skipped > 0 {
		text += fmt.Sprintf(", %d not run", r.Skipped)
	}
	return text
}

// A Package is one whose tests have passed, those that ran.
type Package struct {
	Path    string
	Passed  int      // tests, their subtests included
	Skipped []string // what is said of each
}

// A Failure names the tests, packages and builds that failed; why, has been printed.
type Failure struct{ Names []string }

func (f *Failure) Error() string { return "failed: " + strings.Join(f.Names, ", ") }

// Run runs cmd, a "go test" with -json, and prints each package as it ends. The packages whose
// tests run at the moment go to status, and those whose tests have passed to passed, which may be nil. A failure of
// any test or package is a [Failure].
func Run(cmd *command.Cmd, print func(text string), status func(format string, args ...any), passed func(Package)) (Result, error) {
	r := reader{print: print, status: status, passed: passed, output: map[name]*strings.Builder{}, ended: map[string]*Package{}, left: map[string]int{}}
	err := cmd.Run(r.line)
	var failure *command.Failure
	if errors.As(err, &failure) && len(r.failed) > 0 {
		err = &Failure{r.failed}
	}
	return r.result, err
}

// An event is one line of "go test -json", as "go doc test2json" describes it.
type event struct {
	Action      string
	Package     string
	ImportPath  string // of a build, instead of Package
	Test        string
	Output      string
	Key         string // of an attribute
	Elapsed     float64
	FailedBuild string
}

// A name is that of a test; of a package, when test is empty; of a build, when build is set.
type name struct {
	pkg, test string
	build     bool
}

// A reader makes sense of the events.
type reader struct {
	print   func(string)
	status  func(string, ...any)
	passed  func(Package) // may be nil
	result  Result
	ended   map[string]*Package       // what has ended of those that have not, by path
	left    map[string]int            // parts that were left out, by path of the package
	failed  []string                  // tests, and packages that failed otherwise
	running []string                  // packages
	output  map[name]*strings.Builder // of what has not ended
}

// line takes one line of output.
func (r *reader) line(text string) {
	var e event
	if json.Unmarshal([]byte(text), &e) != nil {
		r.print(text) // the go command itself has something to say
		return
	}
	switch e.Action {
	case "start":
		r.running = append(r.running, short(e.Package))
		r.status("%s", strings.Join(r.running, ", "))
	case "output", "build-output":
		r.add(e)
	case "attr":
		if e.Key == remember.Attribute {
			r.result.Remembered++
			r.left[e.Package]++
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.packageEnded(e)
		} else {
			r.testEnded(e)
		}
	}
}

// add keeps a piece of output until it is known whether anybody wants it.
func (r *reader) add(e event) {
	n := name{e.Package, e.Test, false}
	if e.Action == "build-output" {
		n = name{e.ImportPath, "", true}
	}
	if r.output[n] == nil {
		r.output[n] = new(strings.Builder)
	}
	r.output[n].WriteString(e.Output)
}

// take returns the output kept under n, without the frame that the testing package puts around
// it, and forgets it.
func (r *reader) take(n name) string {
	kept := r.output[n]
	delete(r.output, n)
	if kept == nil {
		return ""
	}
	var text strings.Builder
	for line := range strings.Lines(kept.String()) {
		if !isFrame(strings.TrimSpace(line)) {
			text.WriteString(line)
		}
	}
	return text.String()
}

// raw returns the output kept under n as it is.
func (r *reader) raw(n name) string {
	if kept := r.output[n]; kept != nil {
		return kept.String()
	}
	return ""
}

// isFrame reports whether a line says only that tests begin and end.
func isFrame(line string) bool {
	if line == "PASS" || line == "FAIL" {
		return true
	}
	for _, start := range []string{"=== ", "--- ", "FAIL\t", "ok  \t", "exit status "} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

// testEnded counts a test, and prints it unless it passed.
func (r *reader) testEnded(e event) {
	text := r.take(name{e.Package, e.Test, false})
	if r.ended[e.Package] == nil {
		r.ended[e.Package] = &Package{Path: e.Package}
	}
	ended := r.ended[e.Package]
	switch e.Action {
	case "pass":
		r.result.Passed++
		ended.Passed++
	case "skip":
		r.result.Skipped++
		ended.Skipped = append(ended.Skipped, fmt.Sprintf("not run: %s %s: %s", short(e.Package), e.Test, reason(text)))
		r.print(ended.Skipped[len(ended.Skipped)-1])
	case "fail":
		r.result.Failed++
		n := short(e.Package) + " " + e.Test
		if !slices.ContainsFunc(r.failed, func(other string) bool { return strings.HasPrefix(other, n+"/") }) {
			r.failed = append(r.failed, n)
		}
		if text != "" { // else a subtest of it has told
			r.print(fmt.Sprintf("FAILED: %s %s\n%s", short(e.Package), e.Test, text))
		}
	}
}

// packageEnded prints a package, with what its tests printed that never ended.
func (r *reader) packageEnded(e event) {
	r.running = slices.DeleteFunc(r.running, func(pkg string) bool { return pkg == short(e.Package) })
	r.status("%s", strings.Join(r.running, ", "))
	if e.Action == "skip" { // it has no tests
		return
	}
	r.result.Packages++
	if e.Action == "pass" {
		remark := ""
		if strings.Contains(r.raw(name{e.Package, "", false}), "\t(cached)") {
			r.result.Cached++
			remark = ", as nothing has changed"
		}
		if n := r.left[e.Package]; n > 0 {
			remark = fmt.Sprintf(", parts as before: %d", n)
		}
		r.print(fmt.Sprintf("%5.1f s  %s%s", e.Elapsed, short(e.Package), remark))
		if ended := r.ended[e.Package]; ended != nil && r.passed != nil {
			r.passed(*ended)
		}
		return
	}
	if !slices.ContainsFunc(r.failed, func(test string) bool { return strings.HasPrefix(test, short(e.Package)+" ") }) {
		r.failed = append(r.failed, short(e.Package))
	}
	text := r.take(name{e.Package, "", false})
	if build := r.output[name{e.FailedBuild, "", true}]; build != nil {
		text += build.String() // it stays: other packages may fail for the same reason
	}
	for n := range r.output {
		if n.pkg == e.Package {
			text += n.test + ":\n" + r.take(n)
		}
	}
	r.print(fmt.Sprintf("FAILED: %s after %.1f s\n%s", short(e.Package), e.Elapsed, text))
}

// reason returns why a test was skipped, out of what it printed.
func reason(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	last := strings.TrimSpace(lines[len(lines)-1])
	if _, after, found := strings.Cut(last, ".go:"); found { // file_test.go:12: the reason
		if _, why, found := strings.Cut(after, ": "); found {
			return why
		}
	}
	return last
}

// short returns a package's path within the module.
func short(pkg string) string {
	_, inside, found := strings.Cut(pkg, "/")
	if !found {
		return pkg
	}
	return inside
}

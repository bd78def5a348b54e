package figure_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

func frames(list ...trace.Frame) *trace.Stack { return &trace.Stack{Frames: list} }

var deep = trace.Trace{
	{At: 1 * ms, Kind: trace.Run, Stack: frames(trace.Frame{Function: "get", File: "chapters/x/get.go", Line: 7})},
	{At: 5 * ms, Kind: trace.Call, Stack: frames(
		trace.Frame{Function: "clock.tick", File: "chapters/x/get.go", Line: 41},
		trace.Frame{Function: "reactor.Reactor.guard", File: "code/reactor/panic.go", Line: 16},
		trace.Frame{Function: "reactor.Reactor.turn", File: "code/reactor/loop.go", Line: 60},
		trace.Frame{Function: "deferred.Deferred.fire", File: "code/deferred/run.go", Line: 3},
		trace.Frame{Function: "get", File: "chapters/x/get.go", Line: 7},
	)},
	{At: 6 * ms, Kind: trace.Run},
}

var twoStacks = figure.Stacks{
	ID: "test-stacks", Title: "Two stacks", Desc: "Of two moments.",
	Stacks: []figure.Stack{{Title: "at first", Event: deep[0]}, {Title: "later", Event: deep[1], Fold: true}},
}

func TestAStackIsThatOfTheMoment(t *testing.T) {
	if _, ok := figure.At(deep, 0); ok {
		t.Error("there is a stack before the first event")
	}
	for moment, want := range map[int]int{1: 1, 4: 1, 5: 5, 9: 5} {
		e, ok := figure.At(deep, time.Duration(moment)*ms)
		if !ok || len(e.Stack.Frames) != want {
			t.Errorf("at %d ms there are %v", moment, e.Stack)
		}
	}
}

func TestAStackInPlainCharacters(t *testing.T) {
	for fold, want := range map[bool]string{
		false: `| clock.tick              get.go:41
  reactor.Reactor.guard   panic.go:16
  reactor.Reactor.turn    loop.go:60
  deferred.Deferred.fire  run.go:3
| get                     get.go:7
`,
		true: `| clock.tick        get.go:41
  package reactor   2 calls
  package deferred  1 call
| get               get.go:7
`,
	} {
		var out strings.Builder
		if err := (figure.Stack{Event: deep[1], Fold: fold}).Text(&out, 72); err != nil || out.String() != want {
			t.Errorf("folded %v: %v\n%s\nwant\n%s", fold, err, out.String(), want)
		}
	}
}

// Whose it is, nobody knows: there is no package to fold it into.
func TestACallWithoutAFileKeepsItsName(t *testing.T) {
	e := trace.Event{Stack: frames(trace.Frame{Function: "tide.recite"}, deep[1].Stack.Frames[1], deep[1].Stack.Frames[4])}
	s := figure.Stack{ID: "x", Title: "x", Desc: "x", Event: e, Fold: true}
	want := "  tide.recite\n  package reactor  1 call\n| get              get.go:7\n"
	var out strings.Builder
	if err := s.Text(&out, 72); err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
	if svg := string(s.SVG()); !strings.Contains(svg, ">tide.recite<") || strings.Contains(svg, "package .") {
		t.Errorf("it is drawn as\n%s", svg)
	}
}

func TestADrawingOfAStackOutlivesAChangeOfLines(t *testing.T) {
	s := figure.Stack{ID: "x", Title: "x", Desc: "x", Event: deep[1]}
	before := string(s.SVG())
	moved := frames(slices.Clone(deep[1].Stack.Frames)...)
	for i := range moved.Frames {
		moved.Frames[i].Line += 100
	}
	s.Event.Stack = moved
	if string(s.SVG()) != before || !strings.Contains(before, ">get.go<") {
		t.Errorf("the drawing depends on lines, or has no files:\n%s", before)
	}
}

func TestAFileOfTheChapterCanBeDrawnAsALibrary(t *testing.T) {
	s := figure.Stack{ID: "x", Title: "x", Desc: "x", Library: "loop.go", Fold: true, Event: trace.Event{Stack: frames(
		trace.Frame{Function: "tick", File: "chapters/x/tick.go", Line: 1},
		trace.Frame{Function: "loop.call", File: "chapters/x/loop.go", Line: 2},
		trace.Frame{Function: "loop.run", File: "chapters/x/loop.go", Line: 3})}}
	want := "| tick       tick.go:1\n  loop.call  loop.go:2\n  loop.run   loop.go:3\n"
	var out strings.Builder
	if err := s.Text(&out, 72); err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
	if svg := string(s.SVG()); strings.Count(svg, `class="code ink"`) != 2 {
		t.Errorf("it is drawn as\n%s", svg)
	}
}

func TestACallIsFoundByTheFunction(t *testing.T) {
	other := trace.Event{At: 7 * ms, Stack: frames(
		trace.Frame{Function: "socket.Read", File: "code/socket/socket.go", Line: 1},
		trace.Frame{Function: "clock.tick", File: "chapters/x/get.go", Line: 43},
		trace.Frame{Function: "get", File: "chapters/x/get.go", Line: 9})}
	again := other // the same way, on another line
	again.At, again.Stack = 6*ms, frames(slices.Clone(deep[1].Stack.Frames)...)
	again.Stack.Frames[0].Line++
	run := append(slices.Clone(deep), again, other)
	for way, want := range map[int]string{
		1: "5ms: clock.tick reactor.Reactor.guard reactor.Reactor.turn deferred.Deferred.fire get",
		2: "7ms: clock.tick get",
	} {
		e, err := figure.Calling(run, "clock.tick", way)
		if err != nil {
			t.Fatal(err)
		}
		got := e.At.String() + ":"
		for _, f := range e.Stack.Frames {
			got += " " + f.Function
		}
		if got != want {
			t.Errorf("way %d: %s, want %s", way, got, want)
		}
	}
	if len(other.Stack.Frames) != 3 {
		t.Error("the trace has changed")
	}
	for want, call := range map[string]func() (trace.Event, error){
		"clock.tock is not called; of our own there are get, clock.tick": func() (trace.Event, error) { return figure.Calling(run, "clock.tock", 1) },
		"clock.tick is called in 2 ways, and not in 3":                   func() (trace.Event, error) { return figure.Calling(run, "clock.tick", 3) },
	} {
		if _, err := call(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestStacksInPlainCharacters(t *testing.T) {
	want := "at first\n| get  get.go:7\n\nlater\n| clock.tick        get.go:41\n  package reactor   2 calls\n  package deferred  1 call\n| get               get.go:7\n"
	var out strings.Builder
	if err := twoStacks.Text(&out, 72); err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
}

func TestStacksStandOnOneFloor(t *testing.T) {
	_, boxes := twoStacks.Draw()
	if len(boxes) != 2 || len(boxes[0]) != 1 || len(boxes[1]) != 4 || boxes[0][0].Bottom().Y != boxes[1][3].Bottom().Y ||
		boxes[0][0].X+boxes[0][0].W >= boxes[1][0].X {
		t.Errorf("the places are %v", boxes)
	}
}

func TestStacksHaveTheirFilesWhereAllHaveRoom(t *testing.T) {
	narrow := twoStacks
	narrow.Stacks = append(slices.Clone(narrow.Stacks), figure.Stack{Title: "last", Event: trace.Event{
		Stack: frames(trace.Frame{Function: strings.Repeat("n", 12), File: "chapters/x/get.go"})}})
	for want, s := range map[int]figure.Stacks{3: twoStacks, 0: narrow} {
		if svg := string(s.SVG()); strings.Count(svg, ">get.go<") != want {
			t.Errorf("there are not %d files:\n%s", want, svg)
		}
	}
}

func TestADrawnStackHasOurCodeInInk(t *testing.T) {
	svg := string(figure.Stack{ID: "x-stack", Title: "A stack", Desc: "Calls.", Event: deep[1], Fold: true}.SVG())
	for class, want := range map[string]int{`class="code paper"`: 2, `class="code ink"`: 2, `class="fill ink"`: 2} {
		if got := strings.Count(svg, class); got != want {
			t.Errorf("%s is there %d times, want %d:\n%s", class, got, want, svg)
		}
	}
	if strings.Index(svg, "clock.tick") > strings.Index(svg, ">get<") {
		t.Error("the innermost call is not on top")
	}
}

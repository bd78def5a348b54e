package trace_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/trace"
)

// line returns the line that calls it.
func line() int {
	_, _, line, _ := runtime.Caller(1)
	return line
}

// A listener has methods of every sort that a trace can be asked to call.
type listener struct{ base }

func (l *listener) hear()   { listening(l) }
func (l *listener) small()  { l.n++ } // which is inlined wherever it is called
func (l listener) byValue() { listening(l) }
func (l *listener) Hear()   { listening(l) }

type base struct{ n int }

func (b *base) Promoted() { listening(b) }

// listening is too long to be inlined, and so is what calls it twice.
func listening(l any) {
	for range 2 {
		fmt.Fprintln(io.Discard, "heard", l)
		fmt.Fprintln(io.Discard, "heard", l)
	}
}

var hearers = []interface {
	Hear()
	Promoted()
}{&listener{}}

const file = "code/trace/stack_test.go"

func inner(r *trace.Recorder) int { r.Run("poem"); return line() }
func outer(r *trace.Recorder) (int, int) {
	return inner(r), line()
}

func TestAnEventHasTheCallsThatLedToIt(t *testing.T) {
	r := trace.New().KeepStacks()
	at, below := outer(r)
	got := r.Trace()[0].Stack.Frames
	if len(got) != 3 || !strings.HasPrefix(got[2].Function, "trace_test.TestAnEvent") {
		t.Fatalf("the stack is %v", got)
	}
	want := []trace.Frame{{"trace_test.inner", file, at}, {"trace_test.outer", file, below}}
	if !reflect.DeepEqual(got[:2], want) {
		t.Errorf("got  %v\nwant %v", got[:2], want)
	}
	if got[0].Ours() || !(trace.Frame{File: "chapters/03-the-reactor/loop.go"}).Ours() {
		t.Error("the library is ours, or a chapter is not")
	}
}

func TestEqualStacksAreOne(t *testing.T) {
	r := trace.New().KeepStacks()
	for range 2 {
		outer(r)
	}
	r.End("poem")
	got := r.Trace()
	if got[0].Stack != got[1].Stack || got[1].Stack == got[2].Stack {
		t.Errorf("the stacks are %p, %p, and from another line %p", got[0].Stack, got[1].Stack, got[2].Stack)
	}
}

func TestACallHasOnTopWhatIsCalled(t *testing.T) {
	source, err := os.ReadFile("stack_test.go")
	if err != nil {
		t.Fatal(err)
	}
	lineOf := func(method string) int {
		before, _, _ := strings.Cut(string(source), ") "+method+"()")
		return strings.Count(before, "\n") + 1
	}
	hearers[0].Hear() // otherwise the linker leaves the methods out
	hearers[0].Promoted()
	l := &listener{}
	literal := func() { fmt.Fprintln(io.Discard, l) }
	first := literalLine(literal)
	for _, test := range []struct {
		f      any
		method string
		want   trace.Frame
	}{
		{literal, "", trace.Frame{Function: "trace_test.TestACallHasOnTopWhatIsCalled.func2", File: file, Line: first}},
		{l.hear, "", trace.Frame{Function: "trace_test.listener.hear", File: file, Line: lineOf("hear")}},
		{l.byValue, "", trace.Frame{Function: "trace_test.listener.byValue", File: file, Line: lineOf("byValue")}},
		{l.small, "", trace.Frame{Function: "trace_test.listener.small", File: file, Line: lineOf("small")}},
		{hearers[0], "Hear", trace.Frame{Function: "trace_test.listener.Hear", File: file, Line: lineOf("Hear")}},
		{hearers[0], "Promoted", trace.Frame{Function: "trace_test.base.Promoted", File: file, Line: lineOf("Promoted")}},
		{l, "Missing", trace.Frame{Function: "trace_test.listener.Missing"}},
	} {
		r := trace.New().KeepStacks()
		r.Call(trace.Event{Task: "poem", Kind: trace.Call}, test.f, test.method)
		stack := r.Trace()[0].Stack.Frames
		if got := stack[0]; got != test.want {
			t.Errorf("%T %s: got %v, want %v", test.f, test.method, got, test.want)
		}
		if len(stack) != 2 || !strings.HasPrefix(stack[1].Function, "trace_test.TestACall") {
			t.Errorf("below it is %v", stack[1:])
		}
	}
}

// literalLine returns the first line of a function literal.
func literalLine(f func()) int {
	pc := reflect.ValueOf(f).Pointer()
	_, line := runtime.FuncForPC(pc).FileLine(pc)
	return line
}

func TestStacksCostNothingWhenNobodyAsks(t *testing.T) {
	r := trace.New()
	for range 1000 {
		r.Run("poem") // room for what is to come
	}
	l := &listener{}
	if n := testing.AllocsPerRun(100, func() { r.Call(trace.Event{Kind: trace.Run}, l, "Hear") }); n != 0 {
		t.Errorf("an event allocates %v times", n)
	}
	for _, e := range r.Trace() {
		if e.Stack != nil {
			t.Fatal("an event has a stack")
		}
	}
	r.KeepStacks()
	r.Run("poem")
	if n := testing.AllocsPerRun(20, func() { r.Run("poem") }); n != 0 {
		t.Errorf("a stack that is known allocates %v times", n)
	}
}

func TestAPartRecordsForTheWholeToo(t *testing.T) {
	whole := trace.New().KeepStacks()
	part := whole.Part("part, ")
	part.Record(trace.Event{Task: "poem", Kind: trace.Pend, ID: 1, Due: ms})
	got, of := whole.Trace(), part.Trace()
	if len(got) != 1 || len(of) != 1 || got[0].Task != "part, poem" || of[0].Task != "poem" {
		t.Fatalf("the whole has %v, the part %v", got, of)
	}
	if got[0].Stack == nil || got[0].Stack != of[0].Stack {
		t.Errorf("the stack is %v, and of the part %v", got[0].Stack, of[0].Stack)
	}
	if began := got[0].At - of[0].At; got[0].Due-of[0].Due != began || began < 0 {
		t.Errorf("the part began at %v, and is due at %v instead of %v", began, got[0].Due, of[0].Due)
	}
	alone := (*trace.Recorder)(nil).Part("part, ")
	alone.Run("poem")
	if len(alone.Trace()) != 1 {
		t.Errorf("a part of nothing has %v", alone.Trace())
	}
	if trace.New().Part("").KeepsStacks() {
		t.Error("a part keeps stacks that the whole does not keep")
	}
}

func TestAPartHasAFollowerOfItsOwn(t *testing.T) {
	whole := trace.New()
	part := whole.Part("part, ")
	var seen trace.Trace
	part.Follow(func(e trace.Event) { seen = append(seen, e) })
	part.Run("poem")
	if len(seen) != 1 || len(whole.Trace()) != 1 {
		t.Errorf("the follower has seen %v, and the whole has %v", seen, whole.Trace())
	}
}

func TestWhatBeganOutsideOfAPartEndsInIt(t *testing.T) {
	whole := trace.New().KeepStacks()
	part := whole.Part("part, ").Only(nil)
	whole.Record(trace.Event{Kind: trace.Pend, ID: 1})
	part.Record(trace.Event{Kind: trace.Settle, ID: 1})
	part.Record(trace.Event{Kind: trace.Settle, ID: 2}) // of which nobody has heard
	if got := whole.Trace(); len(got) != 2 || got[1].Kind != trace.Settle || got[1].ID != 1 {
		t.Errorf("the whole has %v", got)
	}
	if got := part.Trace(); len(got) != 0 {
		t.Errorf("the part has %v", got)
	}
}

func TestOfAPartTheWholeHasWhatItKeeps(t *testing.T) {
	now := 5 * ms
	whole := trace.New().KeepStacks()
	clock := func() time.Duration { return now }
	drawn := whole.PartOn(clock)
	all := drawn.Only(func(e *trace.Event) bool {
		e.Task = "the " + e.Task
		return e.Task == "the poem" && e.At < 9*ms
	})
	all.Run("poem")
	all.Run("loop")
	all.Record(trace.Event{Task: "loop", Kind: trace.Pend, ID: 1, Due: 8 * ms})
	now = 9 * ms
	all.Run("poem")
	if got := all.Trace(); len(got) != 4 || got[0].Task != "poem" {
		t.Errorf("of all that happened it has %v", got)
	}
	for _, got := range []trace.Trace{drawn.Trace(), whole.Trace()} {
		if len(got) != 2 || got[0].Task != "the poem" || got[0].At != 5*ms || got[1].Kind != trace.Pend || got[1].Due != 8*ms {
			t.Errorf("it has %v", got)
		}
	}
	if e := whole.Trace()[0]; e.Stack == nil || e.Stack != all.Trace()[0].Stack {
		t.Errorf("its stack is %v", e.Stack)
	}
	now = 7 * ms
	if alone := (*trace.Recorder)(nil).PartOn(clock); alone.Now() != 7*ms {
		t.Errorf("a part of nothing is on another clock: %v", alone.Now())
	}
}

func TestARecorderKeepsAsMuchAsCanBeLookedAt(t *testing.T) {
	const most = 10_000
	whole := trace.New().KeepStacks()
	part := whole.Part("part, ")
	for id := range 2 * most {
		part.Record(trace.Event{Task: "poem", Kind: trace.Pend, ID: id + 1})
	}
	for id := range 2 * most {
		part.Record(trace.Event{Task: "poem", Kind: trace.Settle, ID: id + 1})
	}
	part.Call(trace.Event{Task: "poem", Kind: trace.Call}, func() {}, "")
	part.Run("poem")
	for _, r := range []*trace.Recorder{whole, part} {
		kinds := map[trace.Kind]int{}
		for _, e := range r.Trace() {
			if kinds[e.Kind]++; e.ID > most {
				t.Fatalf("%+v is kept", e)
			}
		}
		if want := map[trace.Kind]int{trace.Pend: most, trace.Settle: most, trace.Run: 1}; !reflect.DeepEqual(kinds, want) {
			t.Errorf("it has kept %v, want %v", kinds, want)
		}
	}
}

func TestWithoutStacksNothingIsPending(t *testing.T) {
	r := trace.New()
	r.Record(trace.Event{Task: "poem", Kind: trace.Pend, ID: 1})
	r.Call(trace.Event{Task: "poem", Kind: trace.Call}, func() {}, "")
	if got := r.Trace(); len(got) > 0 {
		t.Errorf("it has kept %v", got)
	}
}

func TestWhatIsPendingIsInNoLane(t *testing.T) {
	run := append(trace.Trace{
		{Task: "other", Kind: trace.Pend, ID: 1, Due: ms},
		{Task: "b", Kind: trace.Call},
		{At: 90 * ms, Task: "b", Kind: trace.Settle, ID: 1},
	}, sample...)
	if got := run.Lanes(); !reflect.DeepEqual(got, sample.Lanes()) || run.Duration() != sample.Duration() {
		t.Errorf("the lanes are %+v, and last %v", got, run.Duration())
	}
}

func TestAChromeTraceHasTheStacks(t *testing.T) {
	r := trace.New().KeepStacks()
	at, below := outer(r)
	r.Record(trace.Event{Kind: trace.Pend, ID: 7, Note: "tick"})
	r.Record(trace.Event{Kind: trace.Settle, ID: 7})
	r.Receive("poem", 3)
	var text bytes.Buffer
	if err := r.Trace().WriteChrome(&text); err != nil {
		t.Fatal(err)
	}
	var file struct {
		TraceEvents []struct {
			Name, Ph string
			SF, ID   int
		}
		StackFrames map[string]struct{ Name, Category, Parent string }
	}
	if err := json.Unmarshal(text.Bytes(), &file); err != nil {
		t.Fatal(err)
	}
	var phases []string
	for _, e := range file.TraceEvents[1:] {
		phases = append(phases, fmt.Sprint(e.Ph, e.ID))
		if e.SF == 0 {
			t.Errorf("%v has no stack", e)
		}
	}
	if want := []string{"X0", "i0", "b7", "e7"}; !reflect.DeepEqual(phases, want) {
		t.Errorf("there are the events %q, want %q", phases, want)
	}
	top := file.StackFrames[fmt.Sprint(file.TraceEvents[1].SF)]
	if want := fmt.Sprintf("trace_test.inner stack_test.go:%d", at); top.Name != want || top.Category != "code/trace" {
		t.Errorf("the innermost call is %q in %q, want %q", top.Name, top.Category, want)
	}
	if got, want := file.StackFrames[top.Parent].Name, fmt.Sprintf("trace_test.outer stack_test.go:%d", below); got != want {
		t.Errorf("it was called by %q, want %q", got, want)
	}
}

func BenchmarkRecord(b *testing.B) {
	for name, r := range map[string]*trace.Recorder{"plain": trace.New(), "stacks": trace.New().KeepStacks()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				outer(r)
			}
		})
	}
}

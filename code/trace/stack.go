package trace

import (
	"encoding/binary"
	"path"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"

	"slowpoetry/code/internal/naming"
)

// A Frame is one call on a stack.
type Frame struct {
	Function string // "counter.tick", "reactor.Reactor.turn"
	File     string // from the root of the module, or of the standard library; "" if it is not known
	Line     int    // the line it has come to; of a function that is about to be called, where it begins
}

// Ours reports whether the function is a chapter's, and not a library's.
func (f Frame) Ours() bool { return strings.HasPrefix(f.File, "chapters/") }

// A Stack is the calls that led to an event, innermost first. Go's runtime is left out, and so is
// what starts programs and what records events. Equal stacks of a recorder are the same pointer.
type Stack struct{ Frames []Frame }

// KeepStacks makes r note the calls that lead to each event from now on. It returns r.
func (r *Recorder) KeepStacks() *Recorder {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stacks == nil {
		r.stacks = &stacks{known: map[string]*Stack{}, declared: map[callable]*Frame{}, pending: map[int]bool{}}
	}
	return r
}

// most is how many events in no lane a recorder keeps. Someone who looks at a run has long lost their way by
// then, and a program that lives through thousands of worlds would fill the memory of a page.
const most = 10_000

// keeps reports whether s keeps e, which is in no lane: what is pending until there are too many, and of what it
// has kept also the end.
func (s *stacks) keeps(e Event) bool {
	switch e.Kind {
	case Settle:
		kept := s.pending[e.ID]
		delete(s.pending, e.ID)
		return kept
	case Pend:
		if s.moments < most {
			s.pending[e.ID] = true
		}
	}
	s.moments++
	return s.moments <= most
}

// KeepsStacks reports whether r notes stacks, and wants to hear of what is pending.
func (r *Recorder) KeepsStacks() bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stacks != nil
}

// Call is Record for the moment before a function is called. If r keeps stacks, that function is the
// innermost call of the event's: f or, with a name, the method of f.
func (r *Recorder) Call(e Event, f any, method string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e.At = r.Now()
	if !r.wants(e) {
		r.pass(e)
		return
	}
	if r.stacks != nil {
		e.Stack = r.stacks.here(r.stacks.callee(f, method))
	}
	r.add(e)
}

// wants reports whether e is to be kept. The caller holds the lock.
func (r *Recorder) wants(e Event) bool {
	return e.Kind.InLane() || r.stacks != nil && r.stacks.keeps(e)
}

// pass tells the whole of e, which r does not want, if that settles what may have begun outside of this part.
func (r *Recorder) pass(e Event) {
	if e.Kind == Settle && r.whole != nil {
		r.whole(e)
	}
}

var current atomic.Pointer[Recorder]

// Current returns the recorder that keeps the stacks of what is running now, for what has none of its
// own, or nil. Where several run in turns in one process, it is that of the last that was given to SetCurrent.
func Current() *Recorder { return current.Load() }

// SetCurrent makes r the current recorder, and returns the one before.
func SetCurrent(r *Recorder) *Recorder {
	if current.Load() == r {
		return r
	}
	return current.Swap(r)
}

// stacks are those that a recorder has met, so that each is looked up once, and so is each function that was
// about to be called.
type stacks struct {
	known    map[string]*Stack
	declared map[callable]*Frame
	pending  map[int]bool // what was kept, and has not come
	moments  int          // events in no lane, kept or not
	calls    [256]uintptr // of a chain of Deferreds there are many
	key      []byte
}

// A callable is a function by its code, or a method by its name.
type callable struct {
	code   uintptr
	of     reflect.Type
	method string
}

// callee returns the frame of a function that is about to be called, as declared does.
func (s *stacks) callee(f any, method string) *Frame {
	if f == nil {
		return nil
	}
	key := callable{of: reflect.TypeOf(f), method: method}
	if v := reflect.ValueOf(f); method == "" && v.Kind() == reflect.Func {
		key.code = v.Pointer()
	}
	frame, ok := s.declared[key]
	if !ok {
		frame = declared(f, method)
		s.declared[key] = frame
	}
	return frame
}

// here returns the stack of its caller, with callee as the innermost call unless it is nil.
func (s *stacks) here(callee *Frame) *Stack {
	calls := s.calls[:runtime.Callers(2, s.calls[:])]
	s.key = s.key[:0]
	for _, pc := range calls {
		s.key = binary.LittleEndian.AppendUint64(s.key, uint64(pc))
	}
	if callee != nil {
		s.key = append(append(s.key, callee.Function...), callee.File...)
	}
	if stack, ok := s.known[string(s.key)]; ok {
		return stack
	}
	stack := &Stack{frames(calls)}
	if callee != nil {
		stack.Frames = append([]Frame{*callee}, stack.Frames...)
	}
	s.known[string(s.key)] = stack
	return stack
}

// frames returns what these calls are to a reader.
func frames(calls []uintptr) (list []Frame) {
	all := runtime.CallersFrames(calls)
	for more := true; more; {
		var f runtime.Frame
		f, more = all.Next()
		if file := inModule(f.Function, f.File); !reports(file) {
			list = append(list, Frame{naming.Short(f.Function), file, f.Line})
		}
	}
	for len(list) > 0 && starts(list[len(list)-1]) {
		list = list[:len(list)-1]
	}
	return list
}

// reports reports whether the code in file belongs to the runtime, or records events.
func reports(file string) bool {
	if strings.HasSuffix(file, "_test.go") {
		return false
	}
	switch pkg := path.Dir(file); pkg {
	case "runtime", "reflect", "code/trace", ".":
		return true
	case "code/reactor", "code/deferred", "code/book/program":
		return path.Base(file) == "tracing.go" || path.Base(file) == "observe.go"
	default:
		return strings.HasPrefix(pkg, "internal/") || strings.HasPrefix(pkg, "runtime/")
	}
}

// starts reports whether the outermost call of a stack is only there to start a program or a goroutine.
func starts(f Frame) bool {
	switch {
	case strings.HasSuffix(f.File, "_test.go"):
		return false
	case f.Function == "main", strings.HasPrefix(f.File, "code/book/program/"):
		return true
	}
	return !f.Ours() && !strings.HasPrefix(f.File, "code/")
}

const module = "slowpoetry/"

// inModule returns the path of a function's file from the root of its module. The package comes from the
// function's name, since the path that the compiler knew may begin anywhere; that of a main package
// is in the path.
func inModule(function, file string) string {
	slash := strings.LastIndexByte(function, '/') + 1
	dot := strings.IndexByte(function[slash:], '.')
	if dot < 0 || strings.HasPrefix(file, "<") { // made by the compiler
		return ""
	}
	pkg := strings.TrimSuffix(function[:slash+dot], "_test")
	if pkg == "main" {
		i := strings.LastIndex(file, "chapters/")
		return file[max(i, 0):]
	}
	file = strings.ReplaceAll(file, `\`, "/")
	if folder := path.Base(path.Dir(file)); strings.HasPrefix(pkg, module) && folder != path.Base(pkg) {
		return path.Join(folder, path.Base(file)) // of another package, whose generic function is inlined here
	}
	return path.Join(strings.TrimPrefix(pkg, module), path.Base(file))
}

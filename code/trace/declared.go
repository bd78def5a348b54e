package trace

import (
	"reflect"
	"runtime"
	"strings"
	"sync"

	"slowpoetry/code/internal/naming"
)

// declared returns the frame of a function that is about to be called: f or, with a name, the method of
// f. It has no file if that is not known.
func declared(f any, method string) *Frame {
	if f == nil {
		return nil
	}
	v := reflect.ValueOf(f)
	if method != "" {
		return declaredMethod(v.Type(), method)
	}
	if v.Kind() != reflect.Func || v.IsNil() {
		return nil
	}
	name := runtime.FuncForPC(v.Pointer()).Name()
	if method, bound := strings.CutSuffix(name, "-fm"); bound { // a method value
		if f := place(method); f.File != "" {
			return f
		}
		return within(v.Pointer(), method)
	}
	return frameOf(v.Pointer())
}

// declaredMethod looks for the method in t, and in what is embedded there.
func declaredMethod(t reflect.Type, method string) *Frame {
	receiver := t
	if t.Kind() == reflect.Pointer {
		receiver = t.Elem()
	}
	pkg, name := receiver.PkgPath(), receiver.Name()
	f := place(pkg + ".(*" + name + ")." + method)
	if f.File == "" {
		f = place(pkg + "." + name + "." + method)
	}
	if f.File != "" || receiver.Kind() != reflect.Struct {
		return f
	}
	for i := range receiver.NumField() {
		field := receiver.Field(i)
		if !field.Anonymous || field.Type.Kind() == reflect.Interface {
			continue
		}
		if promoted := declaredMethod(field.Type, method); promoted.File != "" {
			return promoted
		}
	}
	return f
}

// place returns the frame of a function of the book, by its full name.
func place(name string) *Frame {
	if pc, ok := functions()[name]; ok {
		return frameOf(pc)
	}
	return &Frame{Function: naming.Short(name)}
}

// within returns the frame of a method whose code exists only inside the wrapper at entry: its first line
// is then not known, but the first that does something.
func within(entry uintptr, method string) *Frame {
	first := &Frame{Function: naming.Short(method)}
	for pc := entry; pc < entry+256; pc++ {
		f, _ := runtime.CallersFrames([]uintptr{pc + 1}).Next()
		if f.Function == method && (first.Line == 0 || f.Line < first.Line) {
			first.File, first.Line = inModule(f.Function, f.File), f.Line
		}
	}
	return first
}

func frameOf(entry uintptr) *Frame {
	f := runtime.FuncForPC(entry)
	file, line := f.FileLine(entry)
	return &Frame{naming.Short(f.Name()), inModule(f.Name(), file), line}
}

// functions returns where the functions of the book begin. Of a method value the runtime knows only the
// wrapper that the compiler made, so they are found by their names.
var functions = sync.OnceValue(func() map[string]uintptr {
	table := map[string]uintptr{}
	here, _, _, _ := runtime.Caller(0)
	step := uintptr(16) // functions begin at multiples of it
	if runtime.GOARCH == "wasm" {
		step = 1 << 16 // the number of the function is in the upper bits
	}
	here -= here % step
	note := func(pc uintptr) bool {
		f := runtime.FuncForPC(pc)
		if f == nil {
			return false
		}
		name := f.Name()
		if f.Entry() != pc || !strings.HasPrefix(name, "main.") && !strings.HasPrefix(name, module) {
			return true
		}
		if file, _ := f.FileLine(pc); !strings.HasPrefix(file, "<") {
			table[name] = pc
		}
		return true
	}
	for pc := here; note(pc); pc += step {
	}
	for pc := here; note(pc); pc -= step {
	}
	return table
})

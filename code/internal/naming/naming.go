// Package naming finds what to call a thing, in a log or in the lanes of a trace, when it is known
// only as something that can be called:
//
//	naming.Of(clock.tick)    // "clock.tick"
//	naming.Of(&download{})   // "download"
//	naming.Of(poem)          // what poem.String says: "poem 1"
//
// The one rule: a name is short, since somebody is going to read many of them. Where a package
// lies is left out, and so is that something is a pointer.
package naming

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

// Of returns what to call something that is called back: its own name for itself, or that of its
// type, or that of the function. It may call the owner's String, and does not mind if that panics.
func Of(owner any) (name string) {
	if named, ok := owner.(fmt.Stringer); ok {
		defer func() {
			if recover() != nil { // its String is a callback too
				name = Short(fmt.Sprintf("%T", owner))
			}
		}()
		return named.String()
	}
	v := reflect.ValueOf(owner)
	if v.Kind() == reflect.Func {
		return strings.TrimSuffix(Short(runtime.FuncForPC(v.Pointer()).Name()), "-fm")
	}
	return Short(fmt.Sprintf("%T", owner))
}

// Short cuts the name of a function or a type down to what a reader needs:
// "slowpoetry/code/reactor.(*Reactor).Run" to "reactor.Reactor.Run", and "main.(*clock).tick" to
// "clock.tick". In its tests a main package goes by its folder, which in this book begins with a
// digit.
func Short(name string) string {
	name = name[strings.LastIndexByte(name, '/')+1:]
	name = unpunctuated.Replace(name)
	if pkg, rest, ok := strings.Cut(name, "."); ok && (pkg == "main" || pkg[0] <= '9') {
		return rest
	}
	return name
}

var unpunctuated = strings.NewReplacer("(", "", ")", "", "*", "")

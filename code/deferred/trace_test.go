package deferred_test

import (
	"fmt"
	"testing"

	"slowpoetry/code/deferred"
)

func TestTraceTellsEveryStep(t *testing.T) {
	var j journal
	follow := func(e deferred.Event) {
		result := fmt.Sprint(e.Value)
		if e.Err != nil {
			result = "error " + e.Err.Error()
		}
		if e.For != "" {
			result = "for " + e.For
		}
		j.note("%s %v %d %s", e.Name, e.Kind, e.Stage, result)
	}
	inner := deferred.New[int]().Trace("inner", follow)
	outer := deferred.New[int]().Trace("outer", follow)
	outer.AddCallback(func(n int) (int, error) { return n + 1, nil })
	outer.AddErrback(func(error) (int, error) { return 0, nil })
	outer.AddCallback(func(n int) (int, error) { return inner.Later() })
	outer.AddCallbacks(func(int) (int, error) { panic("bang") }, nil)
	outer.AddErrback(nil)
	outer.AddBoth(func(int, error) (int, error) { return 7, nil })
	outer.Callback(1)
	outer.Cancel()
	deferred.Succeed(3).Trace("nobody", nil)
	j.check(t,
		"outer fired -1 1",
		"outer called 0 1", "outer returned 0 2", "outer passed 1 2",
		"outer called 2 2", "outer waiting 2 for inner",
		"inner cancelled -1 <nil>", "inner fired -1 error cancelled", "inner gave -1 <nil>",
		"outer resumed -1 error cancelled",
		"outer passed 3 error cancelled", "outer passed 4 error cancelled",
		"outer called 5 error cancelled", "outer returned 5 7")
}

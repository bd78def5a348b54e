package deferred

import (
	"fmt"
	"strings"

	"slowpoetry/code/panics"
)

// A trouble is an error of a program.
type trouble string

func (t trouble) Error() string { return string(t) }

// A single is what a list fires with that fires on one callback.
type single Result[any]

func show(value any, err error) string { return showAt(0, value, err) }

func showAt(depth int, value any, err error) string {
	if depth == 4 {
		return "..." // lists of lists of lists can get very long
	}
	depth++
	if err != nil {
		return "!" + showError(depth, err)
	}
	switch v := value.(type) {
	case nil:
		return "-"
	case string:
		return v
	case single:
		return fmt.Sprintf("one(%d %s)", v.Index, showAt(depth, v.Value, nil))
	case []Result[any]:
		var items []string
		for _, item := range v {
			items = append(items, showAt(depth, item.Value, item.Err))
		}
		return "[" + strings.Join(items, " ") + "]"
	default:
		return fmt.Sprintf("?%v", v)
	}
}

func showError(depth int, err error) string {
	if depth == 4 {
		return "..."
	}
	depth++
	switch e := err.(type) {
	case trouble:
		return string(e)
	case *panics.Error:
		if inner, ok := e.Value.(error); ok {
			return showError(depth-1, inner)
		}
	case *FirstError:
		return fmt.Sprintf("first(%d %s)", e.Index, showError(depth, e.Err))
	case *TimeoutError:
		return fmt.Sprintf("Timeout(%d)", int(e.After.Seconds()))
	case *AlreadyFiredError:
		return "AlreadyFired"
	}
	if err == ErrCancelled {
		return "Cancelled"
	}
	return "?" + err.Error()
}

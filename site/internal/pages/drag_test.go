package pages

import (
	"slices"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Lines are put in order by dragging them, too: the first one, pulled to below the last, is the last.
func TestALineIsDragged(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[0])
	const lines = `[...document.querySelector(".lines[data-moves]").children]`
	b.until("there are no lines to move", lines+`.length > 2`)
	eval[any](b, `document.querySelector(".lines").scrollIntoView({block: "center", behavior: "instant"})`)
	texts := func() []string { return eval[[]string](b, lines+`.map(li => li.textContent)`) }
	before := texts()
	type place struct{ X, Y float64 }
	middles := eval[[]place](b, lines+`.map(li => li.getBoundingClientRect()).map(({ left, top, width, height }) => ({ X: left + width / 3, Y: top + height / 2 }))`)
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		t.Helper()
		event := input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1}
		if kind == input.DispatchMouseEventTypeMouseMoved {
			event.Buttons = 1
		}
		if _, err := chromedp.Call(b.ctx, input.DispatchMouseEvent, event); err != nil {
			t.Fatal(err)
		}
	}
	mouse(input.DispatchMouseEventTypeMousePressed, middles[0].X, middles[0].Y)
	for _, at := range middles {
		mouse(input.DispatchMouseEventTypeMouseMoved, at.X, at.Y)
		mouse(input.DispatchMouseEventTypeMouseMoved, at.X, at.Y+4) // past its middle
	}
	last := middles[len(middles)-1]
	mouse(input.DispatchMouseEventTypeMouseReleased, last.X, last.Y+4)
	mouse(input.DispatchMouseEventTypeMouseMoved, middles[0].X, middles[0].Y) // which moves nothing any more
	want := append(slices.Clone(before[1:]), before[0])
	if got := texts(); !slices.Equal(got, want) {
		t.Errorf("the lines are %q, want %q", got, want)
	}
	if dragged := eval[int](b, `document.querySelectorAll("[data-dragged]").length`); dragged != 0 {
		t.Errorf("%d lines are still dragged", dragged)
	}
}

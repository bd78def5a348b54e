package figure

import (
	"bytes"
	"fmt"
	"strings"

	"slowpoetry/code/trace"
)

// A stretch is a part of a lane, in units.
type stretch struct{ from, to float64 }

// Bar draws a bar of a timeline, in the manner of the state k: so that a diagram can say what
// the timelines beside it say.
func (d *Drawing) Bar(k trace.Kind, r Rect) {
	d.bars(k, []stretch{{r.X, r.X + r.W}}, r.Y, r.H)
}

// bars draws a row of bars, in the manner of the state k.
func (d *Drawing) bars(k trace.Kind, list []stretch, y, height float64) {
	if len(list) == 0 {
		return
	}
	switch k {
	case trace.Run:
		d.Path("fill run", boxes(list, y, height))
	case trace.Ready: // a frame, drawn within the stretch
		var inner []stretch
		for _, s := range list {
			from := s.from + 0.5
			inner = append(inner, stretch{from, max(s.to-0.5, from)})
		}
		d.Path("line ready thin", boxes(inner, y+0.5, height-1))
	case trace.Wait, trace.Block:
		d.hatches[k-trace.Wait] = true
		d.printf(`<path fill="url(#%s-%s)" d="%s"/>`, d.id(), k, boxes(list, y, height))
	}
}

// boxes returns the path of a row of rectangles.
func boxes(list []stretch, y, height float64) string {
	var b strings.Builder
	for _, s := range list {
		fmt.Fprintf(&b, "M%s %sH%sv%sH%sz", num(s.from), num(y), num(s.to), num(height), num(s.from))
	}
	return b.String()
}

// defs defines the hatches that are in use. They lean to different sides.
func (d *Drawing) defs(b *bytes.Buffer) {
	if d.hatches == [2]bool{} {
		return
	}
	b.WriteString("<defs>")
	for i, angle := range []int{-45, 45} {
		if d.hatches[i] {
			k := trace.Wait + trace.Kind(i)
			fmt.Fprintf(b, `<pattern id="%s-%s" width="4.5" height="4.5" patternUnits="userSpaceOnUse" patternTransform="rotate(%d)"><path class="hatch %[2]s" d="M0 2.2H5"/></pattern>`, d.id(), k, angle)
		}
	}
	b.WriteString("</defs>\n")
}

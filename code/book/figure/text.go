package figure

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"slowpoetry/code/trace"
)

// The characters of a timeline in the terminal.
var (
	stateRunes  = [...]byte{trace.Ready: '-', trace.Run: '#', trace.Wait: '.', trace.Block: '!'}
	momentRunes = map[trace.Kind]byte{trace.Fire: '*', trace.Cancel: 'x'}
)

// Text writes t as a timeline in plain characters, in lines of at most width columns: a line for
// each task, with # where it runs, . where it waits, ! where it waits and keeps others from
// running, - where it is ready and has to queue, * where a result arrives and x where it is
// cancelled; then an axis.
//
//	poem 1  #!!!!#!!!!#
//	poem 2             #!!!!!!!!#!!!!!!!!#
//	        |_________|_________|_________
//	        0         1         2 s
//
// A column shows the state that took most of its time. What is too short for that would be lost,
// and short runs are what an asynchronous program is made of: so a run (or a block) that fills most
// of no column is shown all the same, in the column in which it began, unless that column or one beside
// it shows another such already. A quick succession of short runs is then #.#.#., and never the
// solid bar of a long one.
//
// It returns the error of w. See [Timeline.Text] for several runs on one scale.
func Text(w io.Writer, t trace.Trace, width int) error {
	return Timeline{Panels: []Panel{{Trace: t}}}.Text(w, width)
}

// Text writes the timeline in plain characters, as [Text] does, in lines of at most width columns:
// its panels one under the other, on one scale, over one axis. A width of less than 20 counts as 20.
func (tl Timeline) Text(w io.Writer, width int) error {
	var out bytes.Buffer
	totals, format := tl.totals(), tl.amounts()
	labels := tl.labelWidth(max(width, 20) / 3)
	columns := max(width, 20) - labels - 2 - len(totals)*totalWidth
	scale := timeScale{tl.until(), max(columns, 5)}

	for i, p := range tl.Panels {
		if i > 0 {
			out.WriteByte('\n')
		}
		if heading := tl.heading(p); heading != "" {
			fmt.Fprintln(&out, heading)
		}
		for _, lane := range p.Trace.Lanes() {
			line := fmt.Sprintf("%s  %s", pad(shorten(lane.Task, labels), labels), row(lane, scale))
			if len(totals) > 0 {
				line = pad(line, labels+2+scale.length)
			}
			for _, k := range totals {
				line += fmt.Sprintf("%*s", totalWidth, format.asciiText(lane.Total(k)))
			}
			fmt.Fprintln(&out, strings.TrimRight(line, " "))
		}
	}
	tl.textAxis(&out, scale, labels+2, totals)
	if tl.Legend && len(tl.states()) > 0 {
		tl.textLegend(&out, labels+2)
	}
	_, err := w.Write(out.Bytes())
	return err
}

// totalWidth is the width of a column of totals.
const totalWidth = 10

// heading returns the line above the lanes of p.
func (tl Timeline) heading(p Panel) string {
	title := oneLine(p.Title)
	if !tl.Ends {
		return title
	}
	took := tl.amounts().asciiText(p.Trace.Duration())
	if title == "" {
		return took
	}
	return title + ": " + took
}

// labelWidth returns the width of the longest task's name, but no more than limit.
func (tl Timeline) labelWidth(limit int) int {
	width := 0
	for _, p := range tl.Panels {
		for _, e := range p.Trace {
			if e.Kind.InLane() {
				width = max(width, textColumns(oneLine(e.Task)))
			}
		}
	}
	return min(width, limit)
}

// row returns the characters of one lane. The columns after its end are left out.
func row(lane trace.Lane, scale timeScale) string {
	if scale.until == 0 {
		return ""
	}
	cells := make([]byte, scale.length)
	spent := occupancy(lane, scale)
	for c := range cells {
		cells[c] = majority(spent[c], scale.time(c+1)-scale.time(c))
	}
	for _, s := range lane.Spans {
		show(cells, s, scale)
	}
	for _, m := range lane.Moments {
		if char := momentRunes[m.Kind]; char != 0 && m.At <= scale.until {
			cells[column(scale, m.At)] = char
		}
	}
	return strings.TrimRight(string(cells), " ")
}

// occupancy returns how long the lane is in each state in each column.
func occupancy(lane trace.Lane, scale timeScale) [][trace.End]time.Duration {
	spent := make([][trace.End]time.Duration, scale.length)
	for _, s := range lane.Spans {
		for c := column(scale, s.From); c < scale.length; c++ {
			from, to := max(s.From, scale.time(c)), min(s.To, scale.time(c+1))
			if to > from {
				spent[c][s.Kind] += to - from
			}
			if s.To <= scale.time(c+1) {
				break
			}
		}
	}
	return spent
}

// column returns the column that the moment d falls into.
func column(scale timeScale, d time.Duration) int {
	return min(scale.at(d), scale.length-1)
}

// majority returns the character for a column of the given length. The time before a task's
// beginning and after its end counts as blank. Of equals the first below wins.
func majority(spent [trace.End]time.Duration, length time.Duration) byte {
	best, most := byte(' '), time.Duration(0)
	for _, k := range []trace.Kind{trace.Block, trace.Run, trace.Ready, trace.Wait} {
		length -= spent[k]
		if spent[k] > most {
			best, most = stateRunes[k], spent[k]
		}
	}
	if length > most {
		return ' '
	}
	return best
}

// show shows the run or block s, if no column shows it yet.
func show(cells []byte, s trace.Span, scale timeScale) {
	if s.Kind != trace.Run && s.Kind != trace.Block || s.From >= scale.until {
		return
	}
	char := stateRunes[s.Kind]
	from, to := column(scale, s.From), column(scale, s.To)
	for c := max(from-1, 0); c <= min(max(from+1, to), len(cells)-1); c++ {
		if cells[c] == char {
			return
		}
	}
	cells[from] = char
}

// textAxis writes a ruler, and its numbers under it. The last one has the unit, and stands under
// the end of the ruler where it would reach beyond.
func (tl Timeline) textAxis(out *bytes.Buffer, scale timeScale, indent int, totals []trace.Kind) {
	ruler := bytes.Repeat([]byte{'_'}, scale.length)
	numbers := ""
	list, u := ticks(scale.until, scale.length/10)
	for i, t := range list {
		c := column(scale, t.at)
		ruler[c] = '|'
		if i < len(list)-2 {
			numbers = pad(numbers, c) + t.label
			continue
		}
		if i == len(list)-2 { // the last two depend on each other
			end := list[i+1].label + " " + u.ascii
			start := min(column(scale, list[i+1].at), scale.length-len(end))
			if start > c+len(t.label) {
				numbers = pad(pad(numbers, c)+t.label, start) + end
				ruler[column(scale, list[i+1].at)] = '|'
				break
			}
		}
		numbers = pad(numbers, c) + t.label + " " + u.ascii
		break
	}
	line := strings.Repeat(" ", indent) + string(ruler)
	for _, k := range totals {
		line += fmt.Sprintf("%*s", totalWidth, stateNames[k])
	}
	fmt.Fprintf(out, "%s\n%s%s\n", line, strings.Repeat(" ", indent), numbers)
}

// textLegend explains the characters that stand for the states in the timeline.
func (tl Timeline) textLegend(out *bytes.Buffer, indent int) {
	var words []string
	for _, k := range tl.states() {
		words = append(words, fmt.Sprintf("%c %s", stateRunes[k], stateNames[k]))
	}
	fmt.Fprintf(out, "%s%s\n", strings.Repeat(" ", indent), strings.Join(words, "   "))
}

// oneLine makes a name fit for a label: what is not graphic becomes a space.
func oneLine(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return ' '
		}
		return r
	}, name)
}

// shorten cuts name to width columns.
func shorten(name string, width int) string {
	name = oneLine(name)
	if textColumns(name) <= width {
		return name
	}
	runes := []rune(name)
	for len(runes) > 0 && textColumns(string(runes))+2 > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + ".."
}

// pad fills text with spaces to width columns.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-textColumns(text), 0))
}

// textColumns returns how many columns of a terminal text takes.
func textColumns(text string) int {
	sum := 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r): // an accent goes on the letter before it
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana), r >= 0x1f300 && r < 0x1fb00:
			sum += 2
		default:
			sum++
		}
	}
	return sum
}

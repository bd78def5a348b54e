package main

import (
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/trace"
)

// The figures of the chapter: what imports what, from the packages; the life of a job, from a run; a joke.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"layout": layoutFigure(t),
		"job":    jobFigure(t),
		"end":    endFigure(),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// imports returns which packages of the chapter a package of it imports, without the chapter's path.
func imports(t *testing.T, folder string) []string {
	out, err := exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, "./"+folder).Output()
	if err != nil {
		t.Fatal(err)
	}
	var inner []string
	for _, path := range strings.Fields(string(out)) {
		if _, name, ok := strings.Cut(path, "chapters/22-the-end/"); ok {
			inner = append(inner, name)
		}
	}
	return inner
}

// layoutFigure draws the packages of the chapter, and an arrow for each import between two of them. Main, which
// imports them all, is a frame around them.
func layoutFigure(t *testing.T) []byte {
	const width, height, top = 92.0, 34.0, 40.0
	d := &figure.Drawing{ID: "22-layout", Title: "The packages of the program", Width: figure.Width, Height: 276}
	at := func(x, y float64) figure.Rect { return figure.Rect{X: x, Y: top + y, W: width, H: height} }
	boxes := map[string]figure.Rect{
		"tcp": at(20, 0), "netstring": at(124, 0), "web": at(228, 0), "secure": at(332, 0),
		"poem": at(124, 90), "work": at(124, 180), "work/jetstream": {X: 256, Y: top + 180, W: 136, H: height},
	}
	d.Frame("muted dash", figure.Rect{X: 6, Y: 8, W: figure.Width - 12, H: 262}, 4)
	d.Text("muted small", figure.Point{X: 14, Y: 24}, figure.Start, "main puts them together")
	var told []string
	names := []string{"tcp", "netstring", "web", "secure", "poem", "work", "work/jetstream"}
	for _, from := range names {
		for _, to := range imports(t, from) {
			a, b := boxes[from], boxes[to]
			told = append(told, from+" to "+to)
			switch {
			case a.Y == b.Y: // side by side
				d.Arrow("ink", a.Left(), b.Right())
			case a.Y < b.Y:
				x := b.Top().X + (a.Top().X-b.Top().X)*0.25
				d.Arrow("ink", a.Bottom(), figure.Point{X: x, Y: b.Y})
			default:
				d.Arrow("ink", a.Top(), b.Bottom())
			}
		}
	}
	for _, name := range names {
		class := "paper code"
		if name == "poem" {
			class = "ink code"
		}
		d.Box(class, boxes[name], name)
	}
	if !slices.Equal(told, []string{"tcp to poem", "netstring to poem", "web to poem", "work to poem", "work/jetstream to work"}) {
		t.Errorf("the figure shows %q: its caption and the text say something else", told)
	}
	d.Desc = "Boxes in a frame. Arrows lead from " + strings.Join(told, ", from ") + ". Secure has no arrow."
	return d.SVG()
}

// jobFigure draws a job that two workers die with. All times are simulated.
func jobFigure(t *testing.T) []byte {
	run := trace.New()
	synctest.Test(t, func(t *testing.T) {
		run = trace.New()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		q := work.NewMemory(time.Second)
		run.Wait("the reader")
		for i, deadly := range []string{"taken", "stored", "-"} {
			lane := fmt.Sprintf("worker %d", i+1)
			w := &work.Worker{Queue: q, Changer: poem.Here{}, Limit: time.Second, Attempts: 9, Log: slog.New(slog.DiscardHandler)}
			w.At = func(step string, _ work.Delivery) {
				switch step {
				case "taken":
					run.Run(lane)
					time.Sleep(300 * time.Millisecond)
				case "stored":
					run.Send(lane, 0)
				}
				if step == deadly {
					run.End(lane)
					runtime.Goexit()
				}
				if step == "stored" {
					time.Sleep(20 * time.Millisecond)
					run.End(lane)
				}
			}
			time.AfterFunc(time.Duration(i)*700*time.Millisecond, func() { go w.Run(ctx) })
		}
		go func() {
			if _, err := (&work.Client{Queue: q}).Change(ctx, "lower", "Slack Water"); err != nil {
				t.Error(err)
			}
			run.End("the reader")
		}()
		time.Sleep(4 * time.Second)
	})
	lanes := run.Trace().Lanes()
	if len(lanes) != 4 || len(lanes[2].Moments) != 1 || len(lanes[3].Moments) != 1 {
		t.Fatalf("%d lanes: %+v", len(lanes), lanes)
	}
	return figure.Timeline{
		ID:     "22-job",
		Title:  "A job, delivered three times",
		Desc:   "Four lanes. The reader waits. Worker 1 takes the job and dies. A second after it has taken it, worker 2 takes the job, stores a result and dies; the reader has the poem. A second later worker 3 takes the job and does it again.",
		Panels: []figure.Panel{{Trace: run.Trace()}},
	}.SVG()
}

// endFigure draws the joke.
func endFigure() []byte {
	now := time.Duration(0)
	run := trace.NewOn(func() time.Duration { return now })
	run.Run("you")
	run.Wait("this book")
	for range 22 {
		now += 50 * time.Minute
		run.Run("this book")
		now += 10 * time.Minute
		run.Wait("this book")
	}
	now += time.Hour
	run.End("you")
	run.End("this book")
	return figure.Timeline{
		ID:     "22-end",
		Title:  "A trace of this book",
		Desc:   "Two lanes. You are running all the time. This book waits all the time, but for 22 moments.",
		Panels: []figure.Panel{{Trace: run.Trace()}},
	}.SVG()
}

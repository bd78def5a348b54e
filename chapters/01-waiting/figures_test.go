package main

import (
	"math"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
)

// The figures of the chapter: all of them are runs of its simulation.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"one-after-another": oneAfterAnotherFigure().SVG(),
		"threads":           threadsFigure().SVG(),
		"interleaved":       interleavedFigure().SVG(),
		"blocking":          blockingFigure().SVG(),
		"waiting":           waitingFigure().SVG(),
		"rude":              rudeFigure().SVG(),
		"crossover":         crossoverFigure().SVG(),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// What the descriptions, the captions and the text around the figures say about them.
func TestFiguresEndWhenTheyAreSaidTo(t *testing.T) {
	for _, test := range []struct {
		figure figure.Timeline
		ends   []time.Duration // of the lanes, panel by panel
	}{
		{oneAfterAnotherFigure(), []time.Duration{300 * ms, 600 * ms, 900 * ms}},
		{threadsFigure(), []time.Duration{833 * ms, 867 * ms, 900 * ms}},
		{interleavedFigure(), []time.Duration{700 * ms, 800 * ms, 900 * ms}},
		{blockingFigure(), []time.Duration{700 * ms, 1400 * ms, 2100 * ms}},
		{waitingFigure(), []time.Duration{967 * ms, 1100 * ms, 1133 * ms, 700 * ms, 800 * ms, 900 * ms}},
		{rudeFigure(), []time.Duration{1300 * ms, 800 * ms, 1500 * ms}},
	} {
		var ends []time.Duration
		for _, panel := range test.figure.Panels {
			for _, lane := range panel.Trace.Lanes() {
				ends = append(ends, lane.Spans[len(lane.Spans)-1].To.Round(ms))
			}
		}
		if len(ends) != len(test.ends) {
			t.Fatalf("%s: %d lanes, want %d", test.figure.ID, len(ends), len(test.ends))
		}
		for i := range ends {
			if ends[i] != test.ends[i] {
				t.Errorf("%s: lane %d ends at %v, want %v", test.figure.ID, i+1, ends[i], test.ends[i])
			}
		}
	}
}

const (
	ms = time.Millisecond

	// The figures without waits have one scale, and those with waits have another, so that their
	// lengths can be compared.
	untilWithout = 1000 * ms
	untilWith    = 2100 * ms
)

// threeJobs returns the jobs of the chapter's demo, with waits of this length.
func threeJobs(wait time.Duration) []job {
	return alike(3, job{pieces: 3, work: 100 * ms, wait: wait})
}

// panelOf is one panel: the jobs, done by m.
func panelOf(m machine, jobs []job) figure.Panel {
	return figure.Panel{Trace: m.do(jobs)}
}

func oneAfterAnotherFigure() figure.Timeline {
	return figure.Timeline{
		ID:     "01-one-after-another",
		Title:  "Three jobs without waits, one after another",
		Desc:   "Job 1 runs from the start to 0.3 s, job 2 from there to 0.6 s, job 3 from there to 0.9 s. Each could run before, and does not.",
		Panels: []figure.Panel{panelOf(oneAfterAnother, threeJobs(0))},
		Until:  untilWithout,
		Ends:   true,
		Legend: true,
	}
}

func threadsFigure() figure.Timeline {
	return figure.Timeline{
		ID:     "01-threads",
		Title:  "Three jobs without waits, a thread each",
		Desc:   "The jobs run in turn, in slices of a thirtieth of a second. They end at 0.83 s, 0.87 s and 0.9 s.",
		Panels: []figure.Panel{panelOf(threads(1, 100*ms), threeJobs(0))},
		Until:  untilWithout,
		Ends:   true,
	}
}

func interleavedFigure() figure.Timeline {
	return figure.Timeline{
		ID:     "01-interleaved",
		Title:  "Three jobs without waits, interleaved by hand",
		Desc:   "The jobs run in turn, a piece of work of 0.1 s each time. They end at 0.7 s, 0.8 s and 0.9 s.",
		Panels: []figure.Panel{panelOf(interleaved, threeJobs(0))},
		Until:  untilWithout,
		Ends:   true,
	}
}

func blockingFigure() figure.Timeline {
	return figure.Timeline{
		ID:     "01-blocking",
		Title:  "Three jobs with waits, one after another",
		Desc:   "Each job runs, blocks, runs, blocks and runs, while those after it could run and do not. They end at 0.7 s, 1.4 s and 2.1 s.",
		Panels: []figure.Panel{panelOf(oneAfterAnother, threeJobs(200*ms))},
		Until:  untilWith,
		Ends:   true,
		Legend: true,
	}
}

func waitingFigure() figure.Timeline {
	byThreads, byHand := panelOf(threads(1, 100*ms), threeJobs(200*ms)), panelOf(interleaved, threeJobs(200*ms))
	byThreads.Title, byHand.Title = "a thread each", "interleaved by hand"
	return figure.Timeline{
		ID:     "01-waiting",
		Title:  "Three jobs with waits, in two ways",
		Desc:   "With a thread each, the jobs run in slices, wait at about the same times, and end at 0.97 s, 1.1 s and 1.13 s. Interleaved by hand, each works while the others wait, and they end at 0.7 s, 0.8 s and 0.9 s.",
		Panels: []figure.Panel{byThreads, byHand},
		Until:  untilWith,
		Ends:   true,
		Legend: true,
	}
}

func rudeFigure() figure.Timeline {
	jobs := threeJobs(200 * ms)
	jobs[1].rude = true
	return figure.Timeline{
		ID:     "01-rude",
		Title:  "Three jobs with waits, interleaved by hand, and one of them is rude",
		Desc:   "Job 2 blocks where it should wait, and ends at 0.8 s. The others could run meanwhile, and do not; they end at 1.3 s and 1.5 s.",
		Panels: []figure.Panel{panelOf(interleaved, jobs)},
		Until:  untilWith,
		Ends:   true,
		Legend: true,
	}
}

// crossoverFigure is the table of the program crossover, as it is by default.
func crossoverFigure() figure.Chart {
	const pickUp = 5 * time.Millisecond
	byHand, byThreads := figure.Series{Name: "on 1 processor"}, figure.Series{Name: "on 4 processors"}
	for i := range 81 {
		ratio := math.Pow(10, float64(i)/20-2) // from 0.01 to 100
		ratio = math.Round(ratio*1000) / 1000
		g := gainsAt(ratio, 10, pickUp, 4)
		byHand.Points = append(byHand.Points, figure.Point{X: ratio, Y: g.onOne})
		byThreads.Points = append(byThreads.Points, figure.Point{X: ratio, Y: g.onMany})
	}
	return figure.Chart{
		ID:     "01-crossover",
		Title:  "How much faster than one after another, as waiting grows",
		Desc:   "On one processor, ten interleaved jobs are done 0.97 times as fast as one after another where a wait is a hundredth of the work, as fast where it is a twentieth, and nearly ten times as fast from ten times the work on. On four processors they begin at 3.9 times and come to nearly ten as well.",
		X:      figure.Axis{Label: "length of a wait, as a multiple of the work before it", Log: true},
		Y:      figure.Axis{Label: "times as fast as one after another", From: 0.5, To: 12, Log: true},
		Series: []figure.Series{byHand, byThreads},
		Marks:  []figure.Mark{{At: figure.Point{X: 0.05, Y: 1}, Text: "from here on, it pays"}},
	}
}

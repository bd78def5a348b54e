package figure_test

import (
	"fmt"
	"os"
	"strings"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

func ExampleText() {
	figure.Text(os.Stdout, together(
		task("poem 1", 0, stay{trace.Run, 10 * ms}, stay{trace.Block, 400 * ms}, stay{trace.Run, 10 * ms}),
		task("poem 2", 420*ms, stay{trace.Run, 10 * ms}, stay{trace.Block, 700 * ms}, stay{trace.Run, 10 * ms}),
	), 60)
	// Output:
	// poem 1  #!!!!!!!!!!!!!!!!!#
	// poem 2                     #!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!#
	//         |________|________|________|________|________|______
	//         0        0.2      0.4      0.6      0.8      1.0 s
}

func ExampleTimeline_Text() {
	figure.Timeline{
		Panels: []figure.Panel{
			{Title: "one after another", Trace: jobs(false)},
			{Title: "interleaved", Trace: jobs(true)},
		},
		Totals: []trace.Kind{trace.Run, trace.Wait},
		Ends:   true,
		Legend: true,
	}.Text(os.Stdout, 72)
	// Output:
	// one after another: 4.5 s
	// job 1  ###!!!!!!!!!###                                   0.6 s     0.0 s
	// job 2                 ###!!!!!!!!!###                    0.6 s     0.0 s
	// job 3                                ###!!!!!!!!!###     0.6 s     0.0 s
	//
	// interleaved: 2.1 s
	// job 1  ###.........###                                   0.6 s     0.9 s
	// job 2  ---###.........###                                0.6 s     0.9 s
	// job 3  ------###.........###                             0.6 s     0.9 s
	//        |_________|_________|_________|_________|____   running   waiting
	//        0         1         2         3         4 s
	//        # running   . waiting   ! blocking   - could run
}

func ExampleTimeline_SVG() {
	svg := figure.Timeline{
		ID:    "01-models",
		Title: "Three jobs under two models",
		Desc:  "One after another they take 4.5 seconds; interleaved, 2.1.",
		Panels: []figure.Panel{
			{Title: "one after another", Trace: jobs(false)},
			{Title: "interleaved", Trace: jobs(true)},
		},
		Ends: true,
	}.SVG()
	head, _, _ := strings.Cut(string(svg), "\n")
	fmt.Println(head)
	// Output:
	// <svg xmlns="http://www.w3.org/2000/svg" class="sp-figure" viewBox="0 0 440 251" role="img" aria-labelledby="fig-01-models-title fig-01-models-desc">
}

func ExampleChart() {
	threads := figure.Series{Name: "a thread each"}
	loop := figure.Series{Name: "one loop"}
	for tasks := 1.0; tasks <= 10_000; tasks *= 10 {
		threads.Points = append(threads.Points, figure.Point{X: tasks, Y: 9 * tasks})
		loop.Points = append(loop.Points, figure.Point{X: tasks, Y: 60 + tasks/2})
	}
	svg := figure.Chart{
		ID:     "01-memory",
		Title:  "What it costs to wait",
		Desc:   "Below seven tasks threads need less memory than a loop, above it more.",
		X:      figure.Axis{Label: "tasks", Log: true},
		Y:      figure.Axis{Label: "memory, kB", Log: true},
		Series: []figure.Series{loop, threads},
		Marks:  []figure.Mark{{At: figure.Point{X: 7.06, Y: 63.5}, Text: "equal at 7 tasks"}},
	}.SVG()
	fmt.Println(strings.Contains(string(svg), "equal at 7 tasks"))
	// Output: true
}

package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
)

// drawn draws a run and checks that it is a drawing as the page needs it.
func drawn(t *testing.T, text string) string {
	t.Helper()
	svg, err := draw([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	decoder := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return string(svg)
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		if element, ok := token.(xml.StartElement); ok && element.Name.Local == "style" {
			t.Error("the drawing has a style of its own")
		}
	}
}

// attribute returns an attribute of the drawing's root.
func attribute(t *testing.T, svg, name string) string {
	t.Helper()
	found := regexp.MustCompile(`<svg[^>]* ` + name + `="([^"]*)"`).FindStringSubmatch(svg)
	if found == nil {
		t.Fatalf("no attribute %s in %.300s", name, svg)
	}
	return found[1]
}

const oneTask = `{"event":"trace","command":1,"at":0,"task":"poem 1","kind":"run","bytes":0,"note":""},
	{"at":20000000,"task":"poem 1","kind":"receive","bytes":10},
	{"at":20000000,"task":"poem 1","kind":"wait"}`

func TestARunIsDrawnAsFarAsItHasCome(t *testing.T) {
	early := drawn(t, `{"id":"cell-1","title":"A run","desc":"One task.","now":30000000,"panels":[{"title":"get","events":[`+oneTask+`]}]}`)
	late := drawn(t, `{"id":"cell-1","title":"A run","desc":"One task.","now":50000000,"panels":[{"title":"get","events":[`+oneTask+`]}]}`)
	if early == late {
		t.Error("a task that waits does not wait any longer")
	}
	for _, want := range []string{`id="fig-cell-1-title">A run<`, ">One task.<", ">get<", ">poem 1<", ">waiting<"} {
		if !strings.Contains(early, want) {
			t.Errorf("no %s in the drawing", want)
		}
	}
	for name, want := range map[string]string{"data-t0": "0", "data-t1": "30000000"} {
		if got := attribute(t, early, name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if got := attribute(t, late, "data-t1"); got != "50000000" {
		t.Errorf("data-t1 is %s", got)
	}
}

func TestTheAxisGrowsInSteps(t *testing.T) {
	ends := map[string]bool{}
	for now := time.Millisecond; now < time.Second; now += time.Millisecond {
		svg := drawn(t, fmt.Sprintf(`{"now":%d,"panels":[{"events":[%s]}]}`, now, oneTask))
		ends[attribute(t, svg, "data-t1")] = true
	}
	if len(ends) > 10 {
		t.Errorf("%d scales in a second: %v", len(ends), ends)
	}
	over := drawn(t, fmt.Sprintf(`{"over":true,"now":%d,"panels":[{"events":[%s]}]}`, 123*time.Millisecond, oneTask))
	if got := attribute(t, over, "data-t1"); got != "123000000" {
		t.Errorf("when it is over the axis ends at %s", got)
	}
	fixed := drawn(t, fmt.Sprintf(`{"until":%d,"panels":[{"events":[%s]}]}`, time.Second, oneTask))
	if got := attribute(t, fixed, "data-t1"); got != "1000000000" {
		t.Errorf("an axis until a second ends at %s", got)
	}
}

func TestGroupsOfTasksArePanels(t *testing.T) {
	svg := drawn(t, `{"over":true,"panels":[{"title":"demo","events":[
		{"at":0,"task":"slow, poem 1","kind":"block"},
		{"at":2000000000,"task":"slow, poem 1","kind":"end"},
		{"at":2000000000,"task":"quick, poem 1","kind":"wait"},
		{"at":2500000000,"task":"quick, poem 1","kind":"end"}]}]}`)
	for _, want := range []string{">slow: 2.00 s<", ">quick: 500 ms<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
	if n := strings.Count(svg, ">poem 1<"); n != 2 {
		t.Errorf("poem 1 has %d lanes, want 2", n)
	}
}

func TestWhatCannotBeDrawn(t *testing.T) {
	for text, want := range map[string]string{
		`{`: "this is no run: unexpected end of JSON input",
		`{"panels":[{"events":[{"kind":"sing"}]}]}`: `there is no kind of event "sing"`,
	} {
		if _, err := draw([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for _, text := range []string{`{}`, `{"now":5,"panels":[{"title":"nothing","events":[]}]}`} {
		if svg, err := draw([]byte(text)); svg != nil || err != nil {
			t.Errorf("%s: %q, %v; want no drawing", text, svg, err)
		}
	}
}

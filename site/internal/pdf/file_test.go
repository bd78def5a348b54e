package pdf

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestObjectsAreReadAsTheyAreWritten(t *testing.T) {
	for source, want := range map[string]any{
		"<</A 1 /B#20C [true null (x\\(y\\)\\101) <4142>] /R 12 0 R>>": dict{
			"A": 1.0, "B C": []any{true, nil, text("x(y)A"), text("AB")}, "R": ref(12),
		},
		"[-1.5 0 0]":       []any{-1.5, 0.0, 0.0},
		"% remark\n(a(b))": text("a(b)"),
	} {
		got, err := (&scanner{data: []byte(source)}).object()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %#v, %v; want %#v", source, got, err, want)
			continue
		}
		again, err := (&scanner{data: []byte(written(got))}).object()
		if err != nil || !reflect.DeepEqual(again, want) {
			t.Errorf("%s is written as %s", source, written(got))
		}
	}
}

// sample returns a PDF with n pages.
func sample(n int) []byte {
	var b strings.Builder
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.4\n")
	kids := ""
	for i := range n {
		kids += fmt.Sprintf("%d 0 R ", i+3)
	}
	object("<</Type /Catalog /Pages 2 0 R /Dests <</here [3 0 R /XYZ 10 20.5 0]>>>>")
	object("<</Type /Pages /Kids [" + kids + "]>>")
	for range n {
		object("<</Type /Page /MediaBox [0 0 589.92 666] /ID (node00000017)>>")
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, table)
	return []byte(b.String())
}

func TestPagesAreCutOnTheSideOfTheirNotes(t *testing.T) {
	f, err := parse(sample(2))
	if err != nil {
		t.Fatal(err)
	}
	if at := f.places()["here"]; at != (place{1, 20.5}) {
		t.Errorf("here is at %v", at)
	}
	f.renumber()
	f.cut()
	again, err := parse(f.bytes())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"[85.35 0 589.92 666]", "[0 0 504.57 666]"} {
		page := again.dict(again.pages[i])
		if got := written(page["MediaBox"]); got != want {
			t.Errorf("page %d shows %s of its sheet, want %s", i+1, got, want)
		}
		if page["ID"] != text("node00000001") {
			t.Errorf("page %d has the number %v", i+1, page["ID"])
		}
	}
}

func TestADamagedFileIsAnErrorAndNoPanic(t *testing.T) {
	whole := sample(1)
	for end := range whole {
		if f, err := parse(whole[:end]); err == nil {
			f.places()
			f.bookmarks()
		}
	}
	if _, err := parse([]byte("startxref\n99999999\n")); err == nil {
		t.Error("a table beyond the end was read")
	}
}

func TestNumbersBeforeTheFirstPartAreRoman(t *testing.T) {
	l := layout{start: 9}
	for page, want := range map[int]string{1: "i", 4: "iv", 8: "viii", 9: "1", 20: "12"} {
		if got := l.label(page); got != want {
			t.Errorf("page %d is called %s, want %s", page, got, want)
		}
	}
	if got := roman(49); got != "xlix" {
		t.Errorf("49 is %s", got)
	}
}

package exercise

import (
	"strings"
	"testing"
	"unicode/utf8"

	"slowpoetry/code/book/poetry"
)

// decode gives the pieces to a new decoder, and returns what it returns.
func decode(pieces ...string) []string {
	var d Decoder
	var texts []string
	for _, piece := range pieces {
		buffer := []byte(piece)
		texts = append(texts, d.Decode(buffer))
		clear(buffer) // whose buffer this is, and what it does with it next, is not yours to know
	}
	return texts
}

func TestEveryTextIsWholeCharacters(t *testing.T) {
	poem, err := poetry.Find("splitflap")
	if err != nil {
		t.Fatal(err)
	}
	for size := 1; size <= len(poem.Text); size++ {
		var pieces []string
		for piece := range poetry.Pieces(poem.Text, size) {
			pieces = append(pieces, string(piece))
		}
		texts := decode(pieces...)
		for i, text := range texts {
			if !utf8.ValidString(text) {
				t.Fatalf("pieces of %d bytes: for piece %d, %q, you return %q", size, i+1, pieces[i], text)
			}
		}
		if got := strings.Join(texts, ""); got != string(poem.Text) {
			t.Fatalf("pieces of %d bytes: together you return %d bytes of %d: %q",
				size, len(got), len(poem.Text), got)
		}
	}
}

func TestNothingIsKeptLongerThanNeeded(t *testing.T) {
	tests := []struct{ pieces, want []string }{
		{[]string{"abc"}, []string{"abc"}},
		{[]string{"caf\xc3", "\xa9!"}, []string{"caf", "é!"}},
		{[]string{"\xe2", "\x82", "\xac"}, []string{"", "", "€"}},
		{[]string{"\xe2\x82", "\xac."}, []string{"", "€."}},
		{[]string{"\xc3", "", "\xa9"}, []string{"", "", "é"}},
		{[]string{"\xff"}, []string{"\xff"}},                 // never begins a character
		{[]string{"\xc3", "a"}, []string{"", "\xc3a"}},       // began one, and broke off
		{[]string{"\xa9\xa9\xa9"}, []string{"\xa9\xa9\xa9"}}, // ends that never began
		{[]string{"\xe2\x82\xe2", "\x82\xac"}, []string{"\xe2\x82", "€"}},
	}
	for _, test := range tests {
		got := decode(test.pieces...)
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("pieces %q: you return %q, want %q", test.pieces, got, test.want)
				break
			}
		}
	}
}

func TestACharacterOfFourBytes(t *testing.T) {
	const snail = "\U0001f40c"
	for cut := 1; cut < len(snail); cut++ {
		if got := decode(snail[:cut], snail[cut:]); got[0] != "" || got[1] != snail {
			t.Errorf("a character of four bytes, cut after %d: you return %+q", cut, got)
		}
	}
}

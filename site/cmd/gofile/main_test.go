package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestAFileIsFormattedAndRead(t *testing.T) {
	got := read([]byte(`package exercise
import ("testing"; "fmt")
import f "fmt"
func TestIt(t *testing.T) { fmt.Println() }
func TestMain(m *testing.M) {}
func Test(t *testing.T) {}
func Testing(t *testing.T) {}
func TestTwo(t *testing.T, n int) {}
func (x T) TestMethod(t *testing.T) {}
func ExampleIt() { f.Println("six")
// Output: six
}
func ExampleSilent() {}
`))
	if len(got.Errors) > 0 {
		t.Fatal(got.Errors)
	}
	if want := "import (\n\t\"fmt\"\n\t\"testing\"\n)\n"; !strings.Contains(got.Text, want) {
		t.Errorf("it is formatted as\n%s\nwant in it\n%s", got.Text, want)
	}
	got.Text = ""
	want := file{
		Package: "exercise", Imports: []string{"testing", "fmt"}, Tests: []string{"TestIt", "Test"},
		Examples: []example{{"ExampleIt", "six\n", false}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("it is read as %+v\nwant %+v", got, want)
	}
}

func TestWhatIsNoGoHasItsPlace(t *testing.T) {
	got := read([]byte("package p\n\nfunc f() {\n\tx := \n}\n\nfunc () {}\n"))
	want := []problem{{5, 1, "expected operand, found '}'"}}
	if len(got.Errors) == 0 || got.Errors[0] != want[0] || got.Text != "" {
		t.Errorf("the problems are %+v, want first %+v, and no text: %q", got.Errors, want, got.Text)
	}
}

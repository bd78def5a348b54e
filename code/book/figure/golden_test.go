package figure_test

import (
	"testing"

	"slowpoetry/code/book/figure/figuretest"
)

func TestFigures(t *testing.T) {
	for name, svg := range gallery() {
		figuretest.Golden(t, "testdata/"+name+".svg", svg)
	}
}

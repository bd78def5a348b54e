package typeset

// entries writes the index, under its letters.
func (w *writer) entries() {
	w.f("#index[\n")
	letter := ""
	for _, e := range w.index {
		if l := e.Letter(); l != letter {
			letter = l
			w.f("#letter(%s)\n", str(l))
		}
		w.f("#index-entry(%s, code: %v, (", str(e.Name), e.Code)
		for _, r := range e.Refs {
			w.f("(%s, %v), ", str(r.ID), r.Main)
		}
		w.f("))\n")
	}
	w.f("]\n")
}

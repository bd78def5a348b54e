// Package exercise is about short stories.
package exercise

import "slices"

// Shrink returns a part of story, in its order, for which fails reports true, and which is as short as
// it gets by leaving out single events: without any one of them, fails reports false.
//
// With story itself fails reports true. Each call of fails is a whole world, so there should be few.
func Shrink(story []string, fails func([]string) bool) []string {
	for size := len(story); size > 0; {
		before := len(story)
		for from := 0; from < len(story); {
			shorter := slices.Concat(story[:from], story[min(from+size, len(story)):])
			if fails(shorter) {
				story = shorter
			} else {
				from += size
			}
		}
		if size > 1 || len(story) == before { // one that was needed may be needed no more
			size /= 2
		}
	}
	return story
}

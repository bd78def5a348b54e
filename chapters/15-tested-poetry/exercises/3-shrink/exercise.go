// Package exercise is about short stories.
package exercise

// Shrink returns a part of story, in its order, for which fails reports true, and which is as short as
// it gets by leaving out single events: without any one of them, fails reports false.
//
// With story itself fails reports true. Each call of fails is a whole world, so there should be few.
func Shrink(story []string, fails func([]string) bool) []string {
	return story
}

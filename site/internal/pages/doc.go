// Package pages tests the pages of the book as readers get them: the built site, in a browser.
//
// The site is built once, served as any static host would serve it, and opened in one headless
// Chromium: with a keyboard only, without scripts, on a phone, in the dark. There is nothing here
// but tests.
//
// The one rule: a test knows what readers need, and as little as possible of how the site gives
// it to them. It names roles, keys and words, hardly ever a class.
package pages

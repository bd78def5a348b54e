package figure

import "strings"

// TextWidth estimates how wide a text is when it is drawn with the given classes. The reader's
// fonts are unknown; the estimate is that of a sans a wide one.
func TextWidth(class, text string) float64 {
	size, strong, code := 14.0, 1.15, false
	for _, c := range strings.Fields(class) {
		switch c {
		case "small", "number":
			size = 13.5
		case "code":
			size, code = 13.5, true
		case "strong":
			strong = 1.22
		}
	}
	sum := 0
	for _, r := range text {
		switch {
		case code && r < 0x1100:
			sum += 610
		case r >= ' ' && r <= '~':
			sum += int(sansWidths[r-' ']) * 2
		case r < 0x1100:
			sum += 600
		default:
			sum += 1000
		}
	}
	if code {
		strong = 1
	}
	return float64(sum) / 1000 * size * strong
}

// sansWidths are the widths of the letters from space to ~ in a common sans, in 1/500 of its size.
var sansWidths = [...]uint16{
	139, 139, 178, 278, 278, 445, 334, 96, 167, 167, 195, 292, 139, 167, 139, 139, // space to /
	278, 278, 278, 278, 278, 278, 278, 278, 278, 278, 139, 139, 292, 292, 292, 278, // 0 to ?
	508, 334, 334, 361, 361, 334, 306, 389, 361, 139, 250, 334, 278, 417, 361, 389, // @ to O
	334, 389, 361, 334, 306, 361, 334, 472, 334, 334, 306, 139, 139, 139, 235, 278, // P to _
	167, 278, 278, 250, 278, 278, 139, 278, 278, 111, 111, 250, 111, 417, 278, 278, // ` to o
	278, 278, 167, 250, 139, 278, 250, 361, 250, 250, 250, 167, 130, 167, 292, // p to ~
}

// fit cuts text to at most width, at the end of a word if there is one near, and shows that it did.
func fit(class, text string, width float64) string {
	text = oneLine(text)
	if TextWidth(class, text) <= width {
		return text
	}
	runes := []rune(text)
	end := len(runes)
	for end > 0 && TextWidth(class, string(runes[:end])+"…") > width {
		end--
	}
	cut := string(runes[:end])
	if space := strings.LastIndexByte(cut, ' '); runes[end] != ' ' && space > len(cut)*2/3 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ") + "…"
}

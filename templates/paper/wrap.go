package paper

// letter is one character and how it looks.
type letter struct {
	r rune
	look
}

func letters(l look, text string) []letter {
	out := make([]letter, 0, len(text))
	for _, r := range text {
		out = append(out, letter{r, l})
	}
	return out
}

// wrap breaks text into lines of at most width millimetres: at line ends, else
// between words, and inside a word only when it is wider than a line.
func wrap(text []letter, width float64) [][]letter {
	var (
		lines  [][]letter
		start  int
		spaceN = -1 // the last place to break
		sum    float64
	)
	ms := measures()
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c.r == '\n' {
			lines = append(lines, text[start:i])
			start, spaceN, sum = i+1, -1, 0
			continue
		}
		if c.r == ' ' {
			spaceN = i
		}
		sum += float64(ms[c.face][uint16(c.r)]) * c.size / 1000 * point
		if sum <= width || c.r == ' ' || i == start {
			continue
		}
		end, next := i, i
		if spaceN > start && !blank(text[start:spaceN]) {
			end, next = spaceN, spaceN+1
		}
		lines = append(lines, text[start:end])
		start, spaceN, sum = next, -1, 0
		i = next - 1
	}
	if start < len(text) {
		lines = append(lines, text[start:])
	}
	return lines
}

func blank(text []letter) bool {
	for _, c := range text {
		if c.r != ' ' {
			return false
		}
	}
	return true
}

// lineHeight is that of the largest character, or of an empty line of look l.
func lineHeight(line []letter, l look) float64 {
	h := 0.0
	for _, c := range line {
		h = max(h, c.line())
	}
	if h == 0 {
		return l.line()
	}
	return h
}
